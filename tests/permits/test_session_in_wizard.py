"""The session ends while somebody fills the form: nothing typed is lost, and nothing is typed twice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 30_000  # milliseconds
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def page(monkeypatch: Any, live_server: Any, client_of: Callable, budi: Any, draft: Any) -> Iterator[Page]:
    """Budi's draft at its first step; his session is forgotten by the server while the page stands open."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    key = client_of(budi).cookies["sessionid"].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(f"{live_server.url}/permohonan/ajukan/{draft.key}/data-pemohon/")
        SessionStore(key).delete()
        page.get_by_label("Telp").fill("081299990001")
        expect(page.locator("[data-saved]")).to_contain_text("Sesi Anda berakhir. Isian disimpan di perangkat ini.")
        yield page
        browser.close()


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("NIK / Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Saya bukan robot").check()
    expect(page.get_by_text("Terverifikasi")).to_be_visible()
    page.get_by_role("button", name="Login").click()


def phone_of(draft: Any) -> str:
    return str((draft.versions.get().data.get("applicant") or {}).get("phone", ""))


def test_signing_in_again_on_the_same_page_puts_back_what_was_typed(page: Page, budi: Any, draft: Any) -> None:
    page.get_by_role("link", name="Masuk lagi untuk melanjutkan").click()
    sign_in(page, budi.email)

    page.wait_for_url("**/data-pemohon/")
    expect(page.get_by_label("Telp")).to_have_value("081299990001")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    assert phone_of(draft) == "081299990001"


def test_signing_in_in_another_tab_lets_the_page_save_by_itself(page: Page, budi: Any, draft: Any) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk kembali di tab baru").click()
    sign_in(opened.value, budi.email)
    opened.value.wait_for_url("**/sesi/kembali/")
    opened.value.close()
    page.bring_to_front()

    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    expect(page.get_by_label("Telp")).to_have_value("081299990001")
    assert phone_of(draft) == "081299990001"
