"""Two real browsers chat over real processes, a real broker and a real channel layer."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from messaging.chat.models import Message
from tests.messaging.live import Live
from tests.messaging.making import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.slow]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 30_000
Open = Callable[..., tuple[BrowserContext, Page]]


@pytest.fixture(autouse=True, scope="module")
def _beside_playwright() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the database is asked between its turns, never during one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """One browser program."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def sit(live: Live, chromium: Browser) -> Iterator[Open]:
    """sit(budi, "/chat/"): a browser of one's own in which that person is signed in."""
    contexts: list[BrowserContext] = []

    def make(user: Any, path: str, size: Any = WIDE, **options: Any) -> tuple[BrowserContext, Page]:
        context = chromium.new_context(
            base_url=live.site, viewport=size, locale="id-ID", timezone_id="Asia/Makassar", **options
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([live.cookie_of(user)])  # type: ignore[list-item]
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return context, page

    yield make
    for context in contexts:
        context.close()


def connected(page: Page) -> None:
    """Wait until the page's socket is open."""
    expect(page.locator("[data-chat]")).to_have_attribute("data-connected", "1")


def write(page: Page, words: str) -> None:
    page.get_by_label("Pesan", exact=True).fill(words)
    page.get_by_role("button", name="Kirim", exact=True).click()


def shown(page: Page) -> list[str]:
    return page.locator(".chat-bubble .chat-words").all_inner_texts()


def test_two_people_chat_and_one_is_cut_off_for_twenty_seconds(live: Live, sit: Open, budi: Any, dewi: Any) -> None:
    applicant_context, applicant = sit(budi, "/chat/")
    connected(applicant)
    write(applicant, "Selamat pagi")
    expect(applicant.locator(".chat-bubble [data-state]")).to_have_text("Terkirim")
    room_id = Message.objects.get().room_id
    _context, officer = sit(dewi, f"/petugas/chat/{room_id}/")
    connected(officer)
    expect(applicant.locator(".chat-bubble [data-state]")).to_have_text("Dibaca")

    officer.get_by_label("Pesan", exact=True).press_sequentially("Sela")
    expect(applicant.locator("[data-typing]")).to_have_text("Petugas sedang mengetik…")
    write(officer, "Selamat pagi, ada yang dapat kami bantu?")
    expect(applicant.get_by_text("ada yang dapat kami bantu?")).to_be_visible()

    applicant_context.set_offline(True)
    for n in range(5):
        write(applicant, f"dari pemohon {n}")
        write(officer, f"dari petugas {n}")
        applicant.wait_for_timeout(4000)
    assert Message.objects.filter(sender=budi).count() == 1
    applicant_context.set_offline(False)

    expect(applicant.get_by_text("dari petugas 4")).to_be_visible()
    expect(officer.get_by_text("dari pemohon 4")).to_be_visible()
    expect(applicant.locator(".is-waiting")).to_have_count(0)
    bodies = list(Message.objects.exclude(kind="event").order_by("pk").values_list("body", flat=True))
    assert sorted(body for body in bodies if body.startswith("dari")) == sorted(
        f"dari {who} {n}" for who in ("pemohon", "petugas") for n in range(5)
    )
    assert shown(applicant) == bodies
    assert shown(officer) == bodies


def test_without_the_sockets_process_the_pages_ask(live: Live, sit: Open, budi: Any, dewi: Any) -> None:
    _one, applicant = sit(budi, "/chat/")
    connected(applicant)
    write(applicant, "Halo")
    expect(applicant.locator(".chat-bubble [data-state]")).to_have_text("Terkirim")
    _two, officer = sit(dewi, f"/petugas/chat/{Message.objects.get().room_id}/")
    connected(officer)
    live.chat.kill()

    write(officer, "Lewat jalan lain")
    expect(applicant.get_by_text("Lewat jalan lain")).to_be_visible()
    write(applicant, "Terbaca")
    expect(officer.get_by_text("Terbaca")).to_be_visible()
    expect(applicant.get_by_text("Tanpa sambungan langsung")).to_be_visible()

    live.revive()
    expect(applicant.get_by_text("Tanpa sambungan langsung")).to_have_count(0, timeout=60_000)
    assert Message.objects.exclude(kind="event").count() == 3


def test_a_file_is_sent_from_the_second_tab(live: Live, sit: Open, budi: Any, tmp_path: Any) -> None:
    _context, page = sit(budi, "/chat/")
    picture = tmp_path / "layar.png"
    picture.write_bytes(a_picture().read())

    page.get_by_role("link", name="Attachment").click()
    page.get_by_label("Upload").set_input_files(picture)
    page.get_by_role("button", name="Kirim", exact=True).click()

    expect(page.get_by_role("img", name="Gambar layar.png")).to_be_visible()
    page.wait_for_function("document.querySelector('.chat-picture img').naturalWidth > 0")


def test_it_works_without_javascript(live: Live, sit: Open, budi: Any) -> None:
    _context, page = sit(budi, "/chat/", java_script_enabled=False)

    write(page, "Tanpa skrip")

    expect(page.locator(".chat-bubble .chat-words")).to_have_text("Tanpa skrip")
    expect(page).to_have_url(re.compile(r"/chat/#bawah$"))


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_nobody_is_shut_out_and_nothing_overflows(
    live: Live, sit: Open, budi: Any, dewi: Any, size: Any, catalogue: None
) -> None:
    _context, page = sit(budi, "/chat/", size)
    connected(page)
    write(page, "Kata" * 200)
    expect(page.locator(".chat-bubble [data-state]")).to_have_text("Terkirim")
    room_id = Message.objects.get().room_id
    _context, desk = sit(dewi, "/petugas/chat/", size)

    for one, path in (
        (page, "/chat/"),
        (page, "/chat/?mode=lampiran"),
        (desk, "/petugas/chat/"),
        (desk, f"/petugas/chat/{room_id}/"),
        (desk, "/petugas/chat/angka/"),
    ):
        one.goto(path)
        assert one.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        found = Axe().run(one)
        assert found.violations_count == 0, found.generate_report()
