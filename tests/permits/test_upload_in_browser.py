"""Uploads in a real browser on a bad line: what was sent is never sent twice, and the file arrives whole."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from files.models import Upload
from permits.models import StoredFile
from tests.permits.conftest import PDF

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PATIENCE = 120_000  # milliseconds; a weak line on a busy machine
WEAK = {"offline": False, "latency": 80, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
OFFLINE = WEAK | {"offline": True}


@pytest.fixture
def page(monkeypatch: Any, live_server: Any, client_of: Callable, budi: Any) -> Iterator[Page]:
    """File Saya as Budi sees it, signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    session = client_of(budi).cookies["sessionid"].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{live_server.url}/file-saya/")
        yield page
        browser.close()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A PDF of about 1 MB that does not compress."""
    path = tmp_path / "KTP_Direktur.pdf"
    path.write_bytes(PDF[:9] + b"%" + os.urandom(500_000).hex().encode() + b"\n" + PDF[9:])
    return path


def choose(page: Page, *paths: Path) -> None:
    if not page.locator("dialog[open]").count():
        page.get_by_role("link", name="Upload File").click()
    page.get_by_label("Berkas", exact=True).set_input_files([str(path) for path in paths])


def send(page: Page) -> None:
    page.get_by_role("button", name="Upload", exact=True).click()


def arrived() -> int:
    return Upload.objects.get().offset


def wait_for_bytes(page: Page, least: int) -> None:
    for _ in range(PATIENCE // 200):
        page.wait_for_timeout(200)
        if Upload.objects.filter(offset__gte=least).exists():
            return
    raise AssertionError(f"fewer than {least} bytes arrived")


@pytest.fixture
def line(page: Page) -> Callable[[dict[str, Any]], None]:
    """line(WEAK): the line is like that from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def become(conditions: dict[str, Any]) -> None:
        session.send("Network.emulateNetworkConditions", conditions)

    return become


def is_whole(path: Path) -> bool:
    data = path.read_bytes()
    blob = StoredFile.objects.get(name=path.name).blob
    return blob.sha256 == hashlib.sha256(data).hexdigest() == hashlib.sha256(blob.file.open().read()).hexdigest()


def test_an_upload_survives_a_weak_and_a_lost_line(page: Page, line: Callable, scan: Path) -> None:
    line(WEAK)
    choose(page, scan)
    send(page)
    wait_for_bytes(page, 256 * 1024)
    line(OFFLINE)
    expect(page.get_by_text("Sambungan terputus")).to_be_visible(timeout=PATIENCE)
    kept = arrived()

    line(WEAK)

    expect(page.get_by_role("link", name="KTP_Direktur.pdf (membuka tab baru)")).to_be_visible(timeout=PATIENCE)
    assert 0 < kept < scan.stat().st_size
    assert Upload.objects.count() == 1  # the same one to the end
    assert is_whole(scan)


def test_an_upload_goes_on_after_the_page_was_loaded_again(page: Page, line: Callable, scan: Path) -> None:
    line(WEAK)
    choose(page, scan)
    send(page)
    wait_for_bytes(page, 256 * 1024)
    page.reload()
    line(WEAK | {"uploadThroughput": -1, "downloadThroughput": -1})

    choose(page, scan)
    send(page)

    expect(page.get_by_role("link", name="KTP_Direktur.pdf (membuka tab baru)")).to_be_visible(timeout=PATIENCE)
    assert Upload.objects.count() == 1
    assert is_whole(scan)


def test_an_upload_is_cancelled_for_good(page: Page, line: Callable, scan: Path) -> None:
    line(WEAK)
    choose(page, scan)
    send(page)
    expect(page.get_by_role("progressbar", name="Kemajuan unggah")).to_be_visible()
    wait_for_bytes(page, 1)

    page.get_by_role("button", name="Batalkan").click()

    expect(page.get_by_text("Upload dibatalkan.")).to_be_visible()
    for _ in range(300):
        page.wait_for_timeout(100)
        if not Upload.objects.exists():
            break
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_cancelled_upload_is_gone_although_the_server_still_held_its_last_part(
    page: Page, line: Callable, scan: Path
) -> None:
    asked: list[str] = []

    def busy_once(route: Route) -> None:
        if route.request.method != "DELETE":
            route.continue_()
            return
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=423, headers={"Tus-Resumable": "1.0.0"}, json={"error": "Sedang dipakai."})
        else:
            route.continue_()

    page.route("**/unggah/*/", busy_once)
    line(WEAK)
    choose(page, scan)
    send(page)
    wait_for_bytes(page, 1)

    with page.expect_response(
        lambda answer: answer.request.method == "DELETE" and answer.status == 204, timeout=PATIENCE
    ):
        page.get_by_role("button", name="Batalkan").click()

    assert len(asked) >= 2
    assert not Upload.objects.exists()


def test_several_files_go_one_after_another(page: Page, tmp_path: Path) -> None:
    paths = [tmp_path / f"surat {n}.pdf" for n in (1, 2, 3)]
    for n, path in enumerate(paths):
        path.write_bytes(PDF + b"%" + str(n).encode() + b"\nstartxref\n9\n%%EOF\n")

    choose(page, *paths)
    send(page)

    expect(page.get_by_role("link", name="surat 3.pdf (membuka tab baru)")).to_be_visible()
    assert all(is_whole(path) for path in paths)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("kosong.pdf", b"", "kosong (0 byte)"),
        ("program.exe", b"MZ" + b"\0" * 2000, "Berkas program.exe (2 KB) tidak dapat diterima di sini: jenisnya EXE"),
        ("samaran.pdf", b"MZ" + b"\0" * 2000, "isinya bukan PDF yang benar"),
        ("besar.pdf", b"%PDF-1.4" + b"\0" * (50 * 1024 * 1024), "melebihi batas 50 MB"),
    ],
)
def test_a_bad_file_is_told_as_it_is_chosen(page: Page, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    choose(page, path)

    expect(page.locator("[data-upload-form] [data-upload-message]")).to_contain_text(says)
    assert not Upload.objects.exists()
