"""A person in front of a browser, and the gestures that the pages ask of them."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, ViewportSize, WebError, expect

from eptsp.launch.places import ROOT
from tests.conftest import PASSWORD

PASSPHRASE = "Demo-TTE-2026"
PATIENCE = 30_000  # milliseconds; two slow cores may be shared with the rest of the suite
WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
SCREENSHOTS = ROOT / "var" / "screenshots"


def label(text: str) -> re.Pattern[str]:
    """A field's label, with or without the star of a required field."""
    words = re.escape(text).replace("/", r"\/")  # Playwright puts the pattern between slashes
    return re.compile(rf"^\s*{words}\s*\*?\s*(\(wajib\))?\s*$")


class Person:
    """One person with a browser context, hence cookies, of their own; collects what the pages complain about."""

    def __init__(self, browser: Browser, site: str, email: str) -> None:
        self.email, self.site = email, site
        self._heard: list[str] = []
        self._expected: list[str] = []
        self.context = browser.new_context(
            base_url=site, viewport=WIDE, locale="id-ID", timezone_id="Asia/Makassar", reduced_motion="reduce"
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", self._stumble)
        self.context.on("response", self._look_at)
        self.page: Page = self.context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if address.endswith("/favicon.ico"):  # Chromium asks for it beside a PDF in a tab of its own
            return
        if message.type == "error":  # a violated Content-Security-Policy is one
            self._heard.append(f"{message.text} ({address})")

    def _stumble(self, error: WebError) -> None:
        self._heard.append(str(error.error))

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self._heard.append(f"{response.status} {response.url}")

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """A block in which the server answers with this status, which the browser's console reports as an error."""
        with self.page.expect_response(lambda response: response.status == status):
            yield
        self._expected.append(f"status of {status}")

    @contextmanager
    def losing_the_line(self) -> Iterator[None]:
        """A block in which the line breaks: the browser's own reports of requests that failed for it are expected."""
        before = len(self._heard)
        yield
        self._heard[before:] = [one for one in self._heard[before:] if "net::ERR_" not in one]

    @property
    def complaints(self) -> list[str]:
        """What was heard, without the answers that were expected."""
        left = list(self._heard)
        for words in self._expected:
            known = next((one for one in left if words in one), None)
            if known:
                left.remove(known)
        return left

    # --- anywhere ---------------------------------------------------------------------------------

    def visit(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path)

    def fill(self, answers: Mapping[str, str], *, within: Locator | None = None) -> None:
        """Type under each label; a select takes the words of its choice."""
        for name, answer in answers.items():
            field = (within or self.page).get_by_label(label(name))
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=answer)
                self.settle()
            else:
                field.fill(answer)

    def settle(self) -> None:
        """Wait until htmx has put its answer into the page."""
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press a button by its words."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name, exact=True).click()

    def sees(self, *words: str) -> None:
        """Wait until the main part of the page shows all of these words."""
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)

    def prove_human(self) -> None:
        """Tick the captcha and wait until it is solved."""
        self.page.get_by_label("Saya bukan robot").check()
        expect(self.page.get_by_text("Terverifikasi")).to_be_visible()

    def sign_in(self) -> None:
        """Log in through the login page."""
        self.visit("/masuk/")
        self.fill({"NIK / Email": self.email, "Password": PASSWORD})
        self.prove_human()
        self.press("Login")
        self.page.wait_for_url("**/dashboard/")

    def download(self, link: str) -> bytes:
        """What a link of the page gives when it is saved instead of shown (Alt and click)."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("link", name=link, exact=True).click(modifiers=["Alt"])
        return Path(saved.value.path()).read_bytes()

    def opens_pdf(self, link: str) -> None:
        """Follow a link that shows a PDF in a new tab, and close the tab."""
        with (
            self.context.expect_event("response", lambda response: response.url.endswith(".pdf")) as answer,
            self.context.expect_page() as tab,
        ):
            self.page.get_by_role("link", name=link, exact=True).click()
        assert answer.value.status == 200
        assert answer.value.headers["content-type"] == "application/pdf"
        tab.value.close()

    def reads_beside(self, document: str) -> None:
        """Open a document of the desk beside the file and see that the server really gave it."""
        self.page.get_by_role("link", name=document, exact=True).click()
        shown = self.page.get_by_role("complementary").locator("iframe, img")
        expect(shown).to_be_visible()
        answer = self.context.request.get(shown.get_attribute("src") or "")
        assert (answer.status, answer.headers["content-type"].split("/")[0] in {"application", "image"}) == (200, True)

    def shot(self, name: str) -> None:
        """Keep two pictures of the page, wide and as a phone; only when SCREENSHOTS=1."""
        if os.environ.get("SCREENSHOTS") != "1":
            return
        self.page.evaluate("scrollTo(0, 0)")
        for size in (WIDE, PHONE):
            self.page.set_viewport_size(size)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{size['width']}.png", full_page=True)
        self.page.set_viewport_size(WIDE)

    # --- as an applicant --------------------------------------------------------------------------

    def start_application(self, agency: str, permit: str) -> None:
        """Step 1 of the wizard: what to apply for."""
        self.visit("/permohonan/ajukan/")
        self.fill({"Dinas/Badan": agency, "Jenis Izin": permit, "Jenis Permohonan": "Baru"})
        self.sees("Persyaratan", "Jangka waktu")
        self.shot("ajukan-1-pilih")
        self.press("Proses")
        self.page.wait_for_url("**/data-pemohon/")

    def go_on(self, to: str) -> None:
        """Press Lanjut and arrive at the step of that address."""
        self.press("Lanjut")
        self.page.wait_for_url(f"**/{to}/")

    def upload(self, requirement: str, file: Path) -> None:
        """Pilih and Upload one file for one requirement."""
        title = self.page.get_by_role("heading", name=label(requirement))
        row = self.page.get_by_role("listitem").filter(has=title)
        row.locator("input[type=file]").set_input_files(file)
        self.press(f"Upload {requirement}", within=row)
        expect(row.get_by_role("link", name=re.compile(rf"^{re.escape(file.name)}"))).to_be_visible()
        expect(row).to_contain_text("Sudah diunggah")

    def declare_and(self, button: str) -> str:
        """Tick the declaration, send, and return the resi of the confirmation page."""
        self.page.get_by_label("Dengan ini saya menyatakan bahwa data yang saya kirim adalah benar dan valid.").check()
        self.press(button)
        self.page.wait_for_url("**/terkirim/")
        resi = self.page.locator(".copyable-value").inner_text()
        assert re.fullmatch(r"[0-9A-F]{6}", resi)
        return resi

    # --- as an officer ----------------------------------------------------------------------------

    def take(self, resi: str) -> None:
        """Open a file from Tugas Saya."""
        self.visit("/petugas/tugas/")
        self.page.get_by_role("link", name=resi, exact=True).click()
        self.page.wait_for_url(re.compile(r"/petugas/tugas/\d+/$"))
        self.sees(resi, "Keputusan")

    def unfold(self, move: str) -> Locator:
        """Open one of the decisions of this desk and return its form."""
        exact = re.compile(rf"^\s*{re.escape(move)}\s*$")
        summary = self.page.locator("summary", has_text=exact)
        summary.click()
        return self.page.locator("details", has=summary).locator("form")

    def decide(self, move: str, answers: Mapping[str, str] | None = None, *, said: str) -> None:
        """Make a decision and read that it was taken."""
        form = self.unfold(move)
        self.fill(answers or {}, within=form)
        self.press(move, within=form)
        self.sees(f": {said}")

    def finds_everything_right(self) -> None:
        """Mark the whole checklist."""
        self.press("Tandai semua sesuai")
        self.sees("Checklist tersimpan.")
