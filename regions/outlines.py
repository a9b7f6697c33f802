"""Official outlines of kab/kota from a GeoJSON file: checked, matched to our codes, simplified. No Django.

Raises ValueError with an Indonesian sentence that names the feature.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

type Point = tuple[float, float]

MOST_BYTES = 50 * 1024 * 1024
MOST_POINTS = 2_000_000
TOLERANCE = 0.002  # degrees, about 200 m: what a map of a province can show
CODE_KEYS = ("kode", "code", "kode_kab", "KDPKAB", "kdpkab", "KODE_KAB", "kab_code", "ADM2_PCODE")
NAME_KEYS = ("nama", "name", "kabkota", "WADMKK", "wadmkk", "NAMOBJ", "KAB_KOTA", "ADM2_ID", "ADM2_EN")


def read(data: bytes) -> list[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Return (properties, geometry) of each feature. Raises ValueError for anything that is not such a file."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"berkas lebih besar dari {MOST_BYTES // 1024 // 1024} MB")
    try:
        collection = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise ValueError("berkas bukan JSON") from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection" or not features:
        raise ValueError("berkas bukan FeatureCollection dengan fitur di dalamnya")
    found = []
    points = 0
    for n, feature in enumerate(features, start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
            raise ValueError(f"fitur {n}: geometrinya harus Polygon atau MultiPolygon")
        points += _check(geometry, n)
        if points > MOST_POINTS:
            raise ValueError(f"berkas memuat lebih dari {MOST_POINTS} titik")
        found.append((feature.get("properties") or {}, geometry))
    return found


def _check(geometry: dict[str, Any], n: int) -> int:
    count = 0
    try:
        for ring in _rings(geometry):
            if len(ring) < 4 or ring[0][:2] != ring[-1][:2]:
                raise ValueError(f"fitur {n}: ada cincin yang tidak tertutup")
            for longitude, latitude, *_ in ring:
                if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                    raise ValueError(f"fitur {n}: koordinat bukan derajat lintang dan bujur (WGS 84)")
            count += len(ring)
    except (TypeError, KeyError) as error:
        raise ValueError(f"fitur {n}: koordinatnya tidak terbaca") from error
    return count


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[Any]]:
    for polygon in _polygons(geometry):
        yield from polygon


def _polygons(geometry: Mapping[str, Any]) -> list[Any]:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def match(properties: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    """The code of the kab/kota that these properties name, or None. `names`: code -> name in capitals.

    By code ("64.72" or "6472") where one of ours stands there, else by name; "Samarinda" means the kota only when no
    kabupaten bears the name as well.
    """
    for key in CODE_KEYS:
        digits = re.sub(r"[^0-9]", "", str(properties.get(key, "")))
        code = f"{digits[:2]}.{digits[2:4]}"
        if len(digits) == 4 and code in names:
            return code
    for key in NAME_KEYS:
        wanted = _plain(str(properties.get(key, "")))
        full = [code for code, name in names.items() if _plain(name) == wanted]
        bare = [code for code, name in names.items() if _bare(name) == wanted]
        if len(full) == 1:
            return full[0]
        if len(bare) == 1:
            return bare[0]
    return None


def _plain(name: str) -> str:
    return re.sub(r"^KAB(\.|UPATEN)?\s+", "KABUPATEN ", re.sub(r"\s+", " ", name.upper()).strip())


def _bare(name: str) -> str:
    return name.removeprefix("KABUPATEN ").removeprefix("KOTA ")


def simplify(geometry: Mapping[str, Any], *, tolerance: float = TOLERANCE) -> dict[str, Any]:
    """The same outline with fewer corners (Douglas-Peucker) and five decimals; islands too small to see go."""
    polygons = []
    for polygon in _polygons(geometry):
        rings = [kept for ring in polygon if len(kept := _simple(ring, tolerance)) >= 4]
        if rings and len(_simple(polygon[0], tolerance)) >= 4:
            polygons.append(rings)
    if not polygons:
        polygons = [[[list(map(float, point[:2])) for point in ring] for ring in _polygons(geometry)[0]]]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _simple(ring: list[Any], tolerance: float) -> list[list[float]]:
    """One closed ring; an explicit stack, because coasts are longer than Python's recursion."""
    points: list[Point] = [(float(point[0]), float(point[1])) for point in ring]
    far = max(range(len(points)), key=lambda i: _gap(points[i], points[0], points[0]))
    keep = {0, far, len(points) - 1}
    stack = [(0, far), (far, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda i: _gap(points[i], points[first], points[last]))
        if _gap(points[worst], points[first], points[last]) > tolerance * tolerance:
            keep.add(worst)
            stack += [(first, worst), (worst, last)]
    return [[round(points[i][0], 5), round(points[i][1], 5)] for i in sorted(keep)]


def _gap(point: Point, one: Point, two: Point) -> float:
    """The squared distance of a point from a stretch."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    length = dx * dx + dy * dy
    along = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return (point[0] - one[0] - along * dx) ** 2 + (point[1] - one[1] - along * dy) ** 2
