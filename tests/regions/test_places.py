"""Points on the map: near which village, in Indonesia or abroad, at sea."""

from typing import Any

import pytest

from regions.boundary import is_inside
from regions.loading import load
from regions.models import Regency, Village
from regions.places import (
    check,
    describe,
    is_at_sea,
    is_in_indonesia,
    nearest_village,
    place_warning,
    point_of,
)

OFFICE = (-0.5022, 117.1536)  # Jl. Basuki Rahmat, Samarinda
OFF_KALTIM = (-1.2, 118.5)  # Makassar Strait
ABROAD = {
    "Singapore": (1.29, 103.85),
    "Kuching": (1.55, 110.34),
    "Tawau": (4.245, 117.89),
    "Johor Bahru": (1.49, 103.74),
    "Dili": (-8.55, 125.57),
    "Pante Macassar": (-9.20, 124.36),
    "Vanimo": (-2.68, 141.30),
    "Perth": (-31.95, 115.86),
    "Darwin": (-12.46, 130.84),
    "Christmas Island": (-10.45, 105.69),
    "Brunei": (4.90, 114.94),
    "General Santos": (6.11, 125.17),
    "Null Island": (0.0, 0.0),
}
AT_HOME = {
    "Samarinda": OFFICE,
    "Sabang": (5.89, 95.32),
    "Batam": (1.10, 104.03),
    "Nunukan": (4.13, 117.66),
    "Atambua": (-9.11, 124.89),
    "Merauke": (-8.50, 140.40),
    "Rote": (-10.75, 123.10),
    "Miangas": (5.56, 126.58),
    "Makassar Strait": OFF_KALTIM,
    "Java Sea": (-5.0, 110.5),
    "Banda Sea": (-5.5, 127.5),
}


@pytest.mark.parametrize("place", ABROAD)
def test_a_point_abroad_is_refused(extract: None, place: str) -> None:
    assert not is_in_indonesia(*ABROAD[place])


@pytest.mark.parametrize("place", AT_HOME)
def test_a_point_in_indonesia_or_its_seas_is_accepted(extract: None, place: str) -> None:
    assert is_in_indonesia(*AT_HOME[place])


@pytest.mark.django_db
def test_a_border_village_outside_the_coarse_ring_is_accepted() -> None:
    load(["53.04.01.2006"])  # Lamaksenulu, Belu, on the border of Timor-Leste
    village = Village.objects.get(code="53.04.01.2006")
    assert not is_inside(float(village.latitude), float(village.longitude))

    assert is_in_indonesia(village.latitude, village.longitude)


def test_the_nearest_village_is_found(extract: None) -> None:
    village = nearest_village(*OFFICE)

    assert village.name == "PELABUHAN"
    assert village.district.regency.name == "KOTA SAMARINDA"


def test_the_nearest_village_far_away_is_found_by_widening_the_box(extract: None) -> None:
    # Handil Bakti in Palaran (-0.6, 117.2) is 0.6 and 1.3 degrees away = 1.4; Balikpapan's east (116.95) is 1.55
    assert nearest_village(*OFF_KALTIM).name == "HANDIL BAKTI"


def test_no_village_is_near_perth(extract: None) -> None:
    assert nearest_village(*ABROAD["Perth"]) is None


def test_query_budget_of_a_check_near_villages(extract: None, django_assert_max_num_queries: Any) -> None:
    # the village comes with its parents in one query
    with django_assert_max_num_queries(1):
        describe(check(*OFFICE), None)


def test_the_strait_is_the_sea_and_the_office_is_not(extract: None) -> None:
    assert is_at_sea(*OFF_KALTIM)
    assert not is_at_sea(*OFFICE)


def test_a_point_in_another_city_warns(extract: None) -> None:
    balikpapan = Regency.objects.get(code="64.71")

    warning = place_warning(*OFFICE, balikpapan)

    assert warning == (
        "Titik ini paling dekat dengan PELABUHAN, KOTA SAMARINDA, bukan KOTA BALIKPAPAN. "
        "Periksa kembali titik atau pilihan Kab/Kota."
    )


def test_a_point_in_the_chosen_city_does_not_warn(extract: None) -> None:
    assert place_warning(*OFFICE, Regency.objects.get(code="64.72")) is None
    assert place_warning(*OFFICE, None) is None


def test_the_sentence_about_a_point(extract: None) -> None:
    assert describe(check(*ABROAD["Kuching"]), None)[0] == "error"
    assert describe(check(*OFF_KALTIM), None)[0] == "warning"
    assert describe(check(*OFFICE), None)[1].startswith("Titik berada di sekitar PELABUHAN, SAMARINDA KOTA (0,")


def test_a_village_without_a_centroid_borrows_its_district(extract: None) -> None:
    village = Village.objects.select_related("district__regency").get(code="64.72.09.1002")
    village.latitude = village.longitude = None

    assert point_of(village) == (village.district.latitude, village.district.longitude)
