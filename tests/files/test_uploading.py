"""Uploads in parts: the protocol, its refusals, what survives a broken line, and two at once."""

import base64
import datetime as dt
import hashlib
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.http import UnreadablePostError
from django.test import Client

from eptsp.lib.errors import DomainError
from files import uploading
from files.actions import TryLater
from files.models import Blob, Upload, parts_folder
from files.tasks import sweep_files

pytestmark = pytest.mark.django_db

URL = "/unggah/"
PART = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Client:
    """Budi, signed in."""
    return client_of(budi)


def begin(client: Client, size: int, name: str = "ktp.pdf", **headers: str) -> Any:
    return client.post(
        URL,
        content_type="application/octet-stream",
        headers=TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {packed(name)}"} | headers,
    )


def patch(client: Client, url: str, offset: int | str, data: bytes, **headers: str) -> Any:
    return client.patch(url, data, content_type=PART, headers=TUS | {"Upload-Offset": str(offset)} | headers)


def head(client: Client, url: str) -> Any:
    return client.head(url, headers=TUS)


def sent(client: Client, data: bytes, *, step: int = 100, name: str = "ktp.pdf") -> str:
    """Send everything in parts; return the address of the upload."""
    url = begin(client, len(data), name)["Location"]
    for at in range(0, len(data), step):
        assert patch(client, url, at, data[at : at + step]).status_code == 204
    return url


def key_of(url: str) -> Any:
    return Upload.objects.get(key=url.strip("/").split("/")[-1]).key


# --- the protocol


def test_options_say_what_we_can(browser: Client) -> None:
    answer = browser.options(URL)

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Max-Size"] == str(50 * 1024 * 1024)
    assert answer["Tus-Extension"] == "creation,termination,expiration,checksum"


def test_a_new_upload_has_an_address_and_nothing_yet(browser: Client) -> None:
    answer = begin(browser, 500, "KTP Direktur.pdf")

    assert answer.status_code == 201
    assert answer["Tus-Resumable"] == "1.0.0"
    assert Upload.objects.get().name == "KTP Direktur.pdf"
    state = head(browser, answer["Location"])
    assert (state["Upload-Offset"], state["Upload-Length"]) == ("0", "500")
    assert "no-store" in state["Cache-Control"]


def test_parts_arrive_one_after_another(browser: Client, budi: Any, pdf: bytes, now: dt.datetime) -> None:
    url = sent(browser, pdf)

    assert head(browser, url)["Upload-Offset"] == str(len(pdf))
    claimed = uploading.claim(key_of(url), by=budi, now=now)
    assert claimed.blob.sha256 == hashlib.sha256(pdf).hexdigest()
    assert claimed.blob.file.open().read() == pdf


def test_the_parts_have_a_random_name_and_are_not_readable_by_all(browser: Client) -> None:
    begin(browser, 500, "rahasia.pdf")

    (path,) = parts_folder().iterdir()
    assert "rahasia" not in path.name
    assert len(path.name) == 32
    assert path.stat().st_mode & 0o077 == 0


def test_a_wrong_offset_conflicts(browser: Client, pdf: bytes) -> None:
    url = begin(browser, len(pdf))["Location"]
    patch(browser, url, 0, pdf[:100])

    assert patch(browser, url, 0, pdf[:100]).status_code == 409
    assert patch(browser, url, 101, pdf[101:]).status_code == 409
    assert head(browser, url)["Upload-Offset"] == "100"


def test_more_than_was_announced_is_refused(browser: Client, pdf: bytes) -> None:
    url = begin(browser, 100)["Location"]

    assert patch(browser, url, 0, pdf[:101]).status_code == 413
    assert head(browser, url)["Upload-Offset"] == "0"


