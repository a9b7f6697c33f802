"""What a holder is told after issue, exactly once per event and person (workflow.md, "Notices")."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import people_of_desk
from accounts.roles import Role
from outbox.actions import tell, tell_each
from permits.models import DutyReport, Permit, PermitDuty

ROWS_FOR_DUTIES = ("permit__entry", "permit__application__permit_type", "permit__application__applicant", "agency")


def expiring(permit: Permit, *, mark: int, days_left: int, now: dt.datetime) -> None:
    """The permit ends soon; `mark` names the reminder, `days_left` is the truth of that day."""
    context = {"days_left": days_left, "valid_until": permit.valid_until}
    _tell_holder(permit, f"expiring:{permit.pk}:{permit.valid_until}:{mark}", "permit_expiring", context, now=now)


def expired(permit: Permit, *, now: dt.datetime) -> None:
    """The last day is past."""
    context = {"change": "expired", "valid_until": permit.valid_until}
    _tell_holder(permit, f"expired:{permit.pk}", "permit_state", context, now=now)


def revoked(permit: Permit, *, now: dt.datetime) -> None:
    """The office took the permit back."""
    context = {"change": "revoked", "reason": permit.state_reason, "day": timezone.localdate(now)}
    _tell_holder(permit, f"revoked:{permit.pk}", "permit_state", context, now=now)


def superseded(permit: Permit, *, successor: Permit, now: dt.datetime) -> None:
    """A renewal or a change took its place."""
    context = {"change": "superseded", "successor": successor.entry.text}
    _tell_holder(permit, f"superseded:{permit.pk}", "permit_state", context, now=now)


def duty_reminder(duty: PermitDuty, *, mark: str, days_late: int, now: dt.datetime) -> None:
    """A report falls due or is late; `days_late` is negative before the due date."""
    context = _duty_facts(duty) | {"days_late": max(days_late, 0)}
    link = reverse("permits:duty", args=[duty.pk])
    _tell_holder(duty.permit, f"duty:{duty.pk}:{duty.due_on}:{mark}", "duty_reminder", context, now=now, link=link)


def report_sent(duty: PermitDuty, report: DutyReport, *, now: dt.datetime) -> None:
    """The desk that checks it learns of a report."""
    role = Role.TECHNICAL_AGENCY if duty.agency_id else Role.BACKOFFICE
    tell_each(
        f"duty-report:{report.pk}",
        recipients=people_of_desk(role, agency_id=duty.agency_id, on=timezone.localdate(now)),
        template="duty_report",
        context=_facts(duty.permit, reverse("permits:duty", args=[duty.pk]))
        | _duty_facts(duty)
        | {"holder": duty.permit.application.holder_name, "for_staff": True},
        subject_key=f"application:{duty.permit.application_id}",
        channels=("inbox",),
        now=now,
    )


def report_checked(duty: PermitDuty, report: DutyReport, *, now: dt.datetime) -> None:
    """The holder learns what the agency said."""
    context = _duty_facts(duty) | {"is_accepted": bool(report.is_accepted), "answer": report.answer}
    link = reverse("permits:duty", args=[duty.pk])
    _tell_holder(duty.permit, f"duty-checked:{report.pk}", "duty_report", context, now=now, link=link)


def _duty_facts(duty: PermitDuty) -> dict[str, Any]:
    return {"duty": str(duty), "starts_on": duty.starts_on, "ends_on": duty.ends_on, "due_on": duty.due_on}


def _facts(permit: Permit, link: str) -> dict[str, Any]:
    application = permit.application
    name = application.permit_type.name
    return {"resi": application.resi, "permit_name": name, "number": permit.entry.text, "link": link}


def _tell_holder(
    permit: Permit, event: str, template: str, context: dict[str, Any], *, now: dt.datetime, link: str = ""
) -> None:
    # a page of workflow's, by its name
    address = link or reverse("workflow:application", args=[permit.application.resi])
    tell(
        event,
        recipient=permit.application.applicant,
        template=template,
        context=_facts(permit, address) | context,
        subject_key=f"application:{permit.application_id}",
        now=now,
    )
