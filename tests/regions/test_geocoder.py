"""The search over addresses: polite, silent about people, and never in the way of our own regions."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from regions import geocoder
from tests.regions.fake_servers import ABROAD, OFFICE, Fake, nominatim

URL = "/wilayah/cari.json"


@pytest.fixture
def server(settings: Any) -> Iterator[Fake]:
    """A geocoder that the office has chosen, with no limit in the way of a test."""
    for key in ("geocoder:away", "rate:geocode:all", "geocode:pelabuhan"):
        cache.delete(key)
    with nominatim() as fake:
        settings.GEOCODER_URL = fake.url
        settings.GEOCODER_PER_SECOND = 1000
        yield fake
    cache.delete("geocoder:away")


def ask(text: str, *, asked_by: str = "test") -> tuple[list[geocoder.Address], str]:
    return geocoder.search(text, asked_by=asked_by)


def test_an_address_is_found(server: Fake) -> None:
    found, note = ask("Kantor DPMPTSP Samarinda satu")

    assert found == [geocoder.Address(OFFICE["display_name"], -0.5022, 117.1536)]
    assert note == ""


def test_what_lies_abroad_is_left_out(server: Fake) -> None:
    server.body = [ABROAD]

    assert ask("kantor pos abroad") == ([], "")
    assert server.asked[0]["countrycodes"] == "id"


def test_it_says_who_asks_and_nothing_about_the_person(client: Client, extract: None, server: Fake) -> None:
    client.cookies["sessionid"] = "rahasia"
    client.get(URL, {"q": "jalan basuki rahmat"}, REMOTE_ADDR="10.9.8.7", headers={"user-agent": "Peramban Budi"})

    (asked,), (headers,) = server.asked, server.headers
    assert headers["user-agent"].startswith("E-PTSP (http")
    assert set(asked) == {"q", "format", "countrycodes", "accept-language", "limit", ""}
    assert asked[""] == "/search"
    told = str(headers) + str(asked)
    assert "rahasia" not in told
    assert "10.9.8.7" not in told
    assert "Budi" not in told


@pytest.mark.parametrize(
    "text", ["9900000000000001", "0800 0000 0001", "budi@contoh.test", "rumah 0812-0000-0001", "ab"]
)
def test_numbers_and_addresses_of_people_are_not_sent(server: Fake, text: str) -> None:
    assert ask(text) == ([], "")
    assert server.asked == []


def test_the_same_question_is_asked_once(server: Fake) -> None:
    first, second = ask("Pasar Pagi yang sama"), ask("  pasar pagi   YANG sama ")

    assert first == second
    assert len(server.asked) == 1


def test_all_together_ask_once_a_second(server: Fake, settings: Any) -> None:
    settings.GEOCODER_PER_SECOND = 0
    cache.delete("rate:geocode:all")

    assert ask("jembatan mahakam") == ([], geocoder.BUSY)
    assert server.asked == []


def test_one_person_asks_twenty_times_a_minute(server: Fake) -> None:
    notes = [ask(f"jalan nomor {word}", asked_by="10.1.1.1")[1] for word in "abcdefghijklmnopqrstu"]

    assert notes == [""] * 20 + [geocoder.BUSY]


@pytest.mark.parametrize(
    ("status", "body"), [(500, []), (404, []), (302, []), (200, b"<html>"), (200, {}), (200, b"x" * 300_000)]
)
def test_an_odd_answer_is_told_and_the_server_left_alone(server: Fake, status: int, body: Any) -> None:
    server.status, server.body = status, body

    assert ask(f"balikpapan {status} {str(body)[:9]}") == ([], geocoder.AWAY)
    assert ask("sepinggan raya") == ([], geocoder.AWAY)
    assert len(server.asked) == 1  # it rests for a minute


def test_a_server_that_hangs_costs_three_seconds_at_most(server: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    server.hangs = threading.Event()
    monkeypatch.setattr(geocoder, "SECONDS", 0.2)

    assert ask("tenggarong seberang") == ([], geocoder.AWAY)


def test_rows_that_are_no_places_are_passed_over(server: Fake) -> None:
    server.body = [
        1,
        {},
        {"lat": "x", "lon": "1", "display_name": "a"},
        {**OFFICE, "lat": "nan"},
        {**OFFICE, "display_name": " "},
        OFFICE,
    ]

    assert [place.label for place in ask("baris aneh")[0]] == [OFFICE["display_name"]]


def test_when_it_is_down_our_regions_still_answer_with_a_note(client: Client, extract: None, server: Fake) -> None:
    server.status = 503

    answer = client.get(URL, {"q": "pelabuhan", "provinsi": "64"})

    assert [place["code"] for place in answer.json()["results"]] == ["64.72.09.1002"]
    assert answer.json()["note"] == geocoder.AWAY
    assert "no-store" in answer["Cache-Control"]


def test_addresses_come_after_our_regions(client: Client, extract: None, server: Fake) -> None:
    answer = client.get(URL, {"q": "pelabuhan", "provinsi": "64"})

    assert [place["code"] for place in answer.json()["results"]] == ["64.72.09.1002", ""]
    assert "max-age=3600" in answer["Cache-Control"]


def test_without_a_server_nobody_is_asked(settings: Any) -> None:
    settings.GEOCODER_URL = ""

    assert ask("kantor dpmptsp") == ([], "")
