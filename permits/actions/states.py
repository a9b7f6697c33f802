"""Changes of a permit's state, each with its row of history and its notice."""

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits import lifecycle, notices
from permits.lifecycle import Event
from permits.models import Permit, PermitStateEntry
from permits.permissions import demand_revoke

logger = logging.getLogger(__name__)

BATCH = 500


def change_state(
    permit: Permit,
    event: Event,
    *,
    by: User | None,
    now: dt.datetime,
    effective_on: dt.date,
    reason: str = "",
    successor: Permit | None = None,
) -> PermitStateEntry:
    """Move a locked permit to the state after the event and write its history. Raises lifecycle.NotNow."""
    before, permit.state = permit.state, lifecycle.after(permit.state, event)
    if event == Event.REVOKED:
        permit.state_reason = reason
    permit.save(update_fields=["state", "state_reason", "released_at"])
    return PermitStateEntry.objects.create(
        permit=permit,
        at=now,
        by=by,
        event=event,
        state_before=before,
        state_after=permit.state,
        effective_on=effective_on,
        reason=reason,
        successor=successor,
    )


def lock_permit(pk: int) -> Permit:
    """The permit under a row lock, with what notices print; must run inside a transaction."""
    rows = Permit.objects.select_for_update(of=("self",))
    return rows.select_related("entry", "application__permit_type", "application__applicant").get(pk=pk)


@transaction.atomic
def revoke(pk: int, *, by: User, now: dt.datetime, reason: str) -> Permit:
    """Take a permit in force back, for ever; the holder is told why.

    Raises PermissionDenied (only kadis and administrator, never for one's own), DomainError without a reason or when
    the permit is not in force that day.
    """
    permit = lock_permit(pk)
    today = _day(now)
    demand_revoke(by, permit, on=today)
    if not reason.strip():
        raise DomainError("Tulis alasan pencabutan; pemegang izin berhak mengetahuinya.")
    state = lifecycle.state_on(permit.state, permit.valid_until, today)
    if state != Permit.State.ACTIVE:
        raise DomainError(f"Izin ini {Permit.State(state).label.lower()} dan tidak dapat dicabut.")
    change_state(permit, Event.REVOKED, by=by, now=now, effective_on=today, reason=reason.strip())
    notices.revoked(permit, now=now)
    return permit


def supersede(permit: Permit, *, by: User, now: dt.datetime) -> None:
    """Let a newly released permit take the place of the one that it renews or changes; inside its transaction.

    One that was revoked or already replaced stays what it is: the new permit stands on its own.
    """
    renewed = permit.application.renews_id
    if renewed is None or renewed == permit.pk:
        return
    old = lock_permit(renewed)
    if (old.state, Event.SUPERSEDED) not in lifecycle.AFTER:
        logger.warning("permit %s renews %s, which is %s: left as it is", permit.pk, old.pk, old.state)
        return
    reason = f"Digantikan izin Nomor {permit.entry.text}."
    today = _day(now)
    change_state(old, Event.SUPERSEDED, by=by, now=now, effective_on=today, reason=reason, successor=permit)
    notices.superseded(old, successor=permit, now=now)


def expire_permits(*, now: dt.datetime) -> int:
    """Mark permits whose last day is past; return how many. Running it twice changes nothing."""
    today = _day(now)
    over = Permit.objects.filter(state=Permit.State.ACTIVE, valid_until__lt=today)
    return sum(_expire(pk, today=today, now=now) for pk in list(over.values_list("pk", flat=True).order_by("pk")))


@transaction.atomic
def _expire(pk: int, *, today: dt.date, now: dt.datetime) -> bool:
    permit = lock_permit(pk)
    if permit.valid_until is None or lifecycle.state_on(permit.state, permit.valid_until, today) == permit.state:
        return False
    first_day = permit.valid_until + dt.timedelta(days=1)
    change_state(permit, Event.EXPIRED, by=None, now=now, effective_on=first_day)
    notices.expired(permit, now=now)
    return True


def remind_expiring(*, now: dt.datetime) -> int:
    """Tell holders 90, 60, 30 and 7 days before the last day, each once; return how many permits were looked at."""
    today = _day(now)
    last = today + dt.timedelta(days=max(lifecycle.REMIND_DAYS))
    soon = Permit.objects.filter(state=Permit.State.ACTIVE, valid_until__range=(today, last))
    rows = soon.select_related("entry", "application__permit_type", "application__applicant").order_by("valid_until")
    seen = 0
    for permit in rows.iterator(chunk_size=BATCH):
        mark = lifecycle.reminder_due(permit.valid_until, today) if permit.valid_until else None
        if mark is not None and permit.valid_until is not None:
            days_left = (permit.valid_until - today).days
            with transaction.atomic():
                notices.expiring(permit, mark=mark, days_left=days_left, now=now)
            seen += 1
    return seen


def _day(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, timezone=timezone.get_default_timezone())
