"""When a question may expect an answer: now, or from the next opening on. Pure."""

import datetime as dt
from dataclasses import dataclass

from eptsp.lib.workingtime import LONGEST_CLOSURE_DAYS, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Service:
    """Whether somebody is there now, and the opening and closing time that concern the reader."""

    is_open: bool
    opens: dt.datetime | None
    closes: dt.datetime | None


def service(cal: WorkingCalendar, now: dt.datetime) -> Service:
    """Return today's hours while they run, else the next ones; both None when a year has no open day."""
    day = cal.local_date(now)
    for _ in range(LONGEST_CLOSURE_DAYS):
        hours = cal.hours(day)
        if hours and now < hours[1]:
            return Service(hours[0] <= now, *hours)
        day += dt.timedelta(days=1)
    return Service(False, None, None)
