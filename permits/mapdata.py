"""What the map shows: the filters, clusters of a part of the earth, the list beside it, and what lies in one cell.

Read from sums (permits.models.mapdata): at most 120 features at any zoom, whatever the number of permits.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from permits import lifecycle
from permits.mapcells import (
    DEEPEST,
    DEEPEST_FACET,
    MICRO,
    SHALLOWEST,
    STATES,
    Box,
    Span,
    slice_of,
    span_of,
)
from permits.models import MapCell, MapPoint, Permit, PermitType
from regions.models import Regency

MOST_FEATURES = 120  # of 500 allowed: the time of an answer grows with them (quality P9)
PAGE = 25
MOST_IN_CELL = 20
WORLD = Box(-180.0, -90.0, 179.999999, 89.999999)
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked at; empty means everything."""

    permit_type: int | None = None
    agency: int | None = None
    year: int | None = None
    regency: str = ""
    state: str = ""

    def given(self) -> list[tuple[str, int | str]]:
        """The facets that are narrowed, with their values."""
        named = {"type": self.permit_type, "agency": self.agency, "year": self.year, "state": self.state}
        return [(facet, value) for facet, value in {**named, "regency": self.regency}.items() if value]

    def narrow(self, points: QuerySet[MapPoint]) -> QuerySet[MapPoint]:
        """Only the points that fit."""
        columns = {"permit_type": "permit_type_id", "agency": "agency_id", "year": "year"}
        columns |= {"regency": "regency_id", "state": "state"}
        return points.filter(**{columns[name]: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True, slots=True)
class Feature:
    """One cluster: the middle of n permits, in degrees, and the cell that they share."""

    latitude: float
    longitude: float
    n: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """A permit as strangers may see it: the holder only when it is a company."""

    number: str
    type_name: str
    holder: str
    state: str
    issued_on: dt.date
    place: str
    key: str


def read_filters(query: Mapping[str, str]) -> Filters:
    """The filters of an address; what makes no sense is left out."""
    number = {
        name: int(query.get(name, "")) if _digits(query.get(name, "")) else None for name in ("jenis", "instansi")
    }
    year = query.get("tahun", "")
    regency = query.get("kabkota", "")
    is_code = len(regency) == 5 and regency[2] == "." and _digits(regency[:2] + regency[3:])
    state = query.get("status", "")
    return Filters(
        permit_type=number["jenis"],
        agency=number["instansi"],
        year=int(year) if _digits(year) and FIRST_YEAR <= int(year) <= LAST_YEAR else None,
        regency=regency if is_code else "",
        state=state if state in STATES else "",
    )


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) <= 9


def read_box(text: str) -> Box | None:
    """ "west,south,east,north" in degrees as a box, clipped to the earth; None when it is none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    box = Box(max(west, WORLD.west), max(south, WORLD.south), min(east, WORLD.east), min(north, WORLD.north))
    return box if box.west <= box.east and box.south <= box.north else None


def span_for(box: Box, zoom: int) -> Span:
    """The finest cells for that zoom (64 pixels, on wide screens 128) of which no more than 120 cover the box."""
    level = max(SHALLOWEST, min(zoom + 2, DEEPEST))
    while level > SHALLOWEST and span_of(box, level).cells > MOST_FEATURES:
        level -= 1
    return span_of(box, level)


def clusters(span: Span, filters: Filters) -> list[Feature]:
    """The clusters of these cells; one query. Sums where they are kept, else counted from the points."""
    given = filters.given()
    if not given or (len(given) == 1 and span.level <= DEEPEST_FACET):
        rows = _kept(span, slice_of(*given[0]) if given else 0)
    else:
        rows = _counted(span, filters)
    return [Feature(round(lat / n / MICRO, 6), round(lon / n / MICRO, 6), n, x, y) for x, y, n, lat, lon in rows]


def _kept(span: Span, which: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x, y, n, latitudes, longitudes FROM permits_mapcell WHERE slice = %s AND block = ANY(%s)"
            " AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s AND n > 0",
            [which, span.blocks(), span.x0, span.x1, span.y0, span.y1],
        )
        return cursor.fetchall()


def _counted(span: Span, filters: Filters) -> list[tuple[Any, ...]]:
    shift = DEEPEST - span.level
    points = inside(filters.narrow(MapPoint.objects.all()), span)
    cells = points.annotate(cx=F("x").bitrightshift(shift), cy=F("y").bitrightshift(shift)).order_by()
    sums = cells.values("cx", "cy").annotate(n=Count("pk"), lats=Sum("latitude"), lons=Sum("longitude"))
    return list(sums.values_list("cx", "cy", "n", "lats", "lons"))


def inside(points: QuerySet[MapPoint], span: Span) -> QuerySet[MapPoint]:
    """Only the points in these cells; close by through the index of areas."""
    shift = DEEPEST - span.level
    points = points.filter(
        x__gte=span.x0 << shift,
        x__lt=(span.x1 + 1) << shift,
        y__gte=span.y0 << shift,
        y__lt=(span.y1 + 1) << shift,
    )
    if span.level < DEEPEST_FACET:
        return points
    down = span.level - DEEPEST_FACET
    areas = [
        (x << DEEPEST_FACET) + y
        for x in range(span.x0 >> down, (span.x1 >> down) + 1)
        for y in range(span.y0 >> down, (span.y1 >> down) + 1)
    ]
    return points.filter(area__in=areas)


def placed_total(filters: Filters) -> int:
    """How many permits on the map fit."""
    return sum(one.n for one in clusters(Span(0, 0, 0, 0, 0), filters))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer, each as (value in the address, words)."""

    types: list[tuple[str, str]]
    agencies: list[tuple[str, str]]
    years: list[tuple[str, str]]
    regencies: list[tuple[str, str]]
    states: list[tuple[str, str]]


