"""The map without a map: a picture of the province drawn on the server, and the same numbers as a table.

Where boundaries were loaded the kab/kota are filled by their number (choropleth), else each is a circle whose area
tells it. Coordinates of the picture are tenths of a pixel of a 600-pixel width, north up.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from regions.models import Boundary, Regency

WIDTH, MARGIN, CLASSES, LARGEST = 600.0, 40.0, 5, 34.0
LETTER, LINE = 8.0, 18.0  # of a name in the picture


@dataclass(frozen=True, slots=True)
class Shape:
    """One kab/kota in the picture: circle and label position, and its outline where it is known."""

    code: str
    name: str
    n: int
    x: float
    y: float
    radius: float
    outline: str
    shade: int
    label_y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture and its table; `bounds` are the lower ends of the shades."""

    shapes: list[Shape]
    height: float
    has_boundaries: bool
    bounds: list[tuple[int, str]]
    largest: int

    @property
    def shades(self) -> dict[str, int]:
        """The shade of each kab/kota by its code, for the map."""
        return {shape.code: shape.shade for shape in self.shapes}


def draw(province: str, counts: Mapping[str, int]) -> Picture:
    """The kab/kota of a province with their numbers; two queries."""
    regencies = list(Regency.objects.filter(province_id=province, latitude__isnull=False).order_by("name"))
    outlines = dict(Boundary.objects.filter(regency__province_id=province).values_list("regency_id", "geometry"))
    points = [(float(one.longitude or 0), float(one.latitude or 0)) for one in regencies]
    corners = [*points, *(point for geometry in outlines.values() for ring in rings(geometry) for point in ring)]
    place, height = _frame(corners)
    largest = max(counts.values(), default=0)
    shapes = []
    labels: list[tuple[float, float, float]] = []
    for one, point in zip(regencies, points, strict=True):
        n = counts.get(one.code, 0)
        x, y = place(point)
        radius = round(LARGEST * math.sqrt(n / largest), 1) if n else 0.0
        path = _path(outlines[one.code], place) if one.code in outlines else ""
        name = _short(one.name)
        label_y = _free(labels, name, x, y)
        shapes.append(Shape(one.code, name, n, x, y, radius, path, shade_of(n, largest), label_y))
    return Picture(shapes, height, bool(outlines), _bounds(largest), largest)


def _free(labels: list[tuple[float, float, float]], name: str, x: float, y: float) -> float:
    """Where a name may stand: at its place, or under the names that stand there already."""
    half = len(name) * LETTER / 2
    while any(abs(y - other_y) < LINE and abs(x - other_x) < half + other for other_x, other_y, other in labels):
        y = round(y + LINE / 2, 1)
    labels.append((x, y, half))
    return y


def shade_of(n: int, largest: int) -> int:
    """0 for none, else 1 (few) to 5 (most) in equal steps of the largest."""
    return min(CLASSES, 1 + n * CLASSES // (largest + 1)) if n else 0


def _bounds(largest: int) -> list[tuple[int, str]]:
    found = []
    for shade in range(1, CLASSES + 1):
        first = max(1, -(-(shade - 1) * (largest + 1) // CLASSES))
        last = largest if shade == CLASSES else -(-shade * (largest + 1) // CLASSES) - 1
        if first <= last:
            found.append((shade, f"{first}" if first == last else f"{first}-{last}"))
    return found


def rings(geometry: Mapping[str, Any]) -> Iterable[list[tuple[float, float]]]:
    """Every ring of a Polygon or MultiPolygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            yield [(longitude, latitude) for longitude, latitude in ring]


def _frame(corners: list[tuple[float, float]]) -> tuple[Any, float]:
    west, east = min((x for x, _ in corners), default=0), max((x for x, _ in corners), default=1)
    south, north = min((y for _, y in corners), default=0), max((y for _, y in corners), default=1)
    scale = (WIDTH - 2 * MARGIN) / max(east - west, north - south, 0.001)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return round(WIDTH / 2 + (point[0] - (west + east) / 2) * scale, 1), round(
            MARGIN + (north - point[1]) * scale, 1
        )

    return place, round(2 * MARGIN + (north - south) * scale, 1)


def _path(geometry: Mapping[str, Any], place: Any) -> str:
    return " ".join("M" + " ".join("{},{}".format(*place(point)) for point in ring) + "Z" for ring in rings(geometry))


def _short(name: str) -> str:
    return name.removeprefix("KABUPATEN ").title() if name.startswith("KABUPATEN ") else name.title()
