"""The applicant's pages about their files in a real browser, wide and on a phone, with and without a script."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright

from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.road import Office, a_draft, step_on, walk_to
from workflow import actions
from workflow.actions import feed

CHROMIUM = Path("/usr/bin/chromium")
SIZES = [(1280, 900), (390, 844)]
pytestmark = pytest.mark.django_db(transaction=True)  # a browser speaks to a live server, which needs committed rows


@pytest.fixture
def files(transactional_db: None, desks: Office, budi: Any) -> list[Application]:
    """Budi's draft, and files of his that run, wait for a revision, and were refused."""
    now = timezone.now() - dt.timedelta(hours=1)
    a_draft(budi, "SOP-LP2N-PAR-05", now=now)

    def submitted() -> Application:
        return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05", now=now).key, by=budi, now=now, declared=True)

    running, returned, refused = submitted(), submitted(), submitted()
    walk_to(running, Stage.KADIS_APPROVAL, desks, now=now)
    step_on(returned, desks, now=now, move=Move.RETURN, applicant_note="Denah buram.")
    step_on(refused, desks, now=now, move=Move.REJECT, applicant_note="Di kawasan lindung.")
    feed.open_feed(by=budi, now=now)
    return [running, returned, refused]


@pytest.fixture
def open_page(budi: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Page]]:
    """open_page(**context) gives Budi's browser; what its console complains about fails the test."""
    signed_in = Client()
    signed_in.force_login(budi)
    cookie = {"name": "sessionid", "value": signed_in.cookies["sessionid"].value, "url": live_server.url}
    complaints: list[str] = []
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

        def make(**context: Any) -> Page:
            page = browser.new_context(base_url=live_server.url, **context).new_page()
            page.context.add_cookies([cookie])
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield make
        browser.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    files: list[Application], open_page: Any, width: int, height: int
) -> None:
    page = open_page(viewport={"width": width, "height": height})
    addresses = ["/dashboard/", "/permohonan/", "/permohonan/kalender/"]
    addresses += [f"/permohonan/{file.resi}/" for file in files]
    addresses += [f"/permohonan/{files[0].resi}/batas-waktu/", f"/permohonan/{files[0].resi}/batalkan/"]
    addresses += ["/monitoring/", *(f"/monitoring/?resi={file.resi}" for file in files)]
    for address in addresses:
        page.goto(address)

        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_without_a_script_one_searches_tracks_and_takes_back(files: list[Application], open_page: Any) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    running, returned, _ = files
    page.goto("/permohonan/")
    page.get_by_label("Pencarian").fill(str(running.resi).lower())
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name=str(running.resi)).click()
    expect(page.get_by_role("heading", name="Tracking Permohonan")).to_be_visible()

    page.goto("/monitoring/")
    page.get_by_label("No Resi").fill(f" {str(returned.resi).lower()} ")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_text("revisi permohonan: menunggu perbaikan dari pemohon")).to_be_visible()

    page.goto(f"/permohonan/{returned.resi}/")
    page.get_by_role("link", name="Batalkan permohonan").click()
    page.get_by_label("Alasan pembatalan").fill("Acara dibatalkan.")
    page.get_by_role("button", name="Batalkan permohonan").click()
    expect(page.get_by_text("Permohonan dibatalkan.")).to_be_visible()
