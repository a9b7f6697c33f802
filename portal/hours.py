"""Office hours as a few lines for the footer. Pure: rows in, lines out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True, slots=True)
class Day:
    """One weekday (0 = Monday) and when its doors are open."""

    weekday: int
    opens: dt.time
    closes: dt.time
    note: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """What the footer shows: "Senin–Jumat", "08.00–16.00 WITA", and a remark."""

    days: str
    times: str
    note: str = ""


def lines(days: Iterable[Day]) -> list[Line]:
    """Return one line per run of neighbouring days with the same hours and remark."""
    runs: list[list[Day]] = []
    for day in sorted(days, key=lambda day: day.weekday):
        last = runs[-1][-1] if runs else None
        if last and last.weekday + 1 == day.weekday and _same(last, day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_line(run) for run in runs]


def closed(days: Iterable[Day]) -> str:
    """Return the weekdays without hours, and holidays: "Minggu dan hari libur"."""
    open_days = {day.weekday for day in days}
    names = [name for weekday, name in enumerate(DAYS) if weekday not in open_days]
    return f"{', '.join(names)} dan hari libur" if names else "Hari libur"


def _same(one: Day, other: Day) -> bool:
    return (one.opens, one.closes, one.note) == (other.opens, other.closes, other.note)


def _line(run: list[Day]) -> Line:
    first, last = run[0], run[-1]
    days = DAYS[first.weekday] if first is last else f"{DAYS[first.weekday]}–{DAYS[last.weekday]}"
    return Line(days=days, times=f"{first.opens:%H.%M}–{first.closes:%H.%M} WITA", note=first.note)
