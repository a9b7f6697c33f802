"""A whole application over 50 kB/s that breaks off twice: nothing is lost, every file arrives as it was."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import Person, label
from tests.browser.papers import sheet
from tests.browser.test_pameran import REQUIREMENTS, point_at_village

APPLICANT = "pemohon@contoh.test"
WEAK = {"offline": False, "latency": 80, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
OFFLINE = WEAK | {"offline": True}
OFFLINE_SECONDS = 20
PATIENCE = 90_000  # milliseconds
LARGE = 500_000  # bytes of the proposal: ten seconds of this line


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """Requirement -> file; the proposal is large enough to be cut on its way."""
    files = {requirement: sheet(tmp_path, name) for requirement, name in REQUIREMENTS.items()}
    proposal = files["Proposal Kegiatan"]
    whole = proposal.read_bytes()
    filling = b"%" + os.urandom((LARGE - len(whole)) // 2).hex().encode() + b"\n"  # a comment, which does not shrink
    head = whole.index(b"\n") + 1
    proposal.write_bytes(whole[:head] + filling + whole[head:])
    return files


def line_of(page: Page) -> Callable[[dict[str, Any]], None]:
    """line(WEAK): the page's line is like that from now on, both ways."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def become(conditions: dict[str, Any]) -> None:
        session.send("Network.emulateNetworkConditions", conditions)

    return become


def row_of(page: Page, requirement: str) -> Locator:
    title = page.get_by_role("heading", name=label(requirement))
    return page.get_by_role("listitem").filter(has=title)


def type_without_a_line(page: Page, line: Callable) -> None:
    """The line is lost in the middle of a word; what is typed meanwhile is kept, and sent when it is back."""
    saved = page.locator("[data-saved]")
    page.get_by_label("Telp").fill("")
    page.get_by_label("Telp").press_sequentially("0812", delay=40)
    line(OFFLINE)
    page.get_by_label("Telp").press_sequentially("99990001", delay=40)
    expect(saved).to_contain_text("disimpan di perangkat ini", timeout=PATIENCE)
    page.wait_for_timeout(OFFLINE_SECONDS * 1000)
    line(WEAK)
    expect(saved).to_contain_text("Tersimpan", timeout=PATIENCE)


def fill_place(someone: Person) -> None:
    place = {"Jalan": "Jl. Contoh Tepian", "No": "10", "Kab/Kota": "KOTA SAMARINDA"}
    someone.fill(place | {"Kecamatan": "SAMARINDA KOTA", "Kelurahan/Desa": "PELABUHAN"})
    point_at_village(someone, "PELABUHAN")


def fill_details(someone: Person) -> None:
    begins = dt.date.today() + dt.timedelta(days=60)
    someone.fill(
        {
            "Nama Pameran": "Pameran Kriya Mahakam",
            "Tema Pameran": "Tenun dan ukir sungai",
            "Jenis Pameran": "Pameran seni dan budaya",
            "Tanggal Mulai": begins.isoformat(),
            "Tanggal Selesai": (begins + dt.timedelta(days=4)).isoformat(),
            "Waktu Buka": "setiap hari pukul 09.00 sampai 21.00 WITA",
            "Tempat Pameran": "Lapangan Contoh",
            "Jumlah Peserta / Stan (stan)": "40",
            "Penanggung Jawab di Lapangan": "Rangga Contoh",
            "Nomor Telepon Penanggung Jawab": "080000000003",
        }
    )


def upload_with_a_cut(page: Page, line: Callable, requirement: str, file: Path) -> None:
    """The line is lost when two fifths of the file have gone; the upload goes on by itself from there."""
    row = row_of(page, requirement)
    row.locator("input[type=file]").set_input_files(file)
    row.get_by_role("button", name=f"Upload {requirement}", exact=True).click()
    bar = row.get_by_role("progressbar")
    page.wait_for_function(
        "bar => Number(bar.value ?? bar.getAttribute('aria-valuenow')) >= 40", arg=bar.element_handle()
    )
    line(OFFLINE)
    expect(row).to_contain_text("Sambungan terputus", timeout=PATIENCE)
    page.wait_for_timeout(OFFLINE_SECONDS * 1000)
    line(WEAK)
    expect(row).to_contain_text("Sudah diunggah", timeout=PATIENCE)


def test_an_application_over_a_bad_line_arrives_whole(person: Callable[..., Person], papers: dict[str, Path]) -> None:
    budi = person(APPLICANT)
    page = budi.page
    budi.start_application("Dinas Pariwisata", "Rekomendasi Penyelenggara Pameran (EO)")
    line = line_of(page)
    line(WEAK)

    with budi.losing_the_line():
        type_without_a_line(page, line)
    budi.go_on("data-perusahaan")
    budi.go_on("lokasi")
    fill_place(budi)
    budi.go_on("detail")
    fill_details(budi)
    for requirement, file in papers.items():
        if requirement == "Proposal Kegiatan":
            with budi.losing_the_line():
                upload_with_a_cut(page, line, requirement, file)
        else:
            budi.upload(requirement, file)
    budi.go_on("periksa")
    budi.sees("081299990001")
    resi = budi.declare_and("Submit")

    line(WEAK | {"downloadThroughput": -1, "uploadThroughput": -1, "latency": 0})
    budi.visit(f"/permohonan/{resi}/")
    page.get_by_text("Data dan berkas yang dikirim").click()
    stored = {
        requirement: hashlib.sha256(budi.context.request.get(address_of(page, file)).body()).hexdigest()
        for requirement, file in papers.items()
    }
    assert stored == {
        requirement: hashlib.sha256(file.read_bytes()).hexdigest() for requirement, file in papers.items()
    }


def address_of(page: Page, file: Path) -> str:
    """Where the applicant downloads a document of the sent file."""
    link = page.get_by_role("link", name=file.name).first
    return f"{link.get_attribute('href')}?unduh=1"
