"""The clock of the office: working time, due dates and their explanation. Pure; every time is passed in.

All times are aware. Office hours are half-open: the clock runs from the opening instant up to, not including,
the closing instant, so that a file that comes in at closing time has no working time left on that day.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

type Interval = tuple[dt.datetime, dt.datetime]

WEEKDAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
LONGEST_CLOSURE_DAYS = 366  # a calendar without one open day in a year is a mistake of data, not a long holiday


@dataclass(frozen=True, slots=True)
class SpecialSpan:
    """Other hours between two dates (both included) for the weekdays that count, such as Ramadan."""

    starts_on: dt.date
    ends_on: dt.date
    opens: dt.time
    closes: dt.time
    name: str


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Weekly hours (0 = Monday; a weekday without a row never counts), closed days by name, special hours, zone."""

    weekly: Mapping[int, tuple[dt.time, dt.time]]
    closed: Mapping[dt.date, str]
    special: Sequence[SpecialSpan]
    tz: ZoneInfo

    def special_on(self, day: dt.date) -> SpecialSpan | None:
        """Return the first special span that covers the day."""
        return next((span for span in self.special if span.starts_on <= day <= span.ends_on), None)

    def hours(self, day: dt.date) -> Interval | None:
        """Return opening and closing instant of the day in the calendar's zone, or None when the clock rests."""
        if day in self.closed or day.weekday() not in self.weekly:
            return None
        opens, closes = self.weekly[day.weekday()]
        if span := self.special_on(day):
            opens, closes = span.opens, span.closes
        return dt.datetime.combine(day, opens, self.tz), dt.datetime.combine(day, closes, self.tz)

    def local_date(self, moment: dt.datetime) -> dt.date:
        """Return the office's date at that moment; a naive time raises ValueError."""
        _check_aware(moment)
        return moment.astimezone(self.tz).date()

    def why_closed(self, day: dt.date) -> str:
        """Return the name of the holiday, else the name of the weekday."""
        return self.closed.get(day, WEEKDAY_NAMES[day.weekday()])


@dataclass(frozen=True, slots=True)
class Split:
    """Elapsed time in its two columns; `durasi + offtime` is always the elapsed time."""

    durasi: dt.timedelta
    offtime: dt.timedelta

    @property
    def total(self) -> dt.timedelta:
        return self.durasi + self.offtime


class CountedDay(NamedTuple):
    """One line of an explanation. kind: H (the first day), count (a working day), skip (closed), extend (paused)."""

    date: dt.date
    kind: str
    reason: str


class Pause(NamedTuple):
    """A span in which the clock stood still, with the working time that it cost."""

    start: dt.datetime
    end: dt.datetime
    working: dt.timedelta


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a due date is what it is: every calendar day from the start, and the pauses that moved it."""

    start: dt.datetime
    days: list[CountedDay]
    due: dt.datetime
    pauses: list[Pause]


def working_time(cal: WorkingCalendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Return the time inside office hours between the two; end before start raises ValueError."""
    _check_order(start, end)
    total = dt.timedelta()
    day, last = cal.local_date(start), cal.local_date(end)
    while day <= last:
        if hours := cal.hours(day):
            opens, closes = max(hours[0], start), min(hours[1], end)
            total += max(_elapsed(opens, closes), dt.timedelta())
        day += dt.timedelta(days=1)
    return total


def split(cal: WorkingCalendar, start: dt.datetime, end: dt.datetime) -> Split:
    """Return Durasi (inside office hours) and Offtime (the rest) of one stay."""
    durasi = working_time(cal, start, end)
    return Split(durasi, _elapsed(start, end) - durasi)


def total_once(cal: WorkingCalendar, intervals: Iterable[Interval], *, waiting: Iterable[Interval] = ()) -> Split:
    """Return Durasi and Offtime of many stays, each instant counted once however many desks work side by side.

    `waiting` are the stays with the applicant: their time is Offtime, except while some desk of `intervals`
    holds the file as well. The sum is the length of the union of all intervals.
    """
    at_desks = merge(intervals)
    durasi = sum((working_time(cal, start, end) for start, end in at_desks), dt.timedelta())
    everything = merge([*at_desks, *waiting])
    return Split(durasi, sum((_elapsed(start, end) for start, end in everything), dt.timedelta()) - durasi)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union as disjoint intervals in order; touching ones become one."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        _check_order(start, end)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def add_working_minutes(cal: WorkingCalendar, start: dt.datetime, minutes: int) -> dt.datetime:
    """Return the first instant by which that many office minutes have passed; 0 minutes returns the start."""
    return add_working_time(cal, start, dt.timedelta(minutes=minutes))


def add_working_time(
    cal: WorkingCalendar, start: dt.datetime, amount: dt.timedelta, *, pauses: Iterable[Interval] = ()
) -> dt.datetime:
    """Return the first instant by which that much working time outside the pauses has passed."""
    _check_aware(start)
    if amount < dt.timedelta():
        raise ValueError("amount must not be negative")
    if not amount:
        return start
    left = amount
    for opens, closes in _running(cal, start, merge(pauses)):
        length = _elapsed(opens, closes)
        if left <= length:
            return (opens.astimezone(dt.UTC) + left).astimezone(cal.tz)
        left -= length
    raise AssertionError("unreachable: _running never ends")


