"""The survey's figures for any period, permit type or agency, read from the kept sums in a few look-ups.

One place for the page, the CSV, the reports and the portal. The arithmetic itself is surveys.scoring.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from eptsp.lib.formatting import ZONE
from permits.models import Application
from surveys.models import Instrument, Response, SurveyDaySum
from surveys.periods import Period, quarter
from surveys.privacy import SMALLEST, showable, showable_parts
from surveys.respondents import DIMENSIONS
from surveys.scoring import Convention, Score, score
from surveys.sums import TOTALS


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: a period, and of it one permit type or one agency where given."""

    period: Period
    permit_type_id: int | None = None
    agency_id: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it is a part of the service."""
        return self.permit_type_id is not None or self.agency_id is not None


@dataclass(slots=True)
class Tally:
    """Questionnaires and sums per column of one group."""

    n: int = 0
    sums: list[int] = field(default_factory=lambda: [0] * len(TOTALS))

    def add(self, n: int, sums: Sequence[int]) -> None:
        """Count more."""
        self.n += n
        self.sums = [one + other for one, other in zip(self.sums, sums, strict=True)]

    def score(self, instrument: Instrument, index: str, *, convention: Convention = Convention.EXACT) -> Score | None:
        """The index of this group; None when nobody answered or the instrument does not measure it."""
        questions = instrument.spec.feeding(index)
        if not self.n or not questions:
            return None
        sums = {one.code: self.sums[int(one.column[1:]) - 1] for one in questions}
        return score(self.n, sums, instrument.spec.weights(index), convention=convention)


@dataclass(slots=True)
class Figures:
    """All that one instrument has found in one scope; `profile` is dimension -> value -> tally."""

    instrument: Instrument
    total: Tally = field(default_factory=Tally)
    online: int = 0
    profile: dict[str, dict[str, Tally]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Questionnaires."""
        return self.total.n

    @property
    def may_be_shown(self) -> bool:
        """Five questionnaires or more."""
        return self.n >= SMALLEST

    def score(self, index: str = "ikm", *, convention: Convention = Convention.EXACT) -> Score | None:
        """The index of everybody in scope."""
        return self.total.score(self.instrument, index, convention=convention)


@dataclass(frozen=True, slots=True)
class Part:
    """How many answered for one permit type; None where the questionnaire named none."""

    permit_type_id: int | None
    name: str
    agency_id: int | None
    agency: str
    n: int


def _spans(period: Period) -> Q:
    """Whole months by their own rows, the days at both ends by theirs."""
    months = period.months()
    wanted = Q(grain="M", day__range=(months[0], months[-1])) if months else Q(pk__in=[])
    for first, last in period.edges():
        wanted |= Q(grain="D", day__range=(first, last))
    return wanted


def _rows(scope: Scope) -> "QuerySet[SurveyDaySum]":
    rows = SurveyDaySum.objects.filter(_spans(scope.period))
    if scope.permit_type_id is not None:
        rows = rows.filter(permit_type_id=scope.permit_type_id)
    if scope.agency_id is not None:
        rows = rows.filter(agency_id=scope.agency_id)
    return rows


def _totals() -> dict[str, Any]:
    return {f"sum_{name}": Sum(name) for name in TOTALS} | {"count": Sum("n")}


_NAMES = ["count", *(f"sum_{name}" for name in TOTALS)]


def read(scope: Scope, *, profile: bool = True) -> list[Figures]:
    """The figures of each instrument asked in that scope, the latest asked first; two queries."""
    rows = _rows(scope)
    if not profile:
        rows = rows.filter(dimension="")
    groups = rows.values("instrument_id", "channel", "dimension", "value").annotate(**_totals())
    instruments: dict[int, Figures] = {}
    known = {one.pk: one for one in Instrument.objects.all()}
    for instrument, channel, dimension, value, n, *sums in groups.values_list(
        "instrument_id", "channel", "dimension", "value", *_NAMES
    ):
        found = instruments.setdefault(instrument, Figures(known[instrument]))
        if dimension:
            found.profile.setdefault(dimension, {}).setdefault(value, Tally()).add(n, sums)
        else:
            found.total.add(n, sums)
            found.online += n if channel == Response.Channel.ONLINE else 0
    return sorted(instruments.values(), key=lambda one: (-one.n, -one.instrument.pk))


def by_month(scope: Scope, instrument: Instrument) -> dict[dt.date, Tally]:
    """One tally per month of the scope's period; one query."""
    rows = _rows(scope).filter(dimension="", grain="M", instrument=instrument)
    found: dict[dt.date, Tally] = {}
    for day, n, *sums in rows.values("day").annotate(**_totals()).values_list("day", *_NAMES):
        found.setdefault(day, Tally()).add(n, sums)
    return found


