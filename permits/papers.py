"""A second look at stored documents before they are sent: does the file still open, can a scan be read.

Reads the first and last kilobytes of a file and the header of a picture; nothing is unpacked here. Pages and
resolution of a PDF were measured when its small picture was drawn.
"""

from collections.abc import Iterable
from typing import BinaryIO, cast

from PIL import Image, UnidentifiedImageError

from files.content import Unacceptable, recognise
from files.models import Blob
from permits.completeness import FORMAT_TYPES

PAPER_INCHES = (8.27, 11.69)  # A4, the paper of nearly every scan
LOW_DPI = 150
MANY_PAGES = 100  # rarely meant: the whole file instead of the paper that is asked
HUGE_SIDE = 12_000  # pixels; nobody reads a page like that on a screen
LOST = "Berkas ini tidak ditemukan lagi di penyimpanan kami. Unggah kembali."
CHANGED = "Isi berkas ini tidak lagi dapat dibuka sebagai {kind}. Unggah kembali berkas yang utuh."


def refusal(blob: Blob) -> str:
    """Why the stored file cannot be sent, "" when it opens as what it was taken for."""
    wanted = next((code for code, kind in FORMAT_TYPES.items() if kind == blob.content_type), "")
    try:
        with blob.file.open("rb") as file:
            found = recognise(cast(BinaryIO, file))
    except FileNotFoundError:
        return LOST
    except Unacceptable:
        return CHANGED.format(kind=wanted.upper() or "dokumen")
    return "" if not wanted or found.code.lower() == wanted else CHANGED.format(kind=wanted.upper())


def scan_advice(blob: Blob) -> str:
    """A hint when a scan is too coarse or too large to be read as a page; "" for other files."""
    if blob.dpi and blob.dpi < LOW_DPI:
        return (
            f"Halaman pindaian dalam PDF ini kira-kira {blob.dpi} DPI. Tulisan kecil mungkin tidak terbaca;"
            " pindai ulang dengan 300 DPI."
        )
    if blob.pages and blob.pages > MANY_PAGES:
        return f"PDF ini {blob.pages} halaman. Kirim hanya halaman yang diminta agar lebih cepat diperiksa."
    if not blob.is_image:
        return ""
    try:
        with blob.file.open("rb") as file, Image.open(file, formats=("JPEG", "PNG", "GIF")) as picture:
            sides = picture.size
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return ""
    return size_advice(sides)


def size_advice(sides: Iterable[int]) -> str:
    """The hint for a picture of that many pixels, taken for a page of A4 whichever way it lies."""
    short, long = sorted(sides)
    dpi = int(min(short / PAPER_INCHES[0], long / PAPER_INCHES[1]))
    if dpi < LOW_DPI:
        return (
            f"Gambar ini {short} x {long} piksel, kira-kira {dpi} DPI untuk selembar A4. Tulisan kecil mungkin tidak "
            "terbaca; pindai ulang dengan 300 DPI."
        )
    if long > HUGE_SIDE:
        return (
            f"Gambar ini sangat besar ({short} x {long} piksel). Pecah menjadi beberapa halaman PDF agar mudah dibuka."
        )
    return ""
