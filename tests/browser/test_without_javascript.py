"""The form and the tracking page in a browser that runs no script."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.pages import Person, label
from tests.browser.papers import sheet
from tests.browser.product import Product
from tests.browser.test_pameran import REQUIREMENTS

PATIENCE = 90_000  # milliseconds
APPLICANT = "pemohon@contoh.test"


@pytest.fixture
def plain(chromium: Browser, product: Product, person: Callable[..., Person]) -> Iterator[Page]:
    """A page without scripts of somebody who has signed in (the captcha of the login page needs one)."""
    cookies = person(APPLICANT).context.cookies()
    context = chromium.new_context(base_url=product.site, java_script_enabled=False, locale="id-ID")
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": product.site} for one in cookies])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def fill(page: Page, answers: dict[str, str]) -> None:
    for name, answer in answers.items():
        field = page.get_by_label(label(name))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=answer)
        else:
            field.fill(answer)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose_place(page: Page) -> None:
    fill(page, {"Jalan": "Jl. Contoh Tepian", "Provinsi": "KALIMANTAN TIMUR"})
    for level, name in (
        ("Kab/Kota", "KOTA SAMARINDA"),
        ("Kecamatan", "SAMARINDA KOTA"),
        ("Kelurahan/Desa", "PELABUHAN"),
    ):
        press(page, "Muat pilihan")
        fill(page, {level: name})
    fill(page, {"Koordinat Lintang": "-0,5022", "Koordinat Bujur": "117,1536"})


def test_an_application_is_written_and_sent_by_plain_forms(plain: Page, tmp_path: Path) -> None:
    plain.goto("/persyaratan/rekomendasi-penyelenggara-pameran/")
    plain.get_by_role("link", name="Ajukan izin ini").first.click()
    fill(plain, {"Jenis Permohonan": "Baru"})
    press(plain, "Proses")
    plain.wait_for_url("**/data-pemohon/")
    press(plain, "Lanjut")
    plain.wait_for_url("**/data-perusahaan/")
    press(plain, "Lanjut")
    plain.wait_for_url("**/lokasi/")
    choose_place(plain)
    press(plain, "Lanjut")
    plain.wait_for_url("**/detail/")
    fill(
        plain,
        {
            "Nama Pameran": "Pameran Tanpa Skrip",
            "Tema Pameran": "Tenun",
            "Jenis Pameran": "Pameran seni dan budaya",
            "Tanggal Mulai": "2027-03-01",
            "Tanggal Selesai": "2027-03-05",
            "Waktu Buka": "09.00 sampai 21.00 WITA",
            "Tempat Pameran": "Lapangan Contoh",
            "Jumlah Peserta / Stan (stan)": "40",
            "Penanggung Jawab di Lapangan": "Rangga Contoh",
            "Nomor Telepon Penanggung Jawab": "080000000003",
        },
    )
    *others, last = REQUIREMENTS
    for requirement in others:
        choose(plain, requirement, sheet(tmp_path, REQUIREMENTS[requirement]))
        press(plain, f"Upload {requirement}")
        expect(row_of(plain, requirement)).to_contain_text("Sudah diunggah")
    choose(plain, last, sheet(tmp_path, REQUIREMENTS[last]))  # goes along with "Lanjut"
    press(plain, "Lanjut")
    plain.wait_for_url(re.compile(r"/periksa/"))  # the last upload left its mark behind the address
    plain.get_by_label("Dengan ini saya menyatakan").check()
    press(plain, "Submit")
    plain.wait_for_url("**/terkirim/")
    resi = plain.locator(".copyable-value").inner_text()

    plain.goto("/monitoring/")
    plain.get_by_label("No Resi").fill(resi)
    press(plain, "Cari")

    assert "Pendaftaran permohonan" in plain.get_by_role("main").inner_text()
    assert resi in plain.get_by_role("main").inner_text()


def row_of(page: Page, requirement: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=label(requirement)))


def choose(page: Page, requirement: str, file: Path) -> None:
    row_of(page, requirement).locator("input[type=file]").set_input_files(file)