def by_quarter(scope: Scope, instrument: Instrument) -> list[tuple[Period, Tally]]:
    """The quarters of the scope's period that have answers, in order."""
    found: dict[tuple[int, int], Tally] = {}
    for day, tally in sorted(by_month(scope, instrument).items()):
        found.setdefault((day.year, (day.month + 2) // 3), Tally()).add(tally.n, tally.sums)
    return [(quarter(*key), tally) for key, tally in found.items()]


def showable_quarters(quarters: Iterable[tuple[Period, Tally]]) -> list[tuple[Period, Tally]]:
    """The quarters that may be shown beside their semester: neither is small, nor is the one left over."""
    halves: dict[tuple[int, bool], dict[str, int]] = {}
    listed = list(quarters)
    for period, tally in listed:
        halves.setdefault((period.start.year, period.start.month > 6), {})[period.code] = tally.n
    shown = {code for counts in halves.values() for code in showable(counts)}
    return [(period, tally) for period, tally in listed if period.code in shown]


def parts(period: Period) -> list[Part]:
    """How many answered per permit type, by name; one query."""
    names = ("permit_type_id", "permit_type__name", "agency_id", "agency__name")
    rows = _rows(Scope(period)).filter(dimension="").values(*names).annotate(count=Sum("n"))
    found = [
        Part(permit_type, name or "", agency, agency_name or "", n)
        for permit_type, name, agency, agency_name, n in rows.values_list(*names, "count")
    ]
    return sorted(found, key=lambda one: one.name)


def shown_parts(found: Iterable[Part]) -> tuple[set[int | None], set[int | None]]:
    """The permit types and the agencies that may be shown beside one another, of one period's parts."""
    counts: dict[tuple[int | None, int | None], int] = {}
    for part in found:
        key = (part.permit_type_id, part.agency_id)
        counts[key] = counts.get(key, 0) + part.n
    return showable_parts(counts)


def part_may_be_shown(scope: Scope, found: Iterable[Part]) -> bool:
    """Whether a type or agency is neither small nor gives a small one away; the whole service always may."""
    types, agencies = shown_parts(found)
    return (scope.permit_type_id is None or scope.permit_type_id in types) and (
        scope.agency_id is None or scope.agency_id in agencies
    )


def by_part(scope: Scope, instrument: Instrument, *, agencies: bool = False) -> list[tuple[str, int, Tally | None]]:
    """(name, questionnaires, tally) of every permit type, or agency, that was named; by name; one query.

    The tally is None where the part is small or would give a small one away.
    """
    names = ("permit_type_id", "permit_type__name", "agency_id", "agency__name")
    rows = _rows(scope).filter(dimension="", instrument=instrument).values(*names).annotate(**_totals())
    counts: dict[tuple[int | None, int | None], int] = {}
    found: dict[int | None, tuple[str, Tally]] = {}
    for permit_type, type_name, agency, agency_name, n, *sums in rows.values_list(*names, *_NAMES):
        counts[permit_type, agency] = n
        key, words = (agency, agency_name) if agencies else (permit_type, type_name)
        found.setdefault(key, (words or "", Tally()))[1].add(n, sums)
    shown = showable_parts(counts)[agencies]
    named = [(words, tally.n, tally if pk in shown else None) for pk, (words, tally) in found.items() if pk is not None]
    return sorted(named, key=lambda one: one[0])


def years() -> list[int]:
    """The years in which somebody answered, the latest first."""
    days = SurveyDaySum.objects.filter(dimension="", grain="M").dates("day", "year", order="DESC")
    return [day.year for day in days]


def issued(scope: Scope) -> int:
    """How many permits were issued in that scope: the people who could answer."""
    start = dt.datetime.combine(scope.period.start, dt.time(), ZONE)
    end = dt.datetime.combine(scope.period.end + dt.timedelta(days=1), dt.time(), ZONE)
    rows = Application.objects.filter(status=Application.Status.ISSUED, closed_at__gte=start, closed_at__lt=end)
    if scope.permit_type_id is not None:
        rows = rows.filter(permit_type_id=scope.permit_type_id)
    if scope.agency_id is not None:
        rows = rows.filter(permit_type__agency_id=scope.agency_id)
    return int(rows.aggregate(n=Count("pk"))["n"])


def headline(period: Period) -> tuple[Score, int] | None:
    """The IKM of the whole service in a period and its respondents; None while fewer than five have answered."""
    found = read(Scope(period), profile=False)
    if not found or not found[0].may_be_shown:
        return None
    result = found[0].score()
    return (result, found[0].n) if result else None


def profile_groups(figures: Figures, dimension: str) -> list[tuple[str, Tally | None]]:
    """(label, tally) of every group of one dimension in its order; None where the group is too small to be shown."""
    _, choices = DIMENSIONS[dimension]
    found = figures.profile.get(dimension, {})
    counts = {value: found[value].n if value in found else 0 for value in choices.values}
    shown = showable(counts)
    return [(str(label), found.get(value, Tally()) if value in shown else None) for value, label in choices.choices]


def answer_sheet(scope: Scope, instrument: Instrument, index: str = "ikm") -> list[list[int]]:
    """The answers of one index, a line per questionnaire, in the order of the random keys: for officers' reports."""
    rows = Response.objects.filter(
        instrument=instrument, answered_on__range=(scope.period.start, scope.period.end)
    ).order_by("key")
    if scope.permit_type_id is not None:
        rows = rows.filter(permit_type_id=scope.permit_type_id)
    if scope.agency_id is not None:
        rows = rows.filter(agency_id=scope.agency_id)
    return [list(row) for row in rows.values_list(*(one.column for one in instrument.spec.feeding(index)))]
