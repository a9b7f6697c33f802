"""The map on the page Lokasi Izin, in a real browser: search, pictures, the device's place, typed degrees."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from regions.loading import load
from tests.regions.fake_servers import Fake, nominatim, tiles
from tests.workflow.road import a_draft

CHROMIUM = Path("/usr/bin/chromium")
OFFICE = {"latitude": -0.5022, "longitude": 117.1536, "accuracy": 12}
pytestmark = pytest.mark.django_db(transaction=True)  # a browser speaks to a live server, which needs committed rows


@pytest.fixture
def open_map(
    transactional_db: None, catalogue: None, media: Path, budi: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    """open_map(**context) gives Budi's page Lokasi Izin; what its console complains about fails the test."""
    load(["64.71", "64.72", "64.74"], limit_villages=2)
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    signed_in = Client()
    signed_in.force_login(budi)
    cookie = {"name": "sessionid", "value": signed_in.cookies["sessionid"].value, "url": live_server.url}
    complaints: list[str] = []
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

        def make(**context: Any) -> Page:
            page = browser.new_context(**context).new_page()
            page.context.add_cookies([cookie])
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{live_server.url}/permohonan/ajukan/{draft.key}/lokasi/")
            if context.get("java_script_enabled", True):
                expect(page.locator(".map-label").first).to_be_attached(timeout=20_000)
            return page

        yield make
        browser.close()
    # a picture that does not come is the point of one test; the browser reports it all the same
    assert [one for one in complaints if "status of 404" not in one] == []


@pytest.fixture
def geocoder(settings: Any) -> Iterator[Fake]:
    """A geocoder that the office has chosen."""
    cache.delete("geocoder:away")
    with nominatim() as fake:
        settings.GEOCODER_URL = fake.url
        settings.GEOCODER_PER_SECOND = 1000
        yield fake
    cache.delete("geocoder:away")


@pytest.fixture
def pictures(settings: Any) -> Iterator[Fake]:
    """A server of map pictures that the office has chosen."""
    with tiles() as fake:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        opened = {"DIRECTIVES": policy | {"img-src": [*policy["img-src"], fake.url]}}
        settings.CONTENT_SECURITY_POLICY = opened
        settings.MAP_TILES_URL = fake.url + "/{z}/{x}/{y}.png"
        settings.MAP_TILES_ATTRIBUTION = "© <b>Peta Contoh</b>"
        yield fake


def type_point(page: Page, latitude: str, longitude: str) -> None:
    """Type as a person does; the map follows when the field is left."""
    page.get_by_label("Koordinat Lintang").fill(latitude)
    page.get_by_label("Koordinat Bujur").fill(longitude)
    page.keyboard.press("Tab")


def width_in_degrees(page: Page) -> float:
    """How much of the earth the scale's bar spans, as its words say: "300 m" is closer than "50 km"."""
    number, unit = page.locator(".leaflet-control-scale-line").inner_text().split()
    return float(number) * (1000 if unit == "km" else 1)


def test_search_by_address_zooms_the_map_and_a_click_marks(open_map: Any, geocoder: Fake) -> None:
    page = open_map()
    page.get_by_role("button", name="Lihat seluruh provinsi").click()
    page.wait_for_timeout(500)  # the map glides
    far = width_in_degrees(page)

    page.get_by_label("Cari alamat, tempat, kelurahan/desa, atau kecamatan").fill("Kantor DPMPTSP Samarinda")
    page.locator("[data-map-find]").click()
    results = page.locator(".map-result")
    expect(results).to_have_count(1)  # the one in Singapore is left out
    results.first.click()

    expect(page.locator("[data-map-message]")).to_contain_text("Peta menampilkan Kantor DPMPTSP")
    page.wait_for_timeout(500)
    assert width_in_degrees(page) < far / 10
    page.get_by_role("button", name="Tandai tengah peta").click()
    expect(page.locator("[data-map-message]")).to_contain_text("Titik berada di sekitar")
    assert page.get_by_label("Koordinat Lintang").input_value()[:6] == "-0.502"
    expect(page.locator("[data-map-dms]")).to_contain_text("LS, 117° 9′")


def test_search_of_our_regions_answers_when_the_geocoder_is_down(open_map: Any, geocoder: Fake) -> None:
    geocoder.status = 503
    page = open_map()

    page.locator("[data-map-search]").fill("pelabuhan")
    page.locator("[data-map-find]").click()

    expect(page.locator(".map-result")).to_have_text(["PELABUHAN, SAMARINDA KOTA, KOTA SAMARINDA"])
    expect(page.locator("[data-map-message]")).to_contain_text("Pencarian alamat sedang tidak tersedia")


