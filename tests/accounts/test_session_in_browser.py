"""A session about to end, in a real browser: warned, extended, ended and gone on without losing what was typed."""

# ruff: noqa: F811  (page is a fixture, imported)
import time
from typing import Any

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from accounts.actions.sign_ins import hash_of
from accounts.requests import ENDS_AT
from tests.accounts.test_in_browser import label, page, serious  # noqa: F401
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def signed_in(context: BrowserContext, live_server: Any, client: Any, *, seconds: float) -> str:
    """Put a session that ends in so many seconds into the browser; return its key."""
    session = client.session
    session[ENDS_AT] = time.time() + seconds
    session.save()
    key = str(session.session_key)
    cache.set(f"seen:{hash_of(key)}", True)  # opening a page would let the session go on
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    return key


@pytest.fixture
def own(page: Page, live_server: Any, client_of: Any, budi: Any) -> Any:
    """Open Budi's profile in a session with so many seconds left."""

    def open_profile(seconds: float) -> str:
        key = signed_in(page.context, live_server, client_of(budi), seconds=seconds)
        page.goto(f"{live_server.url}/profil/")
        return key

    return open_profile


@pytest.mark.parametrize("width", [390, 1280])
def test_it_warns_and_the_button_extends(page: Page, own: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    own(250)

    box = page.get_by_role("region", name="Sesi Anda")
    expect(box).to_contain_text("Sesi Anda berakhir dalam 5 menit.")
    button = page.get_by_role("button", name="Tetap masuk")
    expect(button).to_be_focused()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.keyboard.press("Enter")

    expect(box).to_contain_text("Sesi Anda diperpanjang.")
    expect(button).to_be_hidden()
    page.get_by_role("button", name="Tutup").click()
    expect(box).to_be_hidden()


def test_it_does_not_take_the_focus_from_who_is_typing(page: Page, own: Any) -> None:
    own(302)
    field = page.get_by_label(label("Pekerjaan"))
    field.focus()

    expect(page.get_by_role("button", name="Tetap masuk")).to_be_visible(timeout=15000)

    expect(field).to_be_focused()


def test_a_long_session_is_quiet(page: Page, own: Any) -> None:
    own(3600)

    expect(page.locator("[data-session]")).to_be_hidden()


def test_after_the_end_one_signs_in_in_a_new_tab_and_the_form_goes_on(
    page: Page,
    own: Any,
    budi: Any,
) -> None:
    key = own(302)
    page.get_by_label(label("Pekerjaan")).fill("Konsultan pameran")
    page.get_by_label(label("Jabatan")).fill("Direktur")
    page.get_by_label(label("No Telp")).fill("0800 0000 0001")
    SessionStore(key).delete()  # the server forgets it: asked at the warning, it says so
    box = page.get_by_role("region", name="Sesi Anda")
    expect(box).to_contain_text("Sesi Anda telah berakhir.", timeout=15000)
    assert serious(page) == []

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk kembali di tab baru").click()
    tab = opened.value
    tab.get_by_label(label("NIK / Email")).fill(budi.email)
    tab.get_by_label(label("Password")).fill(PASSWORD)
    tab.get_by_label("Saya bukan robot").check()
    expect(tab.get_by_text("Terverifikasi")).to_be_visible()
    tab.get_by_role("button", name="Login").click()
    tab.wait_for_url("**/sesi/kembali/")
    tab.close()
    page.bring_to_front()

    expect(box).to_contain_text("Anda sudah masuk kembali.", timeout=15000)
    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.get_by_text("Data berhasil disimpan")).to_be_visible()
    budi.refresh_from_db()
    assert budi.occupation == "Konsultan pameran"


def test_signing_in_as_somebody_else_is_told(
    page: Page,
    own: Any,
    live_server: Any,
    client_of: Any,
    citra: Any,
) -> None:
    own(302)
    signed_in(page.context, live_server, client_of(citra), seconds=3600)

    expect(page.get_by_role("region", name="Sesi Anda")).to_contain_text("sebagai orang lain", timeout=15000)
