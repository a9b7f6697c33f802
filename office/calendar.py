"""The office's working calendar, built from the tables and kept in the process until a change or for a minute.

A change writes a new token into the shared cache; a process that sees another token than its own builds the
calendar again. Without the shared cache a change is seen after a minute at the latest.
"""

import datetime as dt
import logging
import time
import uuid
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

from eptsp.lib.workingtime import SpecialSpan, WorkingCalendar
from office.loading import chosen_profile, read
from office.models import Holiday, OfficeHours, SpecialHours

log = logging.getLogger(__name__)
CACHE_KEY = "office:calendar"
KEEP_SECONDS = 60


class _Kept(NamedTuple):
    calendar: WorkingCalendar
    token: str | None
    until: float


_kept: _Kept | None = None


def working_calendar() -> WorkingCalendar:
    """Return the calendar in force; three queries when it has to be built, none when it is kept."""
    global _kept  # noqa: PLW0603 - one value per process
    token = _token()
    if _kept is None or _kept.token != token or time.monotonic() >= _kept.until:
        _kept = _Kept(build(), token, time.monotonic() + KEEP_SECONDS)
    return _kept.calendar


def build() -> WorkingCalendar:
    """Return the calendar of the tables as they are now; three queries.

    Before the first load of the office the week of the profile file stands in, so that the clock always runs.
    """
    hours = list(OfficeHours.objects.all()) or [
        OfficeHours(
            **{**row, "opens": dt.time.fromisoformat(row["opens"]), "closes": dt.time.fromisoformat(row["closes"])}
        )
        for row in read(chosen_profile())["hours"]
    ]
    return WorkingCalendar(
        weekly={row.weekday: (row.opens, row.closes) for row in hours if row.counts},
        closed={row.date: row.name for row in Holiday.objects.filter(is_working_day=False)},
        special=tuple(
            SpecialSpan(row.starts_on, row.ends_on, row.opens, row.closes, row.name)
            for row in SpecialHours.objects.order_by("starts_on", "id")
        ),
        tz=ZoneInfo(settings.TIME_ZONE),
    )


def forget() -> None:
    """Make this process build the calendar again: after a change, between tests."""
    global _kept  # noqa: PLW0603
    _kept = None


def bump() -> None:
    """Make every process build the calendar again: this one at once, the others after the commit."""
    forget()
    transaction.on_commit(_write_token, robust=True)


def _token() -> str | None:
    """Return the token of the last change; None without one or without the shared cache."""
    try:
        return cache.get(CACHE_KEY)
    except (OSError, RedisError):
        log.warning("calendar: shared cache does not answer")
        return None


def _write_token() -> None:
    forget()
    try:
        cache.set(CACHE_KEY, uuid.uuid4().hex, timeout=None)
    except (OSError, RedisError):
        log.warning("calendar: shared cache does not answer; other processes follow within a minute")
