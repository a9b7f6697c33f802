"""PDFs are really opened: locked and broken ones are refused with the way to mend them."""

import datetime as dt
import io
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from eptsp.lib.errors import DomainError
from files import opening
from files.actions import store

pytestmark = pytest.mark.django_db


def locked(pdf: bytes, *, owner: str, user: str) -> bytes:
    """The same document behind passwords."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf), strict=False))
    writer.encrypt(owner_pass=owner, user_pass=user)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_needs_a_password_is_refused_with_the_way_out(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    data = locked(pdf, owner="pemilik", user="rahasia")

    with pytest.raises(DomainError) as refusal:
        store(upload("ktp.pdf", data), now=now)

    assert "terkunci dengan kata sandi" in refusal.value.message
    assert "pilih Cetak lalu Simpan sebagai PDF" in refusal.value.message


def test_a_pdf_that_anybody_may_open_is_taken_although_it_forbids_changes(
    upload: Any, pdf: bytes, now: dt.datetime
) -> None:
    data = locked(pdf, owner="pemilik", user="")

    assert store(upload("ktp.pdf", data), now=now).size == len(data)


def test_a_pdf_with_both_ends_and_nothing_between_is_broken(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    data = pdf[:20] + b"\0" * 500 + b"\nstartxref\n9\n%%EOF\n"

    with pytest.raises(DomainError, match="rusak atau terpotong; simpan ulang"):
        store(upload("ktp.pdf", data), now=now)


def test_a_pdf_without_pages_is_broken(upload: Any, now: dt.datetime) -> None:
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"

    with pytest.raises(DomainError, match="rusak"):
        store(upload("ktp.pdf", data), now=now)


def test_a_pdf_that_takes_for_ever_is_refused(upload: Any, pdf: bytes, now: dt.datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr(opening, "SECONDS", 0.01)

    with pytest.raises(DomainError, match="terlalu rumit"):
        store(upload("ktp.pdf", pdf), now=now)


def test_a_gif_of_many_huge_frames_is_refused_or_small_in_memory(upload: Any, now: dt.datetime) -> None:
    # logical screen of 65535 x 65535 in 6 + 7 bytes, one frame as large
    screen = b"GIF89a" + b"\xff\xff\xff\xff" + b"\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x44\x01\x00"

    with pytest.raises(DomainError, match="melebihi 80 juta piksel"):
        store(upload("bom.gif", screen + frame * 50 + b"\x3b"), now=now)
