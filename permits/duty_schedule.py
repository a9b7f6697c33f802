"""When the reports of a permit fall due: whole periods from the day of issue. Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from permits.catalogue.schema import DutySpec

MONTHS = {"quarter": 3, "semester": 6, "year": 12}
HORIZON = dt.timedelta(days=400)  # rows are made this far ahead; the daily task adds the next ones
BEFORE_DAYS = (14, 3)  # reminders before the due date
AFTER_DAYS = (1, 7, 30)  # and after it


@dataclass(frozen=True)
class Due:
    """The n-th report of a duty: both days of the period count, `due_on` is the last day to hand it in."""

    n: int
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def periods(duty: DutySpec, issued_on: dt.date, *, valid_until: dt.date | None, until: dt.date) -> Iterator[Due]:
    """The reports whose period ends by `until` and, where the permit ends, no later than its last day."""
    months, n = MONTHS[duty.every], 0
    last = min(until, valid_until) if valid_until else until
    while True:
        starts = add_months(issued_on, n * months)
        ends = add_months(issued_on, (n + 1) * months) - dt.timedelta(days=1)
        if ends > last:
            return
        n += 1
        yield Due(n, starts, ends, ends + dt.timedelta(days=duty.due_days))


def reminder_due(due_on: dt.date, day: dt.date) -> str | None:
    """The name of the reminder whose turn it is ("before-14", "after-7"), or None far ahead of the due date."""
    left = (due_on - day).days
    if left >= 0:
        mark = min((days for days in BEFORE_DAYS if left <= days), default=None)
        return f"before-{mark}" if mark else None
    mark = max((days for days in AFTER_DAYS if -left >= days), default=None)
    return f"after-{mark}" if mark else None
