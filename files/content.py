"""The content decides what a file is; its name and the browser's word do not count."""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

HEAD = 64 * 1024
SNIFFED = 1024  # what a browser or a reader looks at to guess a type
TAIL = 4 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file that the service can take."""

    code: str
    content_type: str
    extensions: tuple[str, ...]


KINDS = {
    kind.code: kind
    for kind in (
        Kind("PDF", "application/pdf", (".pdf",)),
        Kind("JPG", "image/jpeg", (".jpg", ".jpeg")),
        Kind("PNG", "image/png", (".png",)),
        Kind("GIF", "image/gif", (".gif",)),
        Kind("DWG", "image/vnd.dwg", (".dwg",)),
    )
}
BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS.values()}
DEFAULT_TYPES = frozenset({"PDF", "JPG", "PNG", "GIF"})

PDF_START = re.compile(rb"%PDF-\d")
BLANK = b"\xef\xbb\xbf\x00\t\n\x0c\r "  # all that may stand before "%PDF-"
PICTURE_STARTS = (("JPG", b"\xff\xd8\xff"), ("PNG", b"\x89PNG\r\n\x1a\n"), ("GIF", b"GIF87a"), ("GIF", b"GIF89a"))
DWG_START = re.compile(rb"AC10\d\d")
MARKUP = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe|\?php)[\s>/]", re.IGNORECASE)

# what people send by mistake or on purpose, in words they know
STRANGERS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("program (EXE)", re.compile(rb"MZ|\x7fELF|\xfe\xed\xfa|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe")),
    ("skrip program", re.compile(rb"#!|<\?php", re.IGNORECASE)),
    ("halaman web (HTML)", re.compile(rb"\s*<(!doctype html|html|head|body|script|iframe)", re.IGNORECASE)),
    ("gambar SVG", re.compile(rb"\s*(<\?xml.{0,400}?)?<svg", re.IGNORECASE | re.DOTALL)),
    ("berkas XML", re.compile(rb"\s*<\?xml", re.IGNORECASE)),
    ("arsip ZIP atau dokumen Office (DOCX, XLSX)", re.compile(rb"PK\x03\x04|PK\x05\x06")),
    ("arsip RAR atau 7-Zip", re.compile(rb"Rar!|7z\xbc\xaf")),
    ("dokumen Office lama (DOC, XLS)", re.compile(rb"\xd0\xcf\x11\xe0")),
    ("foto HEIC", re.compile(rb".{4}ftyp(heic|heix|mif1|msf1|hevc)", re.DOTALL)),
    ("gambar WebP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("gambar TIFF", re.compile(rb"II\*\x00|MM\x00\*")),
    ("gambar BMP", re.compile(rb"BM.{4}\x00\x00\x00\x00", re.DOTALL)),
)


class Unacceptable(Exception):
    """Why a file is refused, as the end of the sentence "Berkas ... tidak dapat diterima: "."""


def kinds_of(codes: Iterable[str]) -> frozenset[str]:
    """Return the codes in capitals; an unknown code raises ValueError."""
    wanted = frozenset({"JPEG": "JPG"}.get(code.upper(), code.upper()) for code in codes)
    if unknown := wanted - KINDS.keys():
        raise ValueError(f"unknown file types: {sorted(unknown)}")
    return wanted


def recognise(file: BinaryIO) -> Kind:
    """Return the kind of a seekable file after looking at its first 64 kB and its end; memory stays small.

    Raises Unacceptable for any other type, a file cut short, and a file that is also something else.
    """
    file.seek(0)
    head = file.read(HEAD)
    kind = _kind_of(head)
    if kind is None:
        raise Unacceptable(f"isinya {_stranger(head)}")
    _refuse_second_face(file, head, kind)
    if kind.code == "PDF":
        _check_pdf_end(file)
    return kind


def check_start(head: bytes) -> None:
    """Raise Unacceptable when a file that begins like this cannot be taken; 1 kB tell enough for a first look."""
    if _kind_of(head) is None:
        raise Unacceptable(f"isinya {_stranger(head)}")


def _kind_of(head: bytes) -> Kind | None:
    for code, start in PICTURE_STARTS:
        if head.startswith(start):
            return KINDS[code]
    if DWG_START.match(head):
        return KINDS["DWG"]
    found = PDF_START.search(head[: SNIFFED + 8])
    return KINDS["PDF"] if found and not head[: found.start()].strip(BLANK) else None


def _refuse_second_face(file: BinaryIO, head: bytes, kind: Kind) -> None:
    """Raise Unacceptable when another program would read the same bytes as something else."""
    start = head[:SNIFFED]
    if MARKUP.search(start):
        raise Unacceptable("di dalamnya tersembunyi halaman web atau skrip")
    if kind.code != "PDF" and PDF_START.search(start):
        raise Unacceptable("di dalamnya tersembunyi dokumen lain")
    archive = head[257:262] == b"ustar" or head[32769:32774] == b"CD001" or b"Rar!\x1a\x07" in head
    file.seek(0)
    if archive or zipfile.is_zipfile(file):
        raise Unacceptable("di dalamnya tersembunyi arsip (ZIP, RAR, atau TAR)")


def _check_pdf_end(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    end = file.read(TAIL)
    if b"%%EOF" not in end or b"startxref" not in end:
        raise Unacceptable("berkas PDF ini rusak atau terpotong; simpan ulang lalu unggah kembali")


def _stranger(head: bytes) -> str:
    """Return a name for a type that is not taken."""
    if PDF_START.search(head[: SNIFFED + 8]):
        return "PDF yang didahului isi lain"
    for name, start in STRANGERS:
        if start.match(head):
            return name
    try:
        found = puremagic.from_string(head[:SNIFFED], mime=True)
    except (puremagic.PureError, ValueError, IndexError):
        found = ""
    return f"berjenis {found}" if found else "tidak dikenali"