def test_an_upload_can_be_thrown_away(browser: Client, pdf: bytes, django_capture_on_commit_callbacks: Any) -> None:
    url = begin(browser, len(pdf))["Location"]
    patch(browser, url, 0, pdf[:100])

    with django_capture_on_commit_callbacks(execute=True):
        assert browser.delete(url, headers=TUS).status_code == 204
    assert head(browser, url).status_code == 404
    assert list(parts_folder().iterdir()) == []


def test_a_method_may_be_named_in_a_header(browser: Client, pdf: bytes) -> None:
    url = begin(browser, len(pdf))["Location"]
    headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}

    assert browser.post(url, pdf, content_type=PART, headers=headers).status_code == 204
    assert browser.post(url, pdf, content_type=PART, headers=TUS).status_code == 405


def test_a_checksum_is_held_against_the_part(browser: Client, pdf: bytes) -> None:
    url = begin(browser, len(pdf))["Location"]
    right = base64.b64encode(hashlib.sha256(pdf[:100]).digest()).decode()

    wrong = patch(browser, url, 0, b"%PDF-9" + pdf[6:100], **{"Upload-Checksum": f"sha256 {right}"})
    assert (wrong.status_code, head(browser, url)["Upload-Offset"]) == (460, "0")
    assert patch(browser, url, 0, pdf[:100], **{"Upload-Checksum": f"sha256 {right}"}).status_code == 204
    assert patch(browser, url, 100, pdf[100:], **{"Upload-Checksum": f"md5 {right}"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Upload-Length": ""}, {"Upload-Length": "-1"}, {"Upload-Length": "²"}, {"Upload-Length": "9" * 16}]
    + [{"Upload-Metadata": "filename !!"}, {"Upload-Metadata": "filename /w=="}],
)
def test_a_bad_head_is_refused(browser: Client, headers: dict[str, str]) -> None:
    assert begin(browser, 10, **headers).status_code == 400


def test_another_version_and_another_type_are_refused(browser: Client, pdf: bytes) -> None:
    url = begin(browser, len(pdf))["Location"]

    assert begin(browser, 10, **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert browser.head(url).status_code == 412
    assert browser.patch(url, pdf, content_type="text/plain", headers=TUS | {"Upload-Offset": "0"}).status_code == 415
    assert patch(browser, url, "x", pdf).status_code == 400
    assert browser.get(url).status_code == 405


# --- who


def test_a_stranger_is_told_to_sign_in(client: Client, browser: Client) -> None:
    url = begin(browser, 10)["Location"]

    assert begin(client, 10).status_code == 401
    assert "Masuk lagi" in patch(client, url, 0, b"x").json()["error"]


def test_the_upload_of_another_does_not_exist(browser: Client, client_of: Callable, citra: Any, pdf: bytes) -> None:
    url, stranger = begin(browser, len(pdf))["Location"], client_of(citra)

    assert head(stranger, url).status_code == 404
    assert patch(stranger, url, 0, pdf).status_code == 404
    assert stranger.delete(url, headers=TUS).status_code == 404
    assert head(browser, url)["Upload-Offset"] == "0"


def test_without_the_token_nothing_is_written(budi: Any, pdf: bytes) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(budi)

    assert begin(strict, len(pdf)).status_code == 403


# --- limits


@pytest.mark.parametrize(("size", "says"), [(0, "kosong (0 byte)"), (50 * 1024 * 1024 + 1, "melebihi batas 50 MB")])
def test_size_is_judged_before_the_first_byte(browser: Client, size: int, says: str) -> None:
    answer = begin(browser, size)

    assert answer.status_code == 413
    assert answer.json()["error"].startswith("Berkas ktp.pdf")
    assert says in answer.json()["error"]
    assert not Upload.objects.exists()


def test_a_full_library_takes_no_new_upload(browser: Client, settings: Any) -> None:
    settings.LIBRARY_MAX_BYTES = 1000

    answer = begin(browser, 1001)

    assert answer.status_code == 413
    assert "sisa ruang File Saya 1000 byte" in answer.json()["error"]


def test_there_is_an_end_to_unfinished_uploads(browser: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(uploading, "MOST_UNFINISHED", 2)
    begin(browser, 10)
    begin(browser, 10)

    assert "2 unggahan yang belum selesai" in begin(browser, 10).json()["error"]


def test_the_first_kilobyte_tells_a_program(browser: Client, django_capture_on_commit_callbacks: Any) -> None:
    url = begin(browser, 1_000_000, "surat.pdf")["Location"]

    with django_capture_on_commit_callbacks(execute=True):
        answer = patch(browser, url, 0, b"MZ" + b"\0" * 4000)

    assert answer.status_code == 415
    assert "surat.pdf (976,6 KB) tidak dapat diterima: isinya program (EXE)" in answer.json()["error"]
    assert head(browser, url).status_code == 404
    assert list(parts_folder().iterdir()) == []


def test_a_type_is_told_although_the_first_part_is_tiny(browser: Client) -> None:
    url = begin(browser, 5000)["Location"]

    assert patch(browser, url, 0, b"MZ").status_code == 204
    assert patch(browser, url, 2, b"\0" * 2000).status_code == 415


# --- broken lines


class BreakingLine:
    """A body of which only the beginning arrives; then the line breaks."""

    def __init__(self, data: bytes, *, silently: bool = False) -> None:
        self.data, self.silently = data, silently

    def read(self, size: int = -1, /) -> bytes:
        piece, self.data = self.data[: min(size, 40)], self.data[min(size, 40) :]
        if not piece and not self.silently:
            raise UnreadablePostError("connection reset")
        return piece


@pytest.mark.parametrize("silently", [False, True])
def test_what_has_arrived_of_a_cut_part_stays(
    silently: bool, browser: Client, budi: Any, pdf: bytes, now: dt.datetime
) -> None:
    url = begin(browser, len(pdf))["Location"]
    cut = len(pdf) * 9 // 10
    body = BreakingLine(pdf[:cut], silently=silently)

    uploading.append(key_of(url), offset=0, length=len(pdf), body=body, by=budi, now=now, checksum=None)

    assert head(browser, url)["Upload-Offset"] == str(cut)
    assert patch(browser, url, cut, pdf[cut:]).status_code == 204
    assert uploading.claim(key_of(url), by=budi, now=now).blob.sha256 == hashlib.sha256(pdf).hexdigest()


def test_bytes_that_no_row_knows_are_written_again(browser: Client, budi: Any, pdf: bytes, now: dt.datetime) -> None:
    url = begin(browser, len(pdf))["Location"]
    patch(browser, url, 0, pdf[:100])
    with Upload.objects.get().path.open("ab") as file:
        file.write(b"written by a process that died before it could say so")

    patch(browser, url, 100, pdf[100:])

    assert uploading.claim(key_of(url), by=budi, now=now).blob.file.open().read() == pdf


def test_an_unfinished_upload_is_not_a_file(browser: Client, budi: Any, pdf: bytes, now: dt.datetime) -> None:
    url = begin(browser, len(pdf))["Location"]
    patch(browser, url, 0, pdf[:-10])

    with pytest.raises(TryLater, match="belum terkirim seluruhnya"):
        uploading.claim(key_of(url), by=budi, now=now)

    assert not Blob.objects.exists()


def test_claiming_twice_gives_the_same_file(browser: Client, budi: Any, pdf: bytes, now: dt.datetime) -> None:
    url = sent(browser, pdf)
    first = uploading.claim(key_of(url), by=budi, now=now)

    second = uploading.claim(key_of(url), by=budi, now=now)

    assert (second.blob, first.again, second.again) == (first.blob, False, True)


def test_a_file_that_is_refused_in_the_end_leaves_nothing(
    browser: Client, budi: Any, pdf: bytes, now: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    url = sent(browser, pdf[:-30])

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(DomainError, match="rusak atau terpotong"):
        uploading.claim(key_of(url), by=budi, now=now)

    assert head(browser, url).status_code == 404
    assert list(parts_folder().iterdir()) == []


def test_a_scanner_that_is_off_costs_no_second_upload(
    browser: Client, budi: Any, pdf: bytes, settings: Any, now: dt.datetime
) -> None:
    settings.FILE_SCANNER, settings.CLAMD_ADDRESS = "files.scanning.clamd", "127.0.0.1:9"
    url = sent(browser, pdf)

    with pytest.raises(TryLater, match="Coba unggah lagi"):
        uploading.claim(key_of(url), by=budi, now=now)

    settings.FILE_SCANNER = ""
    assert uploading.claim(key_of(url), by=budi, now=now).blob.size == len(pdf)


# --- sweeping


def test_an_expired_upload_is_gone_and_swept(browser: Client, pdf: bytes, now: dt.datetime) -> None:
    url = begin(browser, len(pdf))["Location"]
    alive = begin(browser, len(pdf))["Location"]
    Upload.objects.filter(key=key_of(url)).update(expires_at=now - dt.timedelta(seconds=1))

    assert head(browser, url).status_code == 404
    sweep_files()

    assert Upload.objects.get().key == key_of(alive)


def test_old_parts_without_a_row_are_swept(browser: Client, now: dt.datetime) -> None:
    begin(browser, 10)
    stray = parts_folder() / ("0" * 32)
    stray.write_bytes(b"x")
    old = (now - dt.timedelta(days=2)).timestamp()
    os.utime(stray, (old, old))

    uploading.sweep_uploads(now=now)

    assert [path.name for path in parts_folder().iterdir()] == [Upload.objects.get().token]


# --- two at once


class SlowLine:
    """A body that stops after its first bytes until the other request has been answered."""

    def __init__(self, data: bytes, started: threading.Event, other_is_done: threading.Event) -> None:
        self.data, self.started, self.other_is_done = data, started, other_is_done

    def read(self, size: int = -1, /) -> bytes:
        self.started.set()
        self.other_is_done.wait(timeout=5)
        piece, self.data = self.data[:size], self.data[size:]
        return piece


def race(key: Any, owner: Any, now: dt.datetime) -> Exception | Upload:
    """Send the same part while another request is still sending it; return what the second one was told."""
    started, done = threading.Event(), threading.Event()

    def slow() -> None:
        with suppress(Exception):
            body = SlowLine(b"A" * 100, started, done)
            uploading.append(key, offset=0, length=100, body=body, by=owner, now=now, checksum=None)
        connection.close()

    first = threading.Thread(target=slow)
    first.start()
    started.wait(timeout=5)
    try:
        body = BreakingLine(b"B" * 100, silently=True)
        return uploading.append(key, offset=0, length=100, body=body, by=owner, now=now, checksum=None)
    except uploading.Busy as error:
        return error
    finally:
        done.set()
        first.join(timeout=10)


@pytest.mark.django_db(transaction=True)
def test_two_parts_at_once_do_not_mix(browser: Client, budi: Any, now: dt.datetime) -> None:
    key = key_of(begin(browser, 5000)["Location"])

    told = race(key, budi, now)

    upload = Upload.objects.get()
    assert isinstance(told, uploading.Busy)
    assert (upload.offset, upload.path.read_bytes()) == (100, b"A" * 100)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_believe_they_wrote(
    browser: Client, budi: Any, now: dt.datetime, monkeypatch: Any
) -> None:
    key = key_of(begin(browser, 5000)["Location"])
    monkeypatch.setattr(uploading, "_hold", lambda key, *, by, now: Upload.objects.get(key=key))

    told = race(key, budi, now)

    assert isinstance(told, Upload)  # told that its bytes are kept
    assert Upload.objects.get().path.read_bytes() == b"A" * 100  # they are not
