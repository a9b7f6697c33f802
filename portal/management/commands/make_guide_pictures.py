"""Photographs the running demo for the user guide; for developers, with the browser of the tests.

    python manage.py make_guide_pictures --site http://127.0.0.1:8000

The pictures lie in static/pdf/guide/ and are committed. A chapter shows one by the line ![caption](name).
"""

from argparse import ArgumentParser
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from portal.help.guide import PICTURES

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
SIZE = {"width": 1160, "height": 700}
PERSON, PASSWORD = "pemohon@contoh.test", "Kaltim2026!"  # noqa: S105 (of the demo only)
COLOURS = 128


class Command(BaseCommand):
    help = "Memotret layanan demo yang sedang berjalan untuk buku panduan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Perintah ini memerlukan playwright dari lingkungan pengembangan.") from error
        PICTURES.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE, reduced_motion="reduce", base_url=options["site"])  # type: ignore[arg-type]
            for name, step in WALK.items():
                step(page)
                page.wait_for_load_state("networkidle")
                size = _keep(name, page.screenshot())
                self.stdout.write(f"{name}.png: {size // 1024} KB")
            browser.close()


def _keep(name: str, picture: bytes) -> int:
    """Write the picture with few colours, which is a third of its size, and return that size."""
    path = PICTURES / f"{name}.png"
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    return path.stat().st_size


def _open(address: str) -> Callable[["Page"], None]:
    def step(page: "Page") -> None:
        page.goto(address)

    return step


def _sign_in_and_apply(page: "Page") -> None:
    page.get_by_label("NIK / Email").fill(PERSON)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Saya bukan robot").check()
    page.get_by_text("Terverifikasi").wait_for()
    page.get_by_role("button", name="Login", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto("/permohonan/ajukan/")


def _place(page: "Page") -> None:
    address = page.locator("a.draft-name").first.get_attribute("href")
    page.goto(f"{address}lokasi/")
    page.get_by_role("heading", name="Titik koordinat").evaluate("title => window.scrollTo(0, title.offsetTop - 80)")


def _revision(page: "Page") -> None:
    page.goto("/revisi/")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()


def _file(page: "Page") -> None:
    page.goto("/permohonan/")
    page.get_by_role("row").filter(has_text="Proses").get_by_role("link").first.click()


WALK: dict[str, Callable[["Page"], None]] = {
    "portal": _open("/"),
    "masuk": _open("/masuk/"),
    "pengajuan": _sign_in_and_apply,
    "lokasi": _place,
    "permohonan-saya": _open("/permohonan/"),
    "rincian": _file,
    "revisi": _revision,
}
