"""The reports that a holder owes: rows from the catalogue's schedule, uploads, the agency's judgement, reminders."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.models import Blob
from office.models import Agency
from permits import duty_schedule, notices
from permits.models import DutyReport, Permit, PermitDuty
from permits.permissions import can_check_report, can_report

BATCH = 500
OPEN = (PermitDuty.State.OWED, PermitDuty.State.NEEDS_WORK)


def make_duties(permit: Permit, *, now: dt.datetime) -> int:
    """Write the rows of the reports whose period ends within the horizon; return how many are new.

    Reads the schedule of the catalogue edition under which the permit was issued. May run any number of times.
    """
    spec = permit.application.edition.spec
    if not spec.post_issue_duties:
        return 0
    until = _day(now) + duty_schedule.HORIZON
    codes = spec.route.agencies
    agency = Agency.objects.filter(code=codes[0]).first() if codes else None
    rows = [
        PermitDuty(
            permit=permit,
            code=duty.code,
            name=duty.name,
            n=due.n,
            agency=agency,
            starts_on=due.starts_on,
            ends_on=due.ends_on,
            due_on=due.due_on,
        )
        for duty in spec.post_issue_duties
        for due in duty_schedule.periods(duty, permit.issued_on, valid_until=permit.valid_until, until=until)
    ]
    before = permit.duties.count()
    PermitDuty.objects.bulk_create(rows, ignore_conflicts=True)
    return permit.duties.count() - before


def extend_duties(*, now: dt.datetime) -> int:
    """Add the next periods of every permit in force; return how many rows are new."""
    rows = Permit.objects.filter(state=Permit.State.ACTIVE).select_related("application__edition").order_by("pk")
    return sum(make_duties(permit, now=now) for permit in rows.iterator(chunk_size=BATCH))


@transaction.atomic
def send_report(pk: int, blob: Blob, *, name: str, note: str, by: User, now: dt.datetime) -> DutyReport:
    """Hand in a report; the desk that checks it is told.

    Raises PermissionDenied (only the holder), DomainError when the period is not over, a report waits or was accepted.
    """
    duty = lock_duty(pk)
    if not can_report(by, duty):
        raise PermissionDenied
    if duty.state not in OPEN:
        raise DomainError(f"Laporan ini {duty.get_state_display().lower()}; tidak perlu dikirim lagi.")
    if _day(now) < duty.starts_on:
        raise DomainError("Masa laporan ini belum dimulai.")
    n = duty.reports.count() + 1
    report = DutyReport.objects.create(duty=duty, n=n, blob=blob, name=name, note=note, sent_at=now, sent_by=by)
    duty.state = PermitDuty.State.SUBMITTED
    duty.save(update_fields=["state"])
    notices.report_sent(duty, report, now=now)
    return report


@transaction.atomic
def check_report(pk: int, *, report: int, is_accepted: bool, answer: str, by: User, now: dt.datetime) -> PermitDuty:
    """Accept the report that waits, or ask for a better one, with what is to be mended; the holder is told.

    `report` is the id of the report that the officer read. Raises PermissionDenied, DomainError.
    """
    duty = lock_duty(pk)
    if not can_check_report(by, duty, on=_day(now)):
        raise PermissionDenied
    waiting = duty.reports.filter(checked_at=None, pk=report).first()
    if waiting is None:
        raise DomainError("Laporan ini sudah diperiksa atau diganti. Muat ulang halaman.")
    if not is_accepted and not answer.strip():
        raise DomainError("Tulis apa yang perlu diperbaiki pada laporan ini.")
    waiting.is_accepted, waiting.answer = is_accepted, answer.strip()
    waiting.checked_at, waiting.checked_by = now, by
    waiting.save(update_fields=["is_accepted", "answer", "checked_at", "checked_by"])
    duty.state = PermitDuty.State.ACCEPTED if is_accepted else PermitDuty.State.NEEDS_WORK
    duty.save(update_fields=["state"])
    notices.report_checked(duty, waiting, now=now)
    return duty


def remind_duties(*, now: dt.datetime) -> int:
    """Remind holders 14 and 3 days before the due date and 1, 7 and 30 days after it, each once; return how many.

    A permit no longer in force owes no new report, but those of its last periods are still asked for: only revoked
    and superseded permits are left alone.
    """
    today = _day(now)
    last = today + dt.timedelta(days=max(duty_schedule.BEFORE_DAYS))
    rows = PermitDuty.objects.filter(
        state__in=OPEN, due_on__lte=last, permit__state__in=[Permit.State.ACTIVE, Permit.State.EXPIRED]
    )
    told = 0
    for duty in rows.select_related(*notices.ROWS_FOR_DUTIES).order_by("due_on", "id").iterator(chunk_size=BATCH):
        mark = duty_schedule.reminder_due(duty.due_on, today)
        if mark is not None:
            with transaction.atomic():
                notices.duty_reminder(duty, mark=mark, days_late=(today - duty.due_on).days, now=now)
            told += 1
    return told


def lock_duty(pk: int) -> PermitDuty:
    """The duty under a row lock, with its permit and holder; must run inside a transaction."""
    rows = PermitDuty.objects.select_for_update(of=("self",))
    return rows.select_related(*notices.ROWS_FOR_DUTIES).get(pk=pk)


def _day(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, timezone=timezone.get_default_timezone())