def due_after_working_days(
    cal: WorkingCalendar, start: dt.datetime, days: int, *, pauses: Iterable[Interval] = ()
) -> dt.datetime:
    """Return the closing time of H+days, moved on by the working time that lies inside the pauses.

    H is the day of the start, or the next working day when the start falls on a closed day or at or after closing.
    A pause keeps what was left: after it the file has exactly the working time that remained when it began, so a
    due date moved by a pause may fall in the middle of a day. A pause that lies outside office hours moves
    nothing. A pause still open is passed with its end as of now: the due date then holds if it ended now.
    """
    due = _closing_of_day(cal, start, days)
    pauses = list(pauses)
    if not pauses:
        return due
    return add_working_time(cal, start, working_time(cal, start, due), pauses=pauses)


def working_days_left(cal: WorkingCalendar, now: dt.datetime, *, due_at: dt.datetime) -> int:
    """Office days after today up to and including the day of the deadline; 0 on that day and after it."""
    today, last = cal.local_date(now), cal.local_date(due_at)
    days = (today + dt.timedelta(days=n) for n in range(1, (last - today).days + 1))
    return sum(1 for day in days if cal.hours(day) is not None)


def explain(cal: WorkingCalendar, start: dt.datetime, days: int, *, pauses: Iterable[Interval] = ()) -> Explanation:
    """Return the due date of `due_after_working_days` with every day counted, skipped or added by a pause."""
    pauses = merge(pauses)
    unpaused = _closing_of_day(cal, start, days)
    due = due_after_working_days(cal, start, days, pauses=pauses)
    lines: list[CountedDay] = []
    counted = -1
    day = cal.local_date(start)
    while day <= cal.local_date(due):
        hours = cal.hours(day)
        if hours is None:
            lines.append(CountedDay(day, "skip", cal.why_closed(day)))
        elif start >= hours[1]:
            lines.append(CountedDay(day, "skip", f"masuk setelah jam tutup {hours[1]:%H.%M}"))
        elif day > cal.local_date(unpaused):
            lines.append(CountedDay(day, "extend", "perpanjangan karena jeda"))
        else:
            counted += 1
            lines.append(_counted_line(cal, day, counted))
        day += dt.timedelta(days=1)
    return Explanation(start, lines, due, _pauses_between(cal, pauses, start, due))


def format_duration(duration: dt.timedelta) -> str:
    """Return "N hari HH:MM:SS" with N = 24 hours, "HH:MM:SS" when N is 0; fractions of a second are dropped."""
    if duration < dt.timedelta():
        raise ValueError("duration must not be negative")
    hours, seconds = divmod(duration.seconds, 3600)
    clock = f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}"
    return f"{duration.days} hari {clock}" if duration.days else clock


def approx_working_days(cal: WorkingCalendar, duration: dt.timedelta) -> Decimal:
    """Return the duration in average working days of the week's plan, one decimal, half up (the "≈ n hari kerja")."""
    if not cal.weekly:
        return Decimal("0.0")
    lengths = [_seconds(closes) - _seconds(opens) for opens, closes in cal.weekly.values()]
    average = Decimal(sum(lengths)) / len(lengths)
    return (Decimal(int(duration.total_seconds())) / average).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _closing_of_day(cal: WorkingCalendar, start: dt.datetime, days: int) -> dt.datetime:
    """Return the closing instant of H+days."""
    if days < 0:
        raise ValueError("days must not be negative")
    for counted, (_, closes) in enumerate(_running(cal, start, [])):
        if counted == days:
            return closes
    raise AssertionError("unreachable: _running never ends")


def _running(cal: WorkingCalendar, start: dt.datetime, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """Yield, without end, the spans after the start in which the clock runs; a year without one raises ValueError."""
    day, closed_days = cal.local_date(start), 0
    while closed_days <= LONGEST_CLOSURE_DAYS:
        hours = cal.hours(day)
        closed_days = 0 if hours else closed_days + 1
        if hours and hours[1] > start:
            yield from _without((max(hours[0], start), hours[1]), pauses)
        day += dt.timedelta(days=1)
    raise ValueError("the calendar has no working day within a year")


def _without(span: Interval, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """Yield what is left of the span outside the pauses (disjoint, in order)."""
    cursor, end = span
    for pause_start, pause_end in pauses:
        if pause_end <= cursor or pause_start >= end:
            continue
        if pause_start > cursor:
            yield cursor, pause_start
        cursor = max(cursor, pause_end)
    if cursor < end:
        yield cursor, end


def _counted_line(cal: WorkingCalendar, day: dt.date, counted: int) -> CountedDay:
    span = cal.special_on(day)
    hours = f" ({span.name}, {span.opens:%H.%M}–{span.closes:%H.%M})" if span else ""
    if counted == 0:
        return CountedDay(day, "H", f"hari masuk (H){hours}")
    return CountedDay(day, "count", f"hari kerja ke-{counted}{hours}")


def _pauses_between(
    cal: WorkingCalendar, pauses: Sequence[Interval], start: dt.datetime, due: dt.datetime
) -> list[Pause]:
    """Return the parts of the pauses that lie between start and due."""
    clipped = [(max(begin, start), min(end, due)) for begin, end in pauses if end > start and begin < due]
    return [Pause(begin, end, working_time(cal, begin, end)) for begin, end in clipped]


def _elapsed(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Subtract in UTC: two times of one zone would be subtracted by the wall clock."""
    return end.astimezone(dt.UTC) - start.astimezone(dt.UTC)


def _seconds(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second


def _check_aware(moment: dt.datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a naive time has no place on the office clock")


def _check_order(start: dt.datetime, end: dt.datetime) -> None:
    _check_aware(start)
    _check_aware(end)
    if _elapsed(start, end) < dt.timedelta():
        raise ValueError("the end lies before the start")
