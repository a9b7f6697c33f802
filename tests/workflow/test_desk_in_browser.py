"""The reviewer's desk in a real browser: a file with seven documents, from the list to the next desk by keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.roles import Role
from permits.models import ApplicationDocument
from tests.workflow.road import MONDAY, Office, a_draft, open_step
from workflow import actions
from workflow.checklist import lines_for
from workflow.models import CheckItem, Step

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def desk_page(browser: Browser, desks: Office, client_of: Any, live_server: Any) -> Callable[..., Page]:
    """The list of an officer's tasks, signed in; the mouse is not used after this."""

    def open_(role: str = Role.BACKOFFICE, *, width: int = 1280) -> Page:
        cookie = client_of(desks.people[role]).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "localhost", "path": "/"}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/petugas/tugas/")
        return page

    return open_


def review(page: Page, lines: int) -> None:
    """Go through every row with j and s until all lines are marked."""
    page.keyboard.press("j")
    for _ in range(4 * lines):
        marked = page.locator("[data-checklist] input[value=ya]:checked").count()
        if marked == lines:
            return
        page.keyboard.press("s")
        if page.locator("[data-checklist] input[value=ya]:checked").count() == marked:
            page.keyboard.press("j")  # a row without a mark: a document that was not asked for
    raise AssertionError("not every line could be marked with the keyboard")


def test_a_file_of_seven_documents_is_reviewed_and_forwarded_with_the_keyboard_alone(
    budi: Any, desks: Office, monday: None, desk_page: Callable[..., Page]
) -> None:
    draft = a_draft(budi, "SOP-LP2N-LHP-02", company=True, proxy=True)  # the letter of authority is the seventh
    step = open_step(actions.submit(draft.key, by=budi, now=MONDAY, declared=True))
    assert ApplicationDocument.objects.filter(version__application=step.application).count() == 7
    lines = len(lines_for(step.application))
    page = desk_page()

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/petugas/tugas/{step.pk}/")
    review(page, lines)
    expect(page.locator("[data-checklist-state]")).to_contain_text("Tersimpan")
    page.keyboard.press("1")
    page.keyboard.type("Lengkap; sesuai. j s t 2")  # letters in a field are only letters
    page.keyboard.press("Tab")
    expect(page.locator("[data-move][open] button[type=submit]")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"{step.application.resi}: Disetujui")).to_be_visible()
    step.refresh_from_db()
    assert step.move == "approve"
    assert CheckItem.objects.filter(step=step, is_ok=True).count() == lines


def test_letters_typed_in_a_field_are_only_letters(filed: Callable[..., Step], desk_page: Callable[..., Page]) -> None:
    filed()
    page = desk_page()

    page.keyboard.press("/")
    page.keyboard.type("j?x")

    expect(page.locator("#cari-tugas input[name=q]")).to_have_value("j?x")
    assert page.locator("[data-keys]").is_hidden()
    assert page.locator("tr.is-at").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_be_visible()
