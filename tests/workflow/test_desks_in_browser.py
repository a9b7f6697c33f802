"""Every desk after the back office's in a real browser: what is asked there, filled in as a person does it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.models import User
from accounts.roles import Role
from permits.models import PermitType
from permits.stages import Stage
from tests.workflow.road import PASSPHRASE, Office, walk_to
from tests.workflow.shipped import submitted
from workflow.models import Step

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 30_000  # milliseconds, on a busy machine
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            yield browser
            browser.close()


@pytest.fixture
def sit(chromium: Browser, client_of: Any, live_server: Any) -> Iterator[Callable[[User, Step], Page]]:
    """sit(officer, step): the page of that step, signed in."""
    contexts = []

    def open_(officer: User, step: Step) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        value = client_of(officer).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/petugas/tugas/{step.pk}/")
        return page

    yield open_
    for context in contexts:
        context.close()


def tick_all(page: Page) -> None:
    """Every point of this desk is in order; the page comes again with all of them marked."""
    points = page.locator("[data-checklist] input[value=ya]").count()
    page.get_by_role("button", name="Tandai semua sesuai").click()
    expect(page.locator("[data-checklist] input[value=ya]:checked")).to_have_count(points, timeout=PATIENCE)
    assert points


def decide(page: Page, name: str, fill: Callable[[Any], None] = lambda _move: None) -> None:
    """Open a move, fill it in and press its button; the list of tasks says what became of it."""
    page.locator("summary", has_text=name).first.click()
    move = page.locator("[data-move][open]")
    fill(move)
    move.locator("button[type=submit]").click()
    page.wait_for_url("**/petugas/tugas/")


def is_closed(step: Step) -> str:
    step.refresh_from_db()
    assert step.closed_at is not None
    return str(step.move)


def test_the_agency_gives_its_advice(filed: Callable[..., Step], desks: Office, sit: Callable[..., Page]) -> None:
    step = filed(Stage.AGENCY_REVIEW)

    def fill(move: Any) -> None:
        move.get_by_label("Nomor").first.fill("556/12/DISPAR/2026")
        move.locator("input[type=date]").first.fill("2026-07-06")
        move.get_by_text("Disetujui", exact=True).first.click()

    decide(sit(desks.agency_people["dispar"], step), "Beri pertimbangan", fill)

    assert is_closed(step) == "advise"


@pytest.mark.parametrize(("stage", "role"), [(Stage.KASI_CHECK, Role.KASI), (Stage.KABID_CHECK, Role.KABID)])
def test_a_superior_ticks_the_points_and_approves(
    filed: Callable[..., Step], desks: Office, sit: Callable[..., Page], stage: Stage, role: Role
) -> None:
    step = filed(stage)
    page = sit(desks.people[role], step)

    tick_all(page)
    decide(page, "Setujui")

    assert is_closed(step) == "approve"


def test_the_kadis_signs_one_file(filed: Callable[..., Step], desks: Office, sit: Callable[..., Page]) -> None:
    step = filed(Stage.KADIS_APPROVAL)
    page = sit(desks.people[Role.KADIS], step)

    tick_all(page)
    decide(page, "Tandatangani", lambda move: move.locator("input[type=password]").fill(PASSPHRASE))

    assert is_closed(step) == "sign"
    assert step.application.permit.files.count() == 1


def test_the_records_desk_releases_what_was_signed(
    offered: Callable[[str], PermitType],
    staffed: Callable[..., Office],
    budi: Any,
    monday: None,
    sit: Callable[..., Page],
) -> None:
    kind = offered("contoh-kes-01.yaml")
    office = staffed(kind.current_edition.spec)
    step = walk_to(submitted(kind, budi), Stage.RECORDS_CHECK, office)
    page = sit(office.people[Role.RECORDS], step)

    tick_all(page)
    decide(page, "Terbitkan")

    assert is_closed(step) == "release"
    step.application.permit.refresh_from_db()
    assert step.application.permit.state == "ACTIVE"
