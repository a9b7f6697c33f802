"""What the results page shows: the chosen filters, and the figures laid out with their working and charts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from eptsp.lib.formatting import number
from surveys import charts, explaining, figures, periods
from surveys.figures import Figures, Part, Scope
from surveys.instrument import INDEX_NAMES
from surveys.models import Instrument
from surveys.privacy import showable
from surveys.respondents import DIMENSIONS
from surveys.scoring import BANDS, Band, ElementScore, Score, minimum_sample, response_rate, rounded

TREND_YEARS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters as they are set, and what else may be chosen."""

    scope: Scope
    type_name: str
    agency_name: str
    period_options: tuple[Option, ...]
    type_options: tuple[Option, ...]
    agency_options: tuple[Option, ...]
    is_hidden: bool  # too few answers, or they could be worked out from the rest


@dataclass(frozen=True, slots=True)
class Element:
    """One line of an element table with its working."""

    name: str
    meaning: str
    score: ElementScore
    working: tuple[str, ...]

    @property
    def nrr(self) -> str:
        """Three decimals, as the reports print it."""
        return number(rounded(self.score.nrr, 3))

    @property
    def nrr4(self) -> str:
        """Four decimals with a point, for machines."""
        return str(rounded(self.score.nrr, 4))


@dataclass(frozen=True, slots=True)
class Index:
    """IKM or IPK, laid out."""

    code: str
    name: str
    result: Score
    elements: tuple[Element, ...]
    chart: charts.Bars
    working: tuple[str, ...]
    lowest: str
    highest: str


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a profile table; no figures where the group is too small."""

    label: str
    n: int | None
    share: Decimal | None
    ikm: Decimal | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything below the filters."""

    n: int
    instrument: str
    legal_basis: str
    indexes: tuple[Index, ...]
    others: tuple[str, ...]  # instruments that were asked in the same period
    profile: tuple[tuple[str, tuple[Group, ...]], ...]
    trend: charts.Line | None
    population: int
    smallest: int
    rate: Decimal | None
    sample_working: tuple[str, ...]
    bands: tuple[Band, ...] = BANDS


def choose(query: Mapping[str, str], *, today: dt.date) -> Chosen:
    """Read the filters of an address; whatever is not on offer is as if it were not there."""
    years = figures.years() or [today.year]
    on_offer = [period for year in years for period in _periods_of(year) if period.start <= today]
    offered = {period.code: period for period in on_offer}
    default = offered.get(f"{years[0]}", periods.year(years[0]))
    period = offered.get(query.get("periode", ""), default)
    parts = figures.parts(period)
    names = {part.permit_type_id: part.name for part in parts}, {part.agency_id: part.agency for part in parts}
    type_id, agency_id = _known(query.get("jenis", ""), names[0]), _known(query.get("instansi", ""), names[1])
    if type_id is not None:
        agency_id = None
    scope = Scope(period, type_id, agency_id)
    shown = figures.shown_parts(parts)
    return Chosen(
        scope,
        names[0].get(type_id, "") if type_id else "",
        names[1].get(agency_id, "") if agency_id else "",
        tuple(Option(one.code, one.name, one == period) for one in on_offer),
        _options(names[0], shown[0], type_id),
        _options(names[1], shown[1], agency_id),
        _is_hidden(scope, parts),
    )


def _periods_of(year: int) -> list[periods.Period]:
    halves = [periods.semester(year, half) for half in (1, 2)]
    return [periods.year(year), *halves, *(periods.quarter(year, part) for part in (1, 2, 3, 4))]


def _known(written: str, names: Mapping[int | None, str]) -> int | None:
    found = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
    return found if found in names else None


def _options(names: Mapping[int | None, str], shown: set[int | None], chosen: int | None) -> tuple[Option, ...]:
    offered = [key for key in names if key is not None and (key in shown or key == chosen)]
    return tuple(Option(str(key), names[key], key == chosen) for key in sorted(offered, key=lambda key: names[key]))


