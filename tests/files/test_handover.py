"""How a file leaves the house."""

import datetime as dt
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory

from files.actions import store_bytes
from files.handover import respond
from files.models import Blob

pytestmark = pytest.mark.django_db

DATA = b"%PDF-1.7 0123456789"  # 19 bytes


@pytest.fixture
def blob(now: dt.datetime) -> Blob:
    """A short "PDF" of 19 bytes."""
    return store_bytes(DATA, content_type="application/pdf", now=now)


def get(blob: Blob, *, filename: str = "izin.pdf", inline: bool = True, **headers: str) -> Any:
    request = RequestFactory().get("/x", headers=headers)
    return respond(blob, filename=filename, inline=inline, request=request)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_pdf_is_shown_in_the_page(blob: Blob) -> None:
    response = get(blob)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="izin.pdf"'
    assert response["Content-Length"] == "19"
    assert body(response) == DATA


def test_a_file_is_an_attachment_unless_asked(blob: Blob) -> None:
    assert get(blob, inline=False)["Content-Disposition"].startswith("attachment")


def test_a_drawing_is_never_shown_in_the_page(now: dt.datetime) -> None:
    blob = store_bytes(b"AC1032", content_type="image/vnd.dwg", now=now)

    assert get(blob, filename="denah.dwg")["Content-Disposition"] == 'attachment; filename="denah.dwg"'


def test_every_answer_is_guarded(blob: Blob) -> None:
    for response in (get(blob), get(blob, if_none_match=f'"{blob.sha256}"'), get(blob, range="bytes=0-1")):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ('a"; x=".pdf', 'inline; filename="a_; x=_.pdf"'),
        ("a\r\nSet-Cookie: x.pdf", 'inline; filename="a Set-Cookie_ x.pdf"'),
        ("Bébé.pdf", "inline; filename*=utf-8''B%C3%A9b%C3%A9.pdf"),
        ("ktp.exe", 'inline; filename="ktp.exe.pdf"'),
        ("../../ktp", 'inline; filename="ktp.pdf"'),
    ],
)
def test_a_file_name_cannot_break_the_header(filename: str, header: str, blob: Blob) -> None:
    assert get(blob, filename=filename)["Content-Disposition"] == header


def test_an_unchanged_file_is_not_sent_again(blob: Blob) -> None:
    first = get(blob)
    second = get(blob, if_none_match=first["ETag"])

    assert second.status_code == 304
    assert second["ETag"] == first["ETag"]
    assert not second.content


@pytest.mark.parametrize(
    ("asked", "part", "content_range"),
    [
        ("bytes=0-3", b"%PDF", "bytes 0-3/19"),
        ("bytes=9-", b"0123456789", "bytes 9-18/19"),
        ("bytes=-4", b"6789", "bytes 15-18/19"),
        ("bytes=15-500", b"6789", "bytes 15-18/19"),
        ("bytes=-500", DATA, "bytes 0-18/19"),
    ],
)
def test_a_weak_line_gets_the_part_it_asks_for(asked: str, part: bytes, content_range: str, blob: Blob) -> None:
    response = get(blob, range=asked)

    assert response.status_code == 206
    assert response["Content-Range"] == content_range
    assert response["Content-Length"] == str(len(part))
    assert body(response) == part


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "bytes=-", "lines=1-2", "bytes=5-2", "bytes=a-b", ""])
def test_a_range_that_makes_no_sense_gets_the_whole_file(asked: str, blob: Blob) -> None:
    response = get(blob, range=asked)

    assert response.status_code == 200
    assert body(response) == DATA


@pytest.mark.parametrize("asked", ["bytes=19-", "bytes=100-200", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(asked: str, blob: Blob) -> None:
    response = get(blob, range=asked)

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */19"


def test_a_range_of_an_older_file_gets_the_whole_new_one(blob: Blob) -> None:
    assert get(blob, range="bytes=0-3", if_range='"older"').status_code == 200


def test_the_web_server_sends_the_bytes_where_it_can(blob: Blob, settings: Any) -> None:
    settings.X_ACCEL_PREFIX = "/berkas-internal/"

    response = get(blob)

    assert response["X-Accel-Redirect"] == f"/berkas-internal/{blob.file.name}"
    assert response["Content-Type"] == "application/pdf"
    assert not response.content


def test_lost_bytes_are_a_404(blob: Blob) -> None:
    blob.file.storage.delete(blob.file.name)

    with pytest.raises(Http404):
        get(blob)
