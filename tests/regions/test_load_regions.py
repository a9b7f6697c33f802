"""Loading the regions: all of Indonesia once, extracts otherwise."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from regions.loading import load
from regions.models import District, Province, Regency, Village


@pytest.mark.django_db
def test_all_of_indonesia_is_loaded() -> None:
    loaded = load()

    assert loaded.counts == {"province": 38, "regency": 514, "district": 7285, "village": 83762}
    assert Province.objects.count() == 38
    assert Regency.objects.count() == 514
    assert District.objects.count() == 7285
    assert Village.objects.count() == 83762
    # 383 villages have no coordinates in the source; every level above has some
    assert Village.objects.filter(latitude__isnull=True).count() == 383
    for model in (Province, Regency, District):
        assert not model.objects.filter(latitude__isnull=True).exists()
    # Wakatobi's own centroid lies 11,000 km away in the source; the mean of its villages is near 123.8 E
    assert abs(Regency.objects.get(code="74.07").longitude - Decimal("123.8")) < 1
    assert load().skipped


def test_an_extract_brings_its_parents_and_only_them(extract: None) -> None:
    assert list(Province.objects.values_list("name", flat=True)) == ["KALIMANTAN TIMUR"]
    assert sorted(Regency.objects.values_list("code", flat=True)) == ["64.71", "64.72", "64.74"]
    # Balikpapan 6 + Samarinda 10 + Bontang 3 districts, two villages each
    assert District.objects.count() == 19
    assert Village.objects.count() == 38


def test_a_village_has_its_name_in_capitals_postcode_and_centroid(extract: None) -> None:
    village = Village.objects.get(code="64.72.09.1002")

    assert (village.name, village.postcode) == ("PELABUHAN", "75112")
    assert village.district.name == "SAMARINDA KOTA"
    assert abs(village.latitude - Decimal("-0.502")) < Decimal("0.01")
    assert abs(village.longitude - Decimal("117.152")) < Decimal("0.01")


def test_loading_twice_writes_nothing_the_second_time(extract: None) -> None:
    again = load(["64.71", "64.72", "64.74"], limit_villages=2)

    assert again.skipped
    assert Village.objects.count() == 38


def test_force_mends_a_changed_name(extract: None) -> None:
    Village.objects.filter(code="64.72.09.1002").update(name="SALAH")

    load(["64.72.09.1002"], force=True)

    assert Village.objects.get(code="64.72.09.1002").name == "PELABUHAN"


@pytest.mark.django_db
def test_the_command_says_what_it_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_regions", "--only", "64.74.01")
    call_command("load_regions", "--only", "64.74.01")

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Wilayah dimuat: 1 provinsi, 1 kab/kota, 1 kecamatan, ")
    assert second.startswith("Wilayah sudah lengkap: ")


@pytest.mark.django_db
def test_the_command_refuses_an_unknown_code() -> None:
    with pytest.raises(CommandError, match=r"tidak dikenal: 00\.11"):
        call_command("load_regions", "--only", "00.11")
