"""Changes of the office that others must hear of: a changed calendar moves due dates."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import NamedTuple

from celery import current_app
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date
from eptsp.lib.workingtime import WEEKDAY_NAMES
from office import calendar, profile
from office.models import CalendarChange, Holiday, OfficeHours, SpecialHours

log = logging.getLogger(__name__)
# the room above that keeps due dates; it also runs by beat, so a lost message only delays it
RECOMPUTE_TASK = "workflow.recompute_due_dates"
OLDEST_DAYS = 92  # a quarter: its report has been handed in


class PastDay(DomainError):
    """The day has passed; the same wish is granted when the person confirms it."""


class DayHours(NamedTuple):
    """The hours of one weekday (0 = Monday); `counts` says whether the clock of permits runs then."""

    weekday: int
    opens: dt.time
    closes: dt.time
    counts: bool = True
    note: str = ""


@transaction.atomic
def add_holiday(
    date: dt.date,
    name: str,
    *,
    kind: str = Holiday.Kind.LOCAL,
    sure: bool = False,
    by: AbstractBaseUser,
    now: dt.datetime,
) -> Holiday:
    """Close the office on that day and let the open due dates be recomputed.

    Raises DomainError when the day is closed already, when the name is empty, or when the day has passed: PastDay
    until somebody says `sure`, and always when it lies too far back. A day that an administrator had declared a
    working day is closed again under its new name.
    """
    name = name.strip()
    if not name:
        raise DomainError("Nama hari libur wajib diisi.")
    row, created = Holiday.objects.select_for_update().get_or_create(date=date, defaults={"name": name, "kind": kind})
    if not created and not row.is_working_day:
        raise DomainError(f"Tanggal {date:%d-%m-%Y} sudah tercatat sebagai hari libur: {row.name}.")
    _demand_recent(date, sure=sure, now=now)
    if not created:
        row.name, row.kind, row.is_working_day = name, kind, False
        row.save(update_fields=["name", "kind", "is_working_day"])
    calendar_changed(f"Libur {long_date(date)}: {name} ({row.get_kind_display()})", by=by, now=now)
    return row


@transaction.atomic
def keep_open(date: dt.date, *, sure: bool = False, by: AbstractBaseUser, now: dt.datetime) -> Holiday:
    """Declare a holiday an ordinary working day after all (cuti bersama that the office does not take).

    Raises DomainError when that day is no holiday, or has passed (see `add_holiday`).
    """
    row = Holiday.objects.select_for_update().filter(date=date).first()
    if row is None:
        raise DomainError(f"Tanggal {date:%d-%m-%Y} tidak tercatat sebagai hari libur.")
    _demand_recent(date, sure=sure, now=now)
    row.is_working_day = True
    row.save(update_fields=["is_working_day"])
    calendar_changed(f"{long_date(date)} tetap hari kerja ({row.name})", by=by, now=now)
    return row


@transaction.atomic
def set_hours(rows: Iterable[DayHours], *, by: AbstractBaseUser, now: dt.datetime) -> bool:
    """Write the week's office hours; a weekday that is not given is closed. Say whether anything changed.

    Raises DomainError when a day closes before it opens, or when no day is left on which the clock runs.
    """
    wanted = {row.weekday: row for row in rows}
    if any(row.closes <= row.opens for row in wanted.values()):
        raise DomainError("Jam tutup harus sesudah jam buka.")
    if not any(row.counts for row in wanted.values()):
        raise DomainError("Sisakan sedikitnya satu hari kerja; tanpa itu tidak ada batas waktu yang dapat dihitung.")
    held = {row.weekday: row for row in OfficeHours.objects.select_for_update()}
    if {day: DayHours(day, row.opens, row.closes, row.counts, row.note) for day, row in held.items()} == wanted:
        return False
    OfficeHours.objects.exclude(weekday__in=wanted).delete()
    for row in wanted.values():
        values = {"opens": row.opens, "closes": row.closes, "counts": row.counts, "note": row.note}
        OfficeHours.objects.update_or_create(weekday=row.weekday, defaults=values)
    week = ", ".join(
        f"{WEEKDAY_NAMES[day]} {row.opens:%H.%M}–{row.closes:%H.%M}" for day, row in sorted(wanted.items())
    )
    calendar_changed(f"Jam layanan: {week}", by=by, now=now)
    return True


@transaction.atomic
def add_special(
    name: str,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    opens: dt.time,
    closes: dt.time,
    by: AbstractBaseUser,
    now: dt.datetime,
) -> SpecialHours:
    """Other hours between two dates (Ramadan). Raises DomainError for a span that is turned round, over, or taken."""
    if ends_on < starts_on:
        raise DomainError("Tanggal akhir jam khusus lebih awal dari tanggal mulai.")
    if closes <= opens:
        raise DomainError("Jam tutup harus sesudah jam buka.")
    _demand_recent(ends_on, sure=False, now=now)
    taken = SpecialHours.objects.select_for_update().filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if taken is not None:
        raise DomainError(f"Rentang ini bertumpuk dengan jam khusus {taken.name}. Ubah tanggalnya.")
    row = SpecialHours.objects.create(
        name=name.strip(), starts_on=starts_on, ends_on=ends_on, opens=opens, closes=closes
    )
    span = f"{long_date(starts_on)} sampai {long_date(ends_on)}, {opens:%H.%M}–{closes:%H.%M}"
    calendar_changed(f"Jam khusus {row.name}: {span}", by=by, now=now)
    return row


@transaction.atomic
def remove_special(row: SpecialHours, *, by: AbstractBaseUser, now: dt.datetime) -> None:
    """Take a special span away again."""
    what = f"Jam khusus {row.name} ({long_date(row.starts_on)} sampai {long_date(row.ends_on)}) dihapus"
    row.delete()
    calendar_changed(what, by=by, now=now)


def _demand_recent(date: dt.date, *, sure: bool, now: dt.datetime) -> None:
    """A day that has passed changes figures that were already counted: asked twice, and refused when long ago."""
    today = timezone.localdate(now)
    if date >= today:
        return
    if (today - date).days > OLDEST_DAYS:
        raise DomainError(
            f"Tanggal {date:%d-%m-%Y} sudah lewat lebih dari {OLDEST_DAYS} hari. Angka layanan yang sudah dilaporkan "
            "tidak boleh berubah, jadi tanggal ini tidak dapat diubah lagi."
        )
    if not sure:
        raise PastDay(
            f"Tanggal {date:%d-%m-%Y} sudah lewat. Durasi dan batas waktu berkas yang sedang berjalan akan dihitung "
            "ulang. Centang konfirmasi bila memang demikian."
        )


def calendar_changed(what: str, *, by: AbstractBaseUser, now: dt.datetime) -> None:
    """Record the change; tell every process and the keeper of due dates, after the commit, that hours changed."""
    CalendarChange.objects.create(at=now, by_id=by.pk, what=what[:300])
    log.info("calendar changed by user %s at %s", by.pk, now.isoformat())
    calendar.bump()
    transaction.on_commit(_wake_recompute, robust=True)


def profile_changed(*, by: AbstractBaseUser, now: dt.datetime) -> None:
    """Show the new profile in this process at once; others follow within a minute."""
    log.info("profile changed by user %s at %s", by.pk, now.isoformat())
    profile.forget()


def _wake_recompute() -> None:
    try:
        current_app.send_task(RECOMPUTE_TASK)
    except (OperationalError, OSError):
        log.warning("broker does not answer; due dates will be recomputed by beat")
