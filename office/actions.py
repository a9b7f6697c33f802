"""Changes of the office that others must hear of: a changed calendar moves due dates."""

import datetime as dt
import logging

from celery import current_app
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from kombu.exceptions import OperationalError

from eptsp.lib.errors import DomainError
from office import calendar, profile
from office.models import Holiday

log = logging.getLogger(__name__)
# the room above that keeps due dates; it also runs by beat, so a lost message only delays it
RECOMPUTE_TASK = "workflow.recompute_due_dates"


@transaction.atomic
def add_holiday(
    date: dt.date, name: str, *, kind: str = Holiday.Kind.LOCAL, by: AbstractBaseUser, now: dt.datetime
) -> Holiday:
    """Close the office on that day and let the open due dates be recomputed.

    Raises DomainError when the day is closed already, or when the name is empty. A day that an administrator had
    declared a working day is closed again under its new name.
    """
    name = name.strip()
    if not name:
        raise DomainError("Nama hari libur wajib diisi.")
    row, created = Holiday.objects.select_for_update().get_or_create(date=date, defaults={"name": name, "kind": kind})
    if not created and not row.is_working_day:
        raise DomainError(f"Tanggal {date:%d-%m-%Y} sudah tercatat sebagai hari libur: {row.name}.")
    if not created:
        row.name, row.kind, row.is_working_day = name, kind, False
        row.save(update_fields=["name", "kind", "is_working_day"])
    calendar_changed(f"holiday {date}", by=by, now=now)
    return row


@transaction.atomic
def keep_open(date: dt.date, *, by: AbstractBaseUser, now: dt.datetime) -> Holiday:
    """Declare a holiday an ordinary working day after all; raises DomainError when that day is no holiday."""
    row = Holiday.objects.select_for_update().filter(date=date).first()
    if row is None:
        raise DomainError(f"Tanggal {date:%d-%m-%Y} tidak tercatat sebagai hari libur.")
    row.is_working_day = True
    row.save(update_fields=["is_working_day"])
    calendar_changed(f"holiday {date} kept open", by=by, now=now)
    return row


def calendar_changed(what: str, *, by: AbstractBaseUser, now: dt.datetime) -> None:
    """Tell every process and the keeper of due dates, after the commit, that hours or holidays changed."""
    log.info("calendar changed: %s by user %s at %s", what, by.pk, now.isoformat())
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
