"""Quarters, semesters, years and any two dates, cut into whole months and single days. Pure; no Django."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eptsp.lib.formatting import long_date

ROMAN = ("I", "II", "III", "IV")
WRITTEN = re.compile(r"(20[0-9]{2})(?:-([TS])([1-4]))?")
LONGEST = dt.timedelta(days=366 * 30)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included. `code` is what stands in addresses: 2026, 2026-S1, 2026-T3 or ""."""

    start: dt.date
    end: dt.date
    name: str
    code: str = ""

    def months(self) -> list[dt.date]:
        """The first days of the months that lie wholly inside."""
        return [first for first in _first_days(self.start, self.end) if self._holds(first)]

    def edges(self) -> list[tuple[dt.date, dt.date]]:
        """The days outside whole months, as at most two spans."""
        months = self.months()
        if not months:
            return [(self.start, self.end)]
        spans = [(self.start, months[0] - dt.timedelta(days=1)), (_last_day(months[-1]) + dt.timedelta(1), self.end)]
        return [(first, last) for first, last in spans if first <= last]

    def _holds(self, first: dt.date) -> bool:
        return self.start <= first and _last_day(first) <= self.end


def year(number: int) -> Period:
    """A calendar year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31), f"Tahun {number}", f"{number}")


def semester(number: int, half: int) -> Period:
    """Semester I or II of a year."""
    first = half * 6 - 5
    return Period(
        dt.date(number, first, 1), _last_day(dt.date(number, first + 5, 1)), f"Semester {ROMAN[half - 1]} {number}",
        f"{number}-S{half}",
    )  # fmt: skip


def quarter(number: int, part: int) -> Period:
    """Triwulan I to IV of a year."""
    first = part * 3 - 2
    return Period(
        dt.date(number, first, 1), _last_day(dt.date(number, first + 2, 1)), f"Triwulan {ROMAN[part - 1]} {number}",
        f"{number}-T{part}",
    )  # fmt: skip


def between(start: dt.date, end: dt.date) -> Period:
    """Any two dates in order. Raises ValueError for the other way round or more than thirty years."""
    if end < start or end - start > LONGEST:
        raise ValueError("not a period")
    return Period(start, end, f"{long_date(start)} – {long_date(end)}")


def read(code: str) -> Period:
    """Return the period of an address part. Raises ValueError."""
    match = WRITTEN.fullmatch(code)
    if match is None:
        raise ValueError(f"not a period: {code!r}")
    number, kind, part = int(match[1]), match[2], int(match[3] or 0)
    if kind is None:
        return year(number)
    if kind == "T":
        return quarter(number, part)
    if part > 2:
        raise ValueError(f"not a period: {code!r}")
    return semester(number, part)


def quarter_of(day: dt.date) -> Period:
    """The quarter in which a day lies."""
    return quarter(day.year, (day.month + 2) // 3)


def semester_of(day: dt.date) -> Period:
    """The semester in which a day lies."""
    return semester(day.year, 1 if day.month <= 6 else 2)


def next_period_start(day: dt.date) -> dt.date:
    """The first day of the semester after the one of `day`: no semester, quarter or month mixes two instruments."""
    return semester_of(day).end + dt.timedelta(days=1)


def starts_a_period(day: dt.date) -> bool:
    """Whether a semester begins on that day."""
    return semester_of(day).start == day


def _last_day(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _first_days(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    day = start.replace(day=1)
    while day <= end:
        yield day
        day = _last_day(day) + dt.timedelta(days=1)
