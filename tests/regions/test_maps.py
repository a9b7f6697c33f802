"""The JSON behind the map: base layer, search, check of a point; open to everybody."""

from typing import Any

import pytest
from django.test import Client

from regions.hulls import convex_hull


def test_the_base_layer_has_names_and_tinted_land(client: Client, extract: None) -> None:
    answer = client.get("/wilayah/peta.json", {"provinsi": "64"})

    layer = answer.json()
    kinds = [feature["properties"]["kind"] for feature in layer["features"]]
    assert layer["type"] == "FeatureCollection"
    assert kinds.count("regency") == 3
    assert kinds.count("district") == 19
    assert kinds.count("land") == 3  # one hull for each city; its districts have only two villages in this extract
    names = {feature["properties"].get("name") for feature in layer["features"]}
    assert {"Samarinda", "Balikpapan", "Bontang"} <= names
    west, south, east, north = layer["bbox"]
    assert 116 < west < east < 118
    assert -2 < south < north < 1
    assert "max-age=86400" in answer["Cache-Control"]


def test_query_budget_of_the_base_layer(client: Client, extract: None, django_assert_max_num_queries: Any) -> None:
    # regencies, districts, villages
    with django_assert_max_num_queries(3):
        client.get("/wilayah/peta.json", {"provinsi": "64"})


def test_the_villages_of_a_city_come_when_asked_for(client: Client, extract: None) -> None:
    layer = client.get("/wilayah/peta.json", {"kabkota": "64.74"}).json()

    assert [feature["properties"]["kind"] for feature in layer["features"]] == ["village"] * 6


def test_an_empty_province_is_an_empty_layer(client: Client, extract: None) -> None:
    assert client.get("/wilayah/peta.json", {"provinsi": "99"}).json()["features"] == []


@pytest.mark.parametrize("query", [{}, {"provinsi": "64.72"}, {"provinsi": "\x00"}, {"kabkota": "64"}])
def test_a_layer_without_a_proper_code_is_refused(client: Client, extract: None, query: dict[str, str]) -> None:
    assert client.get("/wilayah/peta.json", query).status_code == 400


def test_search_finds_a_part_of_a_name_in_any_case(client: Client, extract: None) -> None:
    results = client.get("/wilayah/cari.json", {"q": "labuh", "provinsi": "64"}).json()["results"]

    assert "PELABUHAN, SAMARINDA KOTA, KOTA SAMARINDA" in [place["label"] for place in results]
    assert all(set(place) == {"code", "label", "lat", "lon"} for place in results)


def test_search_puts_names_that_begin_so_first(client: Client, extract: None) -> None:
    labels = [place["label"] for place in client.get("/wilayah/cari.json", {"q": "samarinda"}).json()["results"]]

    assert labels[0].startswith("Kec. SAMARINDA ")
    assert len(labels) <= 10


def test_query_budget_of_the_search(client: Client, extract: None, django_assert_max_num_queries: Any) -> None:
    # districts, villages
    with django_assert_max_num_queries(2):
        client.get("/wilayah/cari.json", {"q": "sam"})


@pytest.mark.parametrize("text", ["", "sa", "  s ", "zzzz", "%%%", "a\x00b", "'; --"])
def test_search_finds_nothing_for_too_little_or_nonsense(client: Client, extract: None, text: str) -> None:
    assert client.get("/wilayah/cari.json", {"q": text}).json() == {"results": [], "note": ""}


def test_a_point_is_checked_with_a_comma_too(client: Client, extract: None) -> None:
    answer = client.get("/wilayah/titik.json", {"lat": "-0,5022", "lon": "117.1536", "kabkota": "64.72"}).json()

    assert answer["inside"] is True
    assert answer["at_sea"] is False
    assert answer["village"] == "64.72.09.1002"
    assert answer["level"] == "info"


def test_a_point_in_another_city_warns(client: Client, extract: None) -> None:
    answer = client.get("/wilayah/titik.json", {"lat": "-0.5022", "lon": "117.1536", "kabkota": "64.71"}).json()

    assert answer["level"] == "warning"
    assert "bukan KOTA BALIKPAPAN" in answer["message"]


def test_a_point_abroad_is_an_error(client: Client, extract: None) -> None:
    answer = client.get("/wilayah/titik.json", {"lat": "1.29", "lon": "103.85"}).json()

    assert (answer["inside"], answer["level"]) == (False, "error")


@pytest.mark.parametrize(
    "query", [{}, {"lat": "x", "lon": "1"}, {"lat": "1", "lon": "181"}, {"lat": "NaN", "lon": "1"}]
)
def test_a_point_without_numbers_is_refused(client: Client, extract: None, query: dict[str, str]) -> None:
    answer = client.get("/wilayah/titik.json", query)

    assert answer.status_code == 400
    assert answer.json()["level"] == "error"


@pytest.mark.parametrize("page", ["peta.json", "cari.json", "titik.json"])
def test_a_post_is_refused(client: Client, extract: None, page: str) -> None:
    assert client.post(f"/wilayah/{page}").status_code == 405


def test_the_hull_of_a_square_leaves_out_its_middle() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0), (1.0, 0.0)]

    assert convex_hull(square) == [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
