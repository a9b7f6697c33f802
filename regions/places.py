"""Questions about a point on the map: which village is nearest, is it Indonesia, is it the sea.

All distances are between the point and village *centroids*: a point in a wide, empty forest may be as far from any
village as one at sea. Coordinates are degrees (WGS 84), latitude first.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import ExpressionWrapper, F, FloatField

from regions.boundary import is_inside
from regions.models import Regency, Village

KM_PER_DEGREE = 111.2
SEARCH_DEGREES = (0.05, 0.2, 1.0, 5.0)  # half the width of the box, widened until the nearest is certain
SEA_KM = 15  # further than this from every village centroid: the sea, or a forest without villages
BORDER_KM = 3  # a point this close to a village of ours is ours, whatever the coarse ring says

OUTSIDE = "Titik ini berada di luar wilayah Indonesia. Pindahkan titik ke lokasi izin."
AT_SEA = (
    f"Titik ini lebih dari {SEA_KM} km dari kelurahan/desa terdekat, mungkin di laut. "
    "Pastikan lokasinya memang di sana."
)


@dataclass(frozen=True, slots=True)
class PointCheck:
    """What is known about one point; one or two queries made it."""

    inside: bool
    at_sea: bool
    village: Village | None
    km: float | None


def check(latitude: float | Decimal, longitude: float | Decimal) -> PointCheck:
    """Return everything the pages ask about a point at once."""
    village = nearest_village(latitude, longitude)
    km = distance_km(latitude, longitude, village) if village else None
    inside = is_inside(float(latitude), float(longitude)) or (km is not None and km <= BORDER_KM)
    return PointCheck(inside=inside, at_sea=inside and (km is None or km > SEA_KM), village=village, km=km)


def nearest_village(latitude: float | Decimal, longitude: float | Decimal) -> Village | None:
    """Return the village with the nearest centroid within about 550 km, with its parents; None when there is none.

    One query near villages, up to four in empty country; each reads a box through village_by_place.
    """
    latitude, longitude = float(latitude), float(longitude)
    squeeze = math.cos(math.radians(latitude))
    for reach in SEARCH_DEGREES:
        village = _nearest_in_box(latitude, longitude, reach, squeeze)
        if (
            village and distance_km(latitude, longitude, village) <= reach * KM_PER_DEGREE
        ):  # a nearer one cannot hide outside this box
            return village
    return None


def distance_km(latitude: float | Decimal, longitude: float | Decimal, village: Village) -> float:
    """Return the distance to the village's centroid on a flat earth, good to a percent near the equator."""
    north = float(latitude) - float(village.latitude or 0)
    east = (float(longitude) - float(village.longitude or 0)) * math.cos(math.radians(float(latitude)))
    return math.hypot(north, east) * KM_PER_DEGREE


def is_in_indonesia(latitude: float | Decimal, longitude: float | Decimal) -> bool:
    """Say whether the point lies in Indonesia or its seas: inside the ring, or within 3 km of one of our villages."""
    if is_inside(float(latitude), float(longitude)):
        return True
    village = nearest_village(latitude, longitude)
    return village is not None and distance_km(latitude, longitude, village) <= BORDER_KM


def is_at_sea(latitude: float | Decimal, longitude: float | Decimal) -> bool:
    """Say whether the nearest village centroid is more than 15 km away; ask the person, do not decide by it."""
    village = nearest_village(latitude, longitude)
    return village is None or distance_km(latitude, longitude, village) > SEA_KM


def place_warning(latitude: float | Decimal, longitude: float | Decimal, regency: Regency | None) -> str | None:
    """Return a sentence when the nearest village belongs to another kab/kota than the chosen one."""
    return warning_about(nearest_village(latitude, longitude), regency)


def warning_about(village: Village | None, regency: Regency | None) -> str | None:
    """Return the sentence of `place_warning` for a village already found."""
    if village is None or regency is None or village.district.regency_id == regency.pk:
        return None
    return (
        f"Titik ini paling dekat dengan {village.name}, {village.district.regency.name}, bukan {regency.name}. "
        "Periksa kembali titik atau pilihan Kab/Kota."
    )


def describe(point: PointCheck, regency: Regency | None) -> tuple[str, str]:
    """Return "error", "warning" or "info" and the sentence about the point that a person reads."""
    if not point.inside:
        return "error", OUTSIDE
    if point.at_sea:
        return "warning", AT_SEA
    if warning := warning_about(point.village, regency):
        return "warning", warning
    if point.village is None or point.km is None:
        raise ValueError("a point neither outside nor at sea has a village nearby")
    village, away = point.village, f"{point.km:.1f}".replace(".", ",")
    return "info", f"Titik berada di sekitar {village.name}, {village.district.name} ({away} km dari pusatnya)."


def point_of(village: Village) -> tuple[Decimal, Decimal] | None:
    """Return the centroid of the village, else of its district, else of its kab/kota (383 villages have none)."""
    for region in (village, village.district, village.district.regency):
        if region.latitude is not None and region.longitude is not None:
            return region.latitude, region.longitude
    return None


def _nearest_in_box(latitude: float, longitude: float, reach: float, squeeze: float) -> Village | None:
    """Return the nearest village of the box."""
    wide = reach / max(squeeze, 0.01)
    north = ExpressionWrapper(F("latitude") - latitude, output_field=FloatField())
    east = ExpressionWrapper((F("longitude") - longitude) * squeeze, output_field=FloatField())
    return (
        Village.objects.filter(
            latitude__range=(_decimal(latitude - reach), _decimal(latitude + reach)),
            longitude__range=(_decimal(longitude - wide), _decimal(longitude + wide)),
        )
        .select_related("district__regency__province")
        .order_by(ExpressionWrapper(north * north + east * east, output_field=FloatField()), "code")
        .first()
    )


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")
