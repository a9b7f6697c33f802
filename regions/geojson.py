"""The base layer of our own map: centroids of regions and tinted hulls of districts, as GeoJSON.

No boundary is drawn: a hull only shows where the villages of a district lie, so that the map is never a grey box.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from regions.hulls import Point, convex_hull
from regions.models import Boundary, District, Regency, Region, Village

type Feature = dict[str, Any]


def province_layer(province_code: str) -> dict[str, Any]:
    """Return regencies, districts and hulls of a province, with its bounding box; three queries."""
    regencies = list(Regency.objects.filter(province_id=province_code, latitude__isnull=False))
    districts = list(District.objects.filter(regency__province_id=province_code, latitude__isnull=False))
    hulls, corners = _hulls(province_code, [regency.code for regency in sorted(regencies, key=lambda r: r.code)])
    features = hulls
    features += [_centroid("district", district, district.regency_id) for district in districts]
    features += [_centroid("regency", regency, regency.code) for regency in regencies]
    return _collection(features, corners)


def regency_layer(regency_code: str) -> dict[str, Any]:
    """Return the villages of a kab/kota as points; one query."""
    villages = list(Village.objects.filter(district__regency_id=regency_code, latitude__isnull=False))
    features = [_centroid("village", village, regency_code) for village in villages]
    return _collection(features, [tuple(feature["geometry"]["coordinates"]) for feature in features])


def boundary_layer(province_code: str) -> dict[str, Any]:
    """Return the loaded outlines of the kab/kota of a province; one query."""
    rows = Boundary.objects.filter(regency__province_id=province_code).select_related("regency").order_by("regency_id")
    features = [
        _feature(row.geometry, kind="boundary", code=row.regency_id, name=_short(row.regency.name)) for row in rows
    ]
    return _collection(features, [])


def _hulls(province_code: str, regency_codes: list[str]) -> tuple[list[Feature], list[Point]]:
    """Return hulls of regencies, then of districts (drawn above them), and every village's point."""
    points: dict[str, list[Point]] = defaultdict(list)
    rows = Village.objects.filter(district__regency__province_id=province_code, latitude__isnull=False)
    for district, latitude, longitude in rows.order_by().values_list("district_id", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            points[district].append((round(float(longitude), 4), round(float(latitude), 4)))
    wide: dict[str, list[Point]] = defaultdict(list)
    for district, places in points.items():
        wide[district[:5]] += places
    tints = {code: number % 4 for number, code in enumerate(regency_codes)}
    features = [_hull("land", code, places, tints) for code, places in sorted(wide.items()) if len(set(places)) > 2]
    features += [_hull("hull", code, places, tints) for code, places in sorted(points.items()) if len(set(places)) > 2]
    return features, [point for places in points.values() for point in places]


def _hull(kind: str, code: str, places: list[Point], tints: dict[str, int]) -> Feature:
    hull = convex_hull(places)
    geometry = {"type": "Polygon", "coordinates": [[*hull, hull[0]]]}
    return _feature(geometry, kind=kind, regency=code[:5], tint=tints.get(code[:5], 0))


def _centroid(kind: str, region: Region, regency_code: str) -> Feature:
    point = [round(float(region.longitude or 0), 5), round(float(region.latitude or 0), 5)]
    return _feature(
        {"type": "Point", "coordinates": point},
        kind=kind,
        code=region.code,
        name=_short(region.name),
        regency=regency_code,
    )


def _feature(geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _short(name: str) -> str:
    """Return the name as a map shows it: without "KABUPATEN" or "KOTA", not in capitals."""
    return name.removeprefix("KABUPATEN ").removeprefix("KOTA ").title()


def _collection(features: list[Feature], corners: Iterable[Point]) -> dict[str, Any]:
    corners = list(corners)
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if corners:
        longitudes, latitudes = zip(*corners, strict=True)
        collection["bbox"] = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    return collection
