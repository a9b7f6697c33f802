"""The map of a hundred thousand permits in a real browser: its clusters, the address bar, the keyboard, a phone."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from permits.models import MapPoint
from regions.loading import load
from tests.permits.many_points import fill

CHROMIUM = Path("/usr/bin/chromium")
MANY = 100_000
PATIENCE = 20  # seconds until the first clusters, generous: the machine may be busy
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def open_page(
    transactional_db: None, catalogue: None, budi: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    """open_page(path, **context); what the console complains about fails the test."""
    load(["64.02", "64.71", "64.72", "64.74"])
    fill(MANY, user=budi)
    complaints: list[str] = []
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

        def make(path: str = "/webgis/", **context: Any) -> Page:
            page = browser.new_context(**context).new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(live_server.url + path)
            return page

        yield make
        browser.close()
    assert [one for one in complaints if "Content Security Policy" not in one] == []


def drawn(page: Page) -> int:
    """Wait for the clusters of this view; return how many permits they stand for."""
    expect(page.locator("[data-webgis][data-state=ready]")).to_be_visible(timeout=PATIENCE * 1000)
    return int(page.locator("[data-webgis]").get_attribute("data-total") or 0)


def test_a_hundred_thousand_permits_in_a_browser(open_page: Callable[..., Page]) -> None:
    assert MapPoint.objects.count() == MANY
    began = time.monotonic()
    page = open_page(viewport={"width": 1280, "height": 900})
    total = drawn(page)
    assert time.monotonic() - began < PATIENCE
    assert total == MANY
    marks = page.locator(".webgis-mark")
    assert 0 < marks.count() <= 500
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []

    # closer with the keyboard: the largest cluster is pressed, the view moves, the address bar keeps it
    marks.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**peta=**")
    closer = drawn(page)
    assert 0 < closer <= MANY
    expect(page.locator("[data-webgis-list-note]")).to_contain_text("area peta")
    kept = page.url
    page.goto(kept)
    assert drawn(page) == closer  # a link to this view shows this view

    # a single filter, chosen in the form
    page.get_by_label("Status").select_option("REVOKED")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**status=REVOKED**")
    assert 0 < drawn(page) < closer

    # close by, a cluster says what it holds
    page.goto(page.url.split("?")[0] + "?peta=16/-0.5022/117.1536")
    if drawn(page):
        page.locator(".webgis-mark").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".webgis-popup li").first).to_be_visible(timeout=10_000)
        assert "503/" in page.locator(".webgis-popup").inner_text()

    # a phone
    phone = open_page(viewport={"width": 390, "height": 800}, has_touch=True)
    drawn(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert [one["id"] for one in Axe().run(phone).response["violations"]] == []

    # without scripts: the list, the picture and the table
    plain = open_page(java_script_enabled=False)
    expect(plain.get_by_role("heading", name="Daftar izin")).to_be_visible()
    expect(plain.locator(".webgis-picture svg")).to_be_visible()
    expect(plain.locator(".map-canvas")).to_be_hidden()