def test_pictures_cover_our_own_layer_and_name_their_owner(open_map: Any, pictures: Fake) -> None:
    page = open_map()

    expect(page.locator("[data-map-canvas].has-tiles")).to_be_visible(timeout=20_000)
    expect(page.locator(".map-label").first).to_be_hidden()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© <b>Peta Contoh</b>")
    expect(page.locator("[data-map-note]")).to_be_hidden()
    expect(page.locator(".map-pin")).to_be_visible()


def test_our_own_layer_stays_when_the_pictures_fail(open_map: Any, pictures: Fake) -> None:
    pictures.status = 404
    page = open_map()

    expect(page.locator("[data-map-note]")).to_contain_text("Peta skematis kami dipakai", timeout=20_000)
    expect(page.locator("[data-map-canvas].has-tiles")).to_have_count(0)
    expect(page.locator(".map-label:visible").first).to_be_visible()
    assert page.locator("img.leaflet-tile").count() == 0
    assert pictures.asked != []


def test_the_devices_place_is_marked(open_map: Any) -> None:
    page = open_map(geolocation={**OFFICE, "latitude": -0.4951}, permissions=["geolocation"])

    page.get_by_role("button", name="Lokasi saya").click()

    expect(page.get_by_label("Koordinat Lintang")).to_have_value("-0.495100")
    expect(page.locator("[data-map-message]")).to_contain_text("Ketelitian perangkat sekitar 12 meter")


def test_a_refused_permission_is_told_plainly(open_map: Any) -> None:
    page = open_map(permissions=[])

    page.get_by_role("button", name="Lokasi saya").click()

    expect(page.locator("[data-map-message]")).to_contain_text("Anda belum mengizinkan situs ini membaca lokasi")
    expect(page.get_by_label("Koordinat Lintang")).to_have_value("-0.502200")  # what was there stays


# as tests/regions/test_coordinates.py works them out by hand
TYPED = [
    ("0° 30′ 7,86″ LS", "117 9 13,68 T", "0° 30′ 7,86″ LS, 117° 9′ 13,68″ BT"),
    ("-0,502183", "117.153801", "0° 30′ 7,86″ LS, 117° 9′ 13,68″ BT"),
    ("S 0 30 7.86", "117° 9,228'", "0° 30′ 7,86″ LS, 117° 9′ 13,68″ BT"),
    ("0,999999", "117", "1° 0′ 0,00″ LU, 117° 0′ 0,00″ BT"),
]
NO_POINT = [("0° 60' LS", "117"), ("-0° 30' LS", "117"), ("0,5° 30' LS", "117"), ("117° BT", "117"), ("91", "117")]


def test_typed_degrees_move_the_marker_and_are_shown_both_ways(open_map: Any) -> None:
    page = open_map()

    for latitude, longitude, words in TYPED:
        type_point(page, latitude, longitude)
        expect(page.locator("[data-map-dms]")).to_contain_text(words)
    for latitude, longitude in NO_POINT:
        type_point(page, latitude, longitude)
        expect(page.locator("[data-map-dms]")).to_have_text("")


def test_a_point_outside_the_chosen_city_warns(open_map: Any) -> None:
    page = open_map()

    type_point(page, "-1,2654", "116,8312")  # Balikpapan, while Samarinda is chosen

    expect(page.locator(".map-message.notice-warning")).to_contain_text("bukan KOTA SAMARINDA")


@pytest.mark.parametrize("typed", [("0° 30′ 8,64″ LS", "117° 9′ 13,68″ BT"), ("-0,5024", "117,1538")])
def test_without_a_script_typed_degrees_are_kept(open_map: Any, budi: Any, typed: tuple[str, str]) -> None:
    page = open_map(java_script_enabled=False)

    page.get_by_label("Koordinat Lintang").fill(typed[0])
    page.get_by_label("Koordinat Bujur").fill(typed[1])
    page.get_by_role("button", name="Lanjut").click()

    draft = budi.applications.get()
    place = draft.versions.get().data["place"]
    assert (place["latitude"], place["longitude"]) == ("-0.502400", "117.153800")  # 30/60 + 8.64/3600 = 0.5024


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_nothing_sticks_out(open_map: Any, width: int, height: int) -> None:
    page = open_map(viewport={"width": width, "height": height})

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
