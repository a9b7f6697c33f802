"""The life of a permit as a table: what may happen to it in which state, and how its state reads on a day. Pure."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum


class Event(StrEnum):
    """What may happen to a permit."""

    RELEASED = "released"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    SIGNATURE_CLEARED = "signature_cleared"  # a person found that the provider did not sign
    SIGNATURE_FOUND = "signature_found"  # a person brought what the provider had signed


PENDING, ACTIVE, EXPIRED, REVOKED, SUPERSEDED = "PENDING", "ACTIVE", "EXPIRED", "REVOKED", "SUPERSEDED"

# what was revoked or superseded stays so; one that has run out may still be followed by its renewal
AFTER: Mapping[tuple[str, Event], str] = {
    (PENDING, Event.SIGNATURE_CLEARED): PENDING,
    (PENDING, Event.SIGNATURE_FOUND): PENDING,
    (PENDING, Event.RELEASED): ACTIVE,
    (ACTIVE, Event.EXPIRED): EXPIRED,
    (ACTIVE, Event.REVOKED): REVOKED,
    (ACTIVE, Event.SUPERSEDED): SUPERSEDED,
    (EXPIRED, Event.SUPERSEDED): SUPERSEDED,
}
REMIND_DAYS = (90, 60, 30, 7)  # before the last day of validity


class NotNow(ValueError):
    """This cannot happen to a permit in this state."""


def after(state: str, event: Event) -> str:
    """The state after an event. Raises NotNow."""
    try:
        return AFTER[state, event]
    except KeyError:
        raise NotNow(f"{event} in {state}") from None


def state_on(state: str, valid_until: dt.date | None, day: dt.date) -> str:
    """How the state reads on that day: one whose last day is past has expired, whether or not somebody noticed."""
    is_over = valid_until is not None and valid_until < day
    return EXPIRED if state == ACTIVE and is_over else state


def reminder_due(valid_until: dt.date, day: dt.date) -> int | None:
    """The reminder whose turn it is: the smallest of 90, 60, 30 and 7 that the days left have reached, else None.

    A day on which no task ran is made up for by the next one; each of the four comes once because it is told by name.
    """
    left = (valid_until - day).days
    return min((mark for mark in REMIND_DAYS if 0 <= left <= mark), default=None)
