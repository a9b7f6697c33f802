"""Portal and help in a real browser, under the strict Content-Security-Policy, with and without a script."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
# a browser speaks to a live server, which needs committed rows
pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [(1280, 900), (390, 844)]


@pytest.fixture(autouse=True)
def _loaded(transactional_db: None) -> None:
    """The help and two banners."""
    call_command("load_help", verbosity=0)


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Page]]:
    """open_page(**context) gives a page; whatever its console complains about fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def make(**context: Any) -> Page:
            page = browser.new_page(**context)
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield make
        browser.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_axe_finds_nothing_and_nothing_sticks_out(open_page: Any, live_server: Any, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    for address in ("/", "/bantuan/", "/bantuan/?q=password", "/bantuan/?q=zebra"):
        page.goto(live_server.url + address)

        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_banners_go_by_button_and_key_and_then_stay(open_page: Any, live_server: Any) -> None:
    page = open_page()
    page.goto(live_server.url)
    where = page.locator("[data-banners-where]")
    expect(where).to_have_text("1 / 2")

    page.get_by_role("button", name="Kartu berikutnya").click()
    expect(where).to_have_text("2 / 2")
    expect(page.get_by_role("button", name="Putar")).to_be_visible()

    page.locator("[data-banners-row]").focus()
    page.keyboard.press("ArrowLeft")
    expect(where).to_have_text("1 / 2")


def test_banners_stand_still_for_who_asks_for_less_motion(open_page: Any, live_server: Any) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(live_server.url)

    expect(page.get_by_role("button", name="Putar")).to_be_visible()


def test_a_link_opens_its_answer_with_and_without_a_script(open_page: Any, live_server: Any) -> None:
    for with_script in (True, False):
        page = open_page(java_script_enabled=with_script)
        page.goto(f"{live_server.url}/bantuan/#q7")

        expect(page.get_by_text("Ketiganya harus cocok.")).to_be_visible()
        expect(page.get_by_text("Kode tidak datang?")).to_be_hidden()


def test_without_a_script_the_row_is_scrolled_and_has_no_dead_buttons(open_page: Any, live_server: Any) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(live_server.url)

    expect(page.get_by_role("button", name="Kartu berikutnya")).to_have_count(0)
    expect(page.get_by_role("heading", name="Perbaiki tanpa mengisi ulang")).to_be_attached()
