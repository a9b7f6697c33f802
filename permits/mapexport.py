"""The permits of the map as JSON, CSV and GeoJSON, row by row; no personal data, and no cell that is a formula."""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

from eptsp.lib.cells import harmless
from permits.mapcells import MICRO
from permits.mapdata import Filters, Row, row_of, with_words
from permits.models import MapPoint, Permit

BATCH = 1000
COLUMNS = ("nomor", "jenis_izin", "instansi", "pemegang", "status", "tanggal_terbit", "tahun")
PLACE_COLUMNS = ("kode_kabkota", "kabkota", "lintang", "bujur")


def as_json(row: Row) -> dict[str, Any]:
    """A permit as the popup shows it."""
    return {
        "number": row.number,
        "type": row.type_name,
        "holder": row.holder,
        "state": Permit.State(row.state).label,
        "year": row.issued_on.year,
        "place": row.place,
    }


def _rows(filters: Filters, *, today: dt.date) -> Iterator[tuple[MapPoint, Row]]:
    points = with_words(filters.narrow(MapPoint.objects.all())).select_related("agency")
    for point in points.order_by("issued_on", "permit_id").iterator(chunk_size=BATCH):
        yield point, row_of(point, today=today)


def _values(point: MapPoint, row: Row) -> list[Any]:
    state = Permit.State(row.state).label
    holder = row.holder or "perorangan"
    return [row.number, row.type_name, point.agency.name, holder, state, row.issued_on.isoformat(), point.year]


def _degrees(value: int | None) -> float | None:
    return None if value is None else value / MICRO


class _Echo:
    """A file for csv.writer that gives each line back."""

    def write(self, line: str) -> str:
        return line


def write_csv(filters: Filters, *, today: dt.date) -> Iterator[str]:
    """Lines of CSV with a byte order mark, for spreadsheets. A coordinate stays a number, also south of the equator."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([*COLUMNS, *PLACE_COLUMNS])
    for point, row in _rows(filters, today=today):
        words = [harmless(value) for value in _values(point, row)]
        regency = [point.regency_id or "", harmless(point.regency.name.title()) if point.regency else ""]
        yield writer.writerow([*words, *regency, _degrees(point.latitude), _degrees(point.longitude)])


def write_geojson(filters: Filters, *, today: dt.date) -> Iterator[str]:
    """A FeatureCollection; a permit without a place has a null geometry (RFC 7946, 3.2)."""
    yield '{"type":"FeatureCollection","features":['
    comma = ""
    for point, row in _rows(filters, today=today):
        place = None
        if point.latitude is not None:
            place = {"type": "Point", "coordinates": [_degrees(point.longitude), _degrees(point.latitude)]}
        values = dict(zip(COLUMNS, _values(point, row), strict=True)) | {"kode_kabkota": point.regency_id}
        feature = {"type": "Feature", "id": point.pk, "geometry": place, "properties": values}
        yield comma + json.dumps(feature, ensure_ascii=False)
        comma = ",\n"
    yield "]}"


WRITERS: dict[str, tuple[Callable[..., Iterator[str]], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "geojson": (write_geojson, "application/geo+json"),
}