def _is_hidden(scope: Scope, parts: list[Part]) -> bool:
    """A small part, a part that gives away a small one, or a part of a year whose other half would."""
    if not figures.part_may_be_shown(scope, parts):
        return True
    siblings = _siblings(scope.period)
    if not siblings:
        return False
    counts = {}
    for period in siblings:
        found = figures.read(Scope(period, scope.permit_type_id, scope.agency_id), profile=False)
        counts[period.code] = sum(one.n for one in found)
    return scope.period.code not in showable(counts)


def _siblings(period: periods.Period) -> list[periods.Period]:
    """The two halves to which this period belongs; none for a year."""
    year = period.start.year
    if "-S" in period.code:
        return [periods.semester(year, 1), periods.semester(year, 2)]
    if "-T" in period.code:
        first = 1 if period.start.month <= 6 else 3
        return [periods.quarter(year, first), periods.quarter(year, first + 1)]
    return []


def fill(chosen: Chosen) -> Page | None:
    """The page of the instrument with the most answers; None when nobody answered or it may not be shown."""
    found = figures.read(chosen.scope)
    if chosen.is_hidden or not found or not found[0].may_be_shown:
        return None
    main, instrument = found[0], found[0].instrument
    population = figures.issued(chosen.scope)
    smallest = minimum_sample(population)
    return Page(
        n=main.n,
        instrument=str(instrument),
        legal_basis=instrument.spec.legal_basis,
        indexes=tuple(
            _index(code, result, instrument) for code in instrument.spec.indexes if (result := main.score(code))
        ),
        others=tuple(str(one.instrument) for one in found[1:]),
        profile=tuple((name, _groups(main, code)) for code, (name, _) in DIMENSIONS.items()),
        trend=_trend(chosen, instrument),
        population=population,
        smallest=smallest,
        rate=response_rate(min(main.online, population), population),
        sample_working=tuple(explaining.of_sample(main.n, population, smallest)),
    )


def _index(code: str, result: Score, instrument: Instrument) -> Index:
    questions = {one.code: one for one in instrument.spec.feeding(code)}
    elements = tuple(
        Element(questions[one.code].element, questions[one.code].meaning, one, tuple(explaining.of_element(one)))
        for one in result.elements
    )
    drawn = charts.bars([(one.score.code, one.name, one.score.index, one.score.band.grade) for one in elements])
    named = {one.score.code: one.name for one in elements}
    return Index(
        code,
        INDEX_NAMES[code],
        result,
        elements,
        drawn,
        tuple(explaining.of_index(result, code.upper())),
        explaining.elements_named((named[one.code], one) for one in result.lowest(2)),
        explaining.elements_named([(named[result.highest().code], result.highest())]),
    )


def _groups(main: Figures, dimension: str) -> tuple[Group, ...]:
    rows = []
    for label, tally in figures.profile_groups(main, dimension):
        result = tally.score(main.instrument, "ikm") if tally else None
        share = response_rate(tally.n, main.n) if tally else None
        rows.append(Group(label, tally.n if tally else None, share, result.value if result else None))
    return tuple(rows)


def _trend(chosen: Chosen, instrument: Instrument) -> charts.Line | None:
    """The IKM per quarter up to the chosen period's end; nothing to draw with fewer than two."""
    scope = chosen.scope
    start = dt.date(scope.period.start.year - TREND_YEARS + 1, 1, 1)
    whole = Scope(periods.between(start, scope.period.end), scope.permit_type_id, scope.agency_id)
    points = []
    for period, tally in figures.showable_quarters(figures.by_quarter(whole, instrument)):
        result = tally.score(instrument, "ikm")
        if result is not None:
            points.append((period.code.replace("-", " ")[2:], result.value))
    return charts.line(points[-8:]) if len(points) > 1 else None
