"""Finds villages and districts by a part of their name, for the search box of the map."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from regions.models import District, Village

SHORTEST = 3
MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer; coordinates in degrees."""

    code: str
    label: str
    latitude: float
    longitude: float
    rank: tuple[int, int, str]


def find(text: str, *, province_code: str = "") -> list[Found]:
    """Return up to ten places, names that begin with the text first, districts before villages; two queries.

    A text of fewer than three letters finds nothing.
    """
    text = text.replace("\x00", "").strip().upper()[:60]
    if len(text) < SHORTEST:
        return []
    district_within = Q(regency__province_id=province_code) if province_code else Q()
    village_within = Q(district__regency__province_id=province_code) if province_code else Q()
    districts = _ranked(District.objects.filter(district_within).select_related("regency"), text)
    villages = _ranked(Village.objects.filter(village_within).select_related("district__regency"), text)
    found = [_found(row, 0, f"Kec. {row.name}, {row.regency.name}", text) for row in districts]
    found += [_found(row, 1, f"{row.name}, {row.district.name}, {row.district.regency.name}", text) for row in villages]
    return sorted(found, key=lambda place: place.rank)[:MOST]


def _ranked[Row: (District, Village)](rows: QuerySet[Row], text: str) -> QuerySet[Row]:
    """Return the first matches with a place on the map: the same name, then the same beginning, then the rest."""
    nearness = Case(
        When(name=text, then=Value(0)),
        When(name__startswith=text, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.filter(name__contains=text, latitude__isnull=False).order_by(nearness, "name", "code")[:MOST]


def _found(row: Any, level: int, label: str, text: str) -> Found:
    nearness = 0 if row.name == text else 1 if row.name.startswith(text) else 2
    return Found(row.code, label, float(row.latitude), float(row.longitude), (nearness, level, row.name))
