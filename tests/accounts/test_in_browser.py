"""The account pages in a real browser, under the strict Content-Security-Policy."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from accounts.models import User
from tests.conftest import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
# a browser speaks to a live server, which needs committed rows
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of Chromium; whatever its console complains about (a violated policy above all) fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert complaints == []


def label(text: str) -> re.Pattern[str]:
    """Return a pattern for a label with or without the star of a required field."""
    return re.compile(rf"^{re.escape(text)}\s*\*?$")


def serious(page: Page) -> list[str]:
    """Return what axe finds wrong with the page."""
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]


def test_the_captcha_is_solved_with_the_keyboard_and_lets_in(page: Page, live_server: Any, budi: Any) -> None:
    page.goto(f"{live_server.url}/masuk/")
    page.get_by_label(label("NIK / Email")).fill(budi.email)
    page.get_by_label(label("Password")).fill(PASSWORD)
    page.get_by_label("Tampilkan password").check()
    expect(page.get_by_label(label("Password"))).to_have_attribute("type", "text")

    page.get_by_label("Saya bukan robot").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Terverifikasi")).to_be_visible()
    page.get_by_role("button", name="Login").click()

    page.wait_for_url("**/dashboard/")


def test_a_login_sent_while_the_captcha_is_being_solved_waits_for_it(page: Page, live_server: Any, budi: Any) -> None:
    page.goto(f"{live_server.url}/masuk/")
    page.get_by_label(label("NIK / Email")).fill(budi.email)
    page.get_by_label(label("Password")).fill(PASSWORD)

    # tick and send in one breath, before the worker can answer
    page.evaluate(
        "() => { document.querySelector('.captcha-box').click(); document.querySelector('.btn-info').click() }"
    )

    page.wait_for_url("**/dashboard/")


def test_an_unticked_captcha_is_refused_and_then_mended(page: Page, live_server: Any, budi: Any) -> None:
    page.goto(f"{live_server.url}/masuk/")
    page.get_by_label(label("NIK / Email")).fill(budi.email)
    page.get_by_label(label("Password")).fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    error = page.locator(".field-error", has_text="Captcha Invalid")
    expect(error).to_be_visible()

    page.get_by_label("Saya bukan robot").check()

    expect(error).to_be_hidden()


def test_a_person_registers_in_the_browser(
    page: Page, live_server: Any, village: Any, sent_mail: Callable[[], Any]
) -> None:
    page.goto(f"{live_server.url}/daftar/")
    page.get_by_label(label("NIK")).fill("9972015708900001")
    page.get_by_label(label("Password")).fill("Sungai#Mahakam7")
    expect(page.get_by_text("Kekuatan password: Kuat")).to_be_visible()
    page.get_by_label(label("Nama")).fill("Dewi Anggraini")
    page.get_by_label(label("Jenis Kelamin")).select_option("P")
    page.get_by_label(label("Tanggal Lahir")).fill("1990-08-17")
    page.get_by_label(label("Jenjang Pendidikan")).select_option("S1")
    page.get_by_label(label("Alamat Pemohon")).fill("Jl. Contoh No. 3")
    chain = (("Provinsi", "64"), ("Kab/Kota", "64.72"), ("Kecamatan", "64.72.09"), ("Kelurahan/Desa", village.pk))
    for name, code in chain:
        page.get_by_label(label(name)).select_option(code)
    page.get_by_label(label("No. Handphone")).fill("0800 0000 0003")
    page.get_by_label(label("Kode Pos")).fill("75112")
    page.get_by_label(label("Email")).fill("dewi@contoh.test")
    page.get_by_role("button", name="Generate Code").click()
    expect(page.get_by_text("Kode telah dikirim ke")).to_be_visible()
    expect(page.locator("[data-code-button]")).to_have_attribute("aria-disabled", "true")
    found = re.search(r"\b[0-9]{6}\b", sent_mail().body)
    assert found

    page.get_by_label(label("Kode dari Email")).fill(found[0])
    page.get_by_label("Saya bukan robot").check()
    expect(page.get_by_text("Terverifikasi")).to_be_visible()
    page.locator(".register > .actions").get_by_role("button", name="Submit").click()

    page.wait_for_url("**/dashboard/")
    assert User.objects.get(nik="9972015708900001").village == village


def test_a_forgotten_password_is_replaced_with_the_keyboard(
    page: Page, live_server: Any, budi: Any, sent_mail: Callable[[], Any]
) -> None:
    page.goto(f"{live_server.url}/masuk/")
    page.get_by_role("link", name="Lupa password?").click()
    page.get_by_label(label("No. KTP")).fill(budi.nik)
    page.get_by_label(label("Telp")).fill("+62 800-0000-0001")
    page.get_by_label(label("E-mail")).fill(budi.email)
    page.get_by_label("Saya bukan robot").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Terverifikasi")).to_be_visible()
    page.get_by_role("button", name="REQUEST PIN").click()
    page.wait_for_url("**/lupa-password/pin/")
    found = re.search(r"^([0-9]{6})$", sent_mail().body, re.MULTILINE)
    assert found

    page.get_by_label(label("PIN")).fill(found[1])
    page.get_by_label(label("Password Baru")).fill("Sungai#Mahakam7")
    page.get_by_label(label("Ulangi Password Baru")).fill("Sungai#Mahakam7")
    page.get_by_label("Tampilkan Sandi").check()
    for name in ("Password Baru", "Ulangi Password Baru"):
        expect(page.get_by_label(label(name))).to_have_attribute("type", "text")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/masuk/")
    expect(page.get_by_text("Password berhasil diubah")).to_be_visible()


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    page: Page, live_server: Any, budi: Any, client_of: Any
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    cookie = {"name": "sessionid", "value": client_of(budi).cookies["sessionid"].value, "url": live_server.url}

    client_of(budi).post("/profil/perbaikan/", {"field": "name", "new_value": "Budi S", "reason": "Salah ketik"})
    public = ("/masuk/", "/daftar/", "/masuk/tautan/", "/lupa-password/", "/lupa-password/pin/")
    own = ("/profil/password/", "/profil/keamanan/", "/profil/email/", "/profil/perbaikan/", "/keluar/")

    for path in (*public, "/profil/", *own):
        if path == "/profil/":
            page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}{path}")
        assert serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
