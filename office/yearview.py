"""A year of the working calendar, month by month, for the calendar page. Pure."""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from eptsp.lib.formatting import MONTHS
from eptsp.lib.workingtime import WorkingCalendar


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day; kind: work, rest (a weekday that never counts), holiday, special (other hours)."""

    date: dt.date
    kind: str
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday; None stands for a day of another month. `working_days` are those that count."""

    name: str
    weeks: list[list[DayCell | None]]
    working_days: int


def year_of(cal: WorkingCalendar, year: int, *, today: dt.date, kept_open: Collection[dt.date] = ()) -> list[Month]:
    """The twelve months; `kept_open` are holidays on which the office works all the same."""
    weeks_of = calendar.Calendar().monthdatescalendar
    months = []
    for number, name in enumerate(MONTHS, start=1):
        weeks = [
            [_cell(cal, day, today, kept_open) if day.month == number else None for day in week]
            for week in weeks_of(year, number)
        ]
        counted = sum(cell is not None and cal.hours(cell.date) is not None for week in weeks for cell in week)
        months.append(Month(name, weeks, counted))
    return months


def _cell(cal: WorkingCalendar, day: dt.date, today: dt.date, kept_open: Collection[dt.date]) -> DayCell:
    span = cal.special_on(day)
    if day in cal.closed:
        kind, words = "holiday", cal.closed[day]
    elif cal.hours(day) is None:
        kind, words = "rest", "tutup"
    elif span is not None:
        kind, words = "special", f"{span.name}, {span.opens:%H.%M}–{span.closes:%H.%M}"
    else:
        kind, words = "work", "libur yang tetap hari kerja" if day in kept_open else "hari kerja"
    return DayCell(day, kind, words, day == today)