def choices(province: str, *, today: dt.date) -> Choices:
    """The filters' options; types in use or on offer, years from this one back to the first with a permit."""
    types = list(PermitType.objects.select_related("agency").order_by("name"))
    agencies = {one.agency_id: one.agency.name for one in types}
    years = MapCell.objects.filter(block=0, slice__gte=slice_of("year", 0), slice__lt=slice_of("year", 10_000), n__gt=0)
    first = min([value % 10_000 for value in years.values_list("slice", flat=True)], default=today.year)
    return Choices(
        types=[(str(one.pk), one.name) for one in types],
        agencies=[(str(pk), name) for pk, name in sorted(agencies.items(), key=lambda pair: pair[1])],
        years=[(str(year), str(year)) for year in range(today.year, first - 1, -1)],
        regencies=[
            (one.code, one.name.title()) for one in Regency.objects.filter(province_id=province).order_by("name")
        ],
        states=[(state, str(Permit.State(state).label)) for state in STATES],
    )


def by_regency(filters: Filters) -> dict[str, int]:
    """Permits on the map per kab/kota code, for the choropleth and the table."""
    others = [pair for pair in filters.given() if pair[0] != "regency"]
    if not others:
        cells = MapCell.objects.filter(
            slice__gte=slice_of("regency", 0), slice__lt=slice_of("regency", 999_999), block=0
        )
        rows = [(slice_number % 10_000, n) for slice_number, n in cells.values_list("slice", "n")]
        found = {f"{code // 100:02d}.{code % 100:02d}": n for code, n in rows if n}
        return {code: n for code, n in found.items() if not filters.regency or code == filters.regency}
    points = filters.narrow(MapPoint.objects.filter(regency__isnull=False, latitude__isnull=False)).order_by()
    return dict(points.values_list("regency_id").annotate(n=Count("pk")))


def page(filters: Filters, *, span: Span | None, after: str, today: dt.date) -> tuple[list[Row], str]:
    """Twenty-five permits, the latest first, after the keyset "date|id", and the keyset of the next page or ""."""
    points = filters.narrow(MapPoint.objects.all())
    if span is not None:
        points = inside(points, span)
    if key := _key(after):
        day, pk = key
        points = points.filter(Q(issued_on__lt=day) | Q(issued_on=day, pk__lt=pk))
    found = list(with_words(points).order_by("-issued_on", "-permit_id")[: PAGE + 1])
    rows = [row_of(point, today=today) for point in found[:PAGE]]
    return rows, rows[-1].key if len(found) > PAGE else ""


def in_cell(filters: Filters, level: int, x: int, y: int, *, today: dt.date) -> tuple[list[Row], int]:
    """The latest permits of one cell, twenty at most, and how many there are."""
    points = inside(filters.narrow(MapPoint.objects.all()), Span(level, x, y, x, y))
    found = with_words(points).order_by("-issued_on", "-permit_id")[:MOST_IN_CELL]
    return [row_of(point, today=today) for point in found], points.count()


def with_words(points: QuerySet[MapPoint]) -> QuerySet[MapPoint]:
    """With all that a row says."""
    return points.select_related(
        "permit__entry", "permit__application__permit_type", "permit__application__village", "regency"
    )


def row_of(point: MapPoint, *, today: dt.date) -> Row:
    """A point as strangers may see it."""
    permit, application = point.permit, point.permit.application
    village = application.village
    places = [village.name.title() if village else "", point.regency.name.title() if point.regency else ""]
    return Row(
        number=permit.entry.text,
        type_name=application.permit_type.name,
        holder=application.holder_name if point.is_company else "",
        state=lifecycle.state_on(permit.state, permit.valid_until, today),
        issued_on=permit.issued_on,
        place=", ".join(filter(None, places)),
        key=f"{permit.issued_on}|{permit.pk}",
    )


def _key(after: str) -> tuple[dt.date, int] | None:
    day, _, pk = after.partition("|")
    try:
        return dt.date.fromisoformat(day), int(pk)
    except ValueError:
        return None
