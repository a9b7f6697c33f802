"""What may come in, and what a refused person reads."""

import datetime as dt
import hashlib
import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import ImageFile

from eptsp.lib.errors import DomainError
from files.actions import DEFAULT_TYPES, store, store_bytes
from files.models import Blob

pytestmark = pytest.mark.django_db

RULES = "Jenis yang diterima: PDF, JPG, PNG, GIF; ukuran paling besar 50 MB."


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head claims any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def gif_claiming(screen: tuple[int, int], frame: tuple[int, int]) -> bytes:
    """A GIF of a few bytes whose screen and whose only frame claim any sizes, each for itself."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x02\x44\x01\0;"


def zip_of(name: str = "a.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "halo")
    return out.getvalue()


def test_a_pdf_is_kept_with_hash_size_and_type(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)

    blob.refresh_from_db()
    assert (blob.content_type, blob.size, blob.created_at) == ("application/pdf", len(pdf), now)
    assert blob.sha256 == hashlib.sha256(pdf).hexdigest()
    assert blob.file.open().read() == pdf


def test_the_name_on_disk_says_nothing(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)

    assert "ktp" not in blob.file.name
    assert len(Path(blob.file.name).name) == 32


@pytest.mark.parametrize(("form", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif")])
def test_a_picture_is_kept(
    form: str, content_type: str, upload: Any, picture: Callable[..., bytes], now: dt.datetime
) -> None:
    blob = store(upload("foto", picture(form)), now=now)

    assert blob.content_type == content_type
    assert blob.is_image


def test_the_content_decides_not_the_name(upload: Any, picture: Callable[..., bytes], now: dt.datetime) -> None:
    assert store(upload("ktp.pdf", picture("PNG"), "application/pdf"), now=now).content_type == "image/png"


def test_a_pdf_may_begin_with_blanks(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    assert store(upload("a.pdf", b"\xef\xbb\xbf\r\n" + pdf), now=now).content_type == "application/pdf"


def test_a_photo_with_a_telephones_trailer_is_kept(
    upload: Any, picture: Callable[..., bytes], now: dt.datetime
) -> None:
    data = picture("JPEG") + b"SEFT" + b"\0" * 5000

    assert store(upload("foto.jpg", data), now=now).content_type == "image/jpeg"


def test_dwg_is_taken_only_when_asked(upload: Any, now: dt.datetime) -> None:
    data = b"AC1032\0\0\0\0\0" + b"\x01" * 200

    with pytest.raises(DomainError, match="isinya DWG"):
        store(upload("denah.dwg", data), now=now)
    blob = store(upload("denah.dwg", data), now=now, allowed=DEFAULT_TYPES | {"DWG"})

    assert blob.content_type == "image/vnd.dwg"
    assert not blob.is_image


def test_an_unknown_type_in_the_catalogue_is_a_programmers_error(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    with pytest.raises(ValueError, match="DOCX"):
        store(upload("a.pdf", pdf), now=now, allowed={"DOCX"})


def test_an_empty_file_is_refused(upload: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError) as refusal:
        store(upload("ktp.pdf", b""), now=now)

    assert refusal.value.message == "Berkas ktp.pdf kosong (0 byte). Pilih berkas lain; ukuran paling besar 50 MB."


def test_a_file_of_51_mb_is_refused_before_it_is_read(now: dt.datetime, tmp_path: Path) -> None:
    path = tmp_path / "besar"
    with path.open("wb") as out:
        out.truncate(51 * 1024 * 1024)

    with path.open("rb") as content, pytest.raises(DomainError) as refusal:
        store(File(content, name="denah.pdf"), now=now)

    assert refusal.value.message == (
        "Berkas denah.pdf berukuran 51 MB, melebihi batas 50 MB. Perkecil berkas lalu unggah kembali."
    )


def test_one_byte_too_many_does_not_look_like_the_limit(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match=r"berukuran 1,1 MB, melebihi batas 1 MB"):
        store(upload("a.pdf", pdf + b"\n" * (1024 * 1024 + 1 - len(pdf))), now=now, max_bytes=1024 * 1024)


def test_a_file_of_exactly_the_limit_is_kept(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    data = pdf.replace(b"%%EOF", b"%" * 2000 + b"\n%%EOF")

    assert store(upload("a.pdf", data), now=now, max_bytes=len(data)).size == len(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90\x00" + b"\0" * 500, r"isinya program \(EXE\)"),
        (b"\x7fELF" + b"\0" * 500, r"isinya program \(EXE\)"),
        (b"<!DOCTYPE html><html></html>", r"isinya halaman web \(HTML\)"),
        (b"\n <script>alert(1)</script>", r"isinya halaman web \(HTML\)"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "isinya gambar SVG"),
        (b'<?xml version="1.0"?>\n<!-- a -->\n<svg/>', "isinya gambar SVG"),
        (b"#!/bin/sh\nrm -rf /\n", "isinya skrip program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "isinya dokumen Office lama"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "isinya foto HEIC"),
        (b"halo, ini bukan dokumen", "isinya"),
    ],
)
def test_a_disguised_file_is_refused_by_its_content(data: bytes, said: str, upload: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match=said) as refusal:
        store(upload("ktp.pdf", data, "application/pdf"), now=now)

    assert refusal.value.message.startswith("Berkas ktp.pdf (")
    assert refusal.value.message.endswith(RULES)
    assert not Blob.objects.exists()


def test_a_zip_is_refused(upload: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match="isinya arsip ZIP atau dokumen Office"):
        store(upload("ktp.pdf", zip_of()), now=now)


def polyglots(pdf: bytes, gif: bytes, jpeg: bytes) -> dict[str, bytes]:
    """Files that two programs read differently."""
    return {
        "program before PDF": b"MZ" + b"\0" * 200 + pdf,
        "page before PDF": b"<html><script>alert(1)</script>" + pdf,
        "archive before PDF": zip_of() + pdf,
        "archive behind PDF": pdf + zip_of(),
        "page in PDF": pdf[:9] + b"<html><script>alert(1)</script>" + pdf[9:],
        "archive behind GIF": gif + zip_of("a.class"),
        "page in JPEG": jpeg[:2] + b"\xff\xfe\x00\x1b<script>alert(1)</script>" + jpeg[2:],
        "PDF in JPEG": jpeg[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + jpeg[2:],
        "tar around PDF": (pdf[:15] + b"\n%" + b" " * 300)[:257] + b"ustar" + pdf[15:],
    }


@pytest.mark.parametrize("face", polyglots(b"%PDF-1.4 ......", b"GIF89a", b"\xff\xd8"))
def test_a_file_with_two_faces_is_refused(
    face: str, upload: Any, pdf: bytes, picture: Callable[..., bytes], now: dt.datetime
) -> None:
    data = polyglots(pdf, picture("GIF"), picture("JPEG"))[face]

    with pytest.raises(DomainError, match="tersembunyi|isinya"):
        store(upload("ktp.pdf", data), now=now)


def test_a_pdf_cut_short_is_refused(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match="rusak atau terpotong"):
        store(upload("ktp.pdf", pdf[: len(pdf) // 2]), now=now)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF"])
def test_a_picture_cut_short_is_refused(
    form: str, upload: Any, picture: Callable[..., bytes], now: dt.datetime
) -> None:
    data = picture(form, (300, 300))

    with pytest.raises(DomainError, match="rusak atau terpotong"):
        store(upload("foto", data[: len(data) - 30]), now=now)


def test_a_picture_bomb_is_refused_by_what_it_claims(upload: Any, now: dt.datetime) -> None:
    for width, height in [(9000, 9000), (60_000, 60_000)]:
        with pytest.raises(DomainError, match="melebihi 80 juta piksel"):
            store(upload("foto.png", png_claiming(width, height)), now=now)


@pytest.mark.parametrize(
    ("screen", "frame"), [((60_000, 60_000), (1, 1)), ((1, 1), (60_000, 60_000)), ((1, 1), (9_000, 9_000))]
)
def test_a_gif_bomb_is_refused_by_screen_and_by_frame(
    screen: tuple[int, int], frame: tuple[int, int], upload: Any, now: dt.datetime
) -> None:
    with pytest.raises(DomainError, match="melebihi 80 juta piksel"):
        store(upload("foto.gif", gif_claiming(screen, frame)), now=now)


@pytest.mark.parametrize("lenient", [False, True])  # WeasyPrint makes Pillow lenient for the whole process
def test_a_picture_that_lies_about_its_data_is_refused(
    lenient: bool, upload: Any, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)

    with pytest.raises(DomainError, match="rusak atau terpotong"):
        store(upload("foto.png", png_claiming(500, 500)), now=now)

    assert lenient == ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_large_upload_is_moved_and_memory_stays_small(pdf: bytes, now: dt.datetime) -> None:
    upload = TemporaryUploadedFile("besar.pdf", "application/pdf", 0, None)
    upload.write(pdf[:9])
    for _ in range(40):
        upload.write(b"% " + b"x" * (1024 * 1024 - 3) + b"\n")
    upload.write(pdf[9:])
    upload.size = upload.tell()
    tracemalloc.start()

    blob = store(upload, now=now)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert blob.size == upload.size
    assert peak < 4 * 1024 * 1024
    assert not Path(upload.temporary_file_path()).exists()


def test_a_file_joined_from_parts_can_be_stored(pdf: bytes, now: dt.datetime, tmp_path: Path) -> None:
    path = tmp_path / "gabungan"
    path.write_bytes(pdf)

    with path.open("rb") as content:
        blob = store(File(content, name="ktp.pdf"), now=now)

    assert blob.file.open().read() == pdf


def test_a_name_cannot_write_into_the_message(upload: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError) as refusal:
        store(upload("a\u202e\n<b>.pdf", b"MZ"), now=now)

    assert refusal.value.message.startswith("Berkas a _b_.pdf (2 byte) tidak dapat diterima")


def find_marker(file: Any) -> str:
    return "Contoh.Ancaman" if b"CONTOH-ANCAMAN" in file.read() else ""


def be_off(_file: Any) -> str:
    from files.scanning import ScannerUnavailable

    raise ScannerUnavailable("ConnectionRefusedError")


def test_what_the_scanner_finds_is_refused(upload: Any, pdf: bytes, settings: Any, now: dt.datetime) -> None:
    settings.FILE_SCANNER = f"{__name__}.find_marker"

    with pytest.raises(DomainError, match="menemukan ancaman"):
        store(upload("ktp.pdf", pdf[:9] + b"% CONTOH-ANCAMAN\n" + pdf[9:]), now=now)

    assert not Blob.objects.exists()


def test_a_clean_file_passes_the_scanner(upload: Any, pdf: bytes, settings: Any, now: dt.datetime) -> None:
    settings.FILE_SCANNER = f"{__name__}.find_marker"

    assert store(upload("ktp.pdf", pdf), now=now).pk


def test_a_scanner_that_is_off_lets_nothing_pass(upload: Any, pdf: bytes, settings: Any, now: dt.datetime) -> None:
    settings.FILE_SCANNER = f"{__name__}.be_off"

    with pytest.raises(DomainError, match="belum dapat diperiksa"):
        store(upload("ktp.pdf", pdf), now=now)


def test_a_full_disk_gets_a_clear_answer(
    upload: Any, pdf: bytes, settings: Any, now: dt.datetime, tmp_path: Path
) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    settings.MEDIA_ROOT = tmp_path / "berkas"  # a file where the folder should be

    with pytest.raises(DomainError, match="penyimpanan sedang terganggu"):
        store(upload("ktp.pdf", pdf), now=now)


def test_our_own_bytes_are_kept(now: dt.datetime) -> None:
    blob = store_bytes(b"%PDF-1.7 izin", content_type="application/pdf", now=now)

    assert blob.sha256 == hashlib.sha256(b"%PDF-1.7 izin").hexdigest()
    assert blob.file.open().read() == b"%PDF-1.7 izin"


def test_the_same_file_twice_is_two_blobs(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    first, second = (store(ContentFile(pdf, name="a.pdf"), now=now) for _ in range(2))

    assert first.sha256 == second.sha256
    assert first.file.name != second.file.name
