"""Moments before now that lie inside office hours, so that a story of the demo is always in the past."""

import datetime as dt
import re

from eptsp.lib.workingtime import WorkingCalendar

DAY = 8 * 60  # office minutes in "1d"
UNITS = {"d": DAY, "h": 60, "m": 1}
SPAN = re.compile(r"(\d+)([dhm])")


def minutes_of(text: str) -> int:
    """Office minutes of "2d 3h 15m"; ValueError for anything else."""
    parts = text.split()
    found = [SPAN.fullmatch(part) for part in parts]
    if not parts or not all(found):
        raise ValueError(f"not a span of time: {text!r}")
    return sum(int(match[1]) * UNITS[match[2]] for match in found if match)


class Past:
    """Counts office time backwards from `now`; more minutes ago is always an earlier moment."""

    def __init__(self, calendar: WorkingCalendar, now: dt.datetime) -> None:
        self._calendar = calendar
        self._now = now.astimezone(calendar.tz)

    def ago(self, minutes: int, *, seconds: int = 0) -> dt.datetime:
        """The moment that many office minutes and seconds ago, in the zone of the office."""
        left = dt.timedelta(minutes=minutes, seconds=seconds)
        day = self._calendar.local_date(self._now)
        while True:
            if hours := self._calendar.hours(day):
                opens, closes = hours[0], min(hours[1], self._now)
                length = max(closes - opens, dt.timedelta())
                if left < length:
                    return closes - left
                left -= length
            day -= dt.timedelta(days=1)

    def working_day_after(self, day: dt.date, days: int) -> dt.date:
        """The date `days` working days after `day`."""
        while days:
            day += dt.timedelta(days=1)
            days -= self._calendar.hours(day) is not None
        return day

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """Working days after `first` up to and including `last`."""
        days = [first + dt.timedelta(days=n + 1) for n in range((last - first).days)]
        return sum(self._calendar.hours(day) is not None for day in days)
