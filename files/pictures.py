"""A picture is really opened before it is believed; a bomb is refused by its stated size, before it is unpacked."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageFile

from files.content import Kind, Unacceptable

MAX_PIXELS = 80_000_000  # a drawing of A0 at 200 dpi has 62 million
FULLY_DECODED = 25_000_000  # larger ones are checked part by part: decoding would take hundreds of megabytes
FORMATS = {"JPG": "JPEG", "PNG": "PNG", "GIF": "GIF"}
ENDS = {"JPG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82", "GIF": b"\x3b"}
_strict = threading.Lock()
BROKEN = "gambar ini rusak atau terpotong; buka, simpan ulang, lalu unggah kembali"


def check_picture(file: BinaryIO, kind: Kind) -> None:
    """Raise Unacceptable for a picture that does not open, is cut short, or has more than 80 million pixels."""
    try:
        width, height = _open(file, kind).size
    except Image.DecompressionBombError as error:
        raise Unacceptable(_too_large()) from error
    except Exception as error:  # noqa: BLE001 hostile bytes make Pillow raise dozens of kinds
        raise Unacceptable(BROKEN) from error
    if width * height > MAX_PIXELS:
        raise Unacceptable(_too_large())
    try:
        _open(file, kind).verify()
        if width * height <= FULLY_DECODED:
            with _strictly():
                _open(file, kind).load()
    except Exception as error:  # noqa: BLE001 as above
        raise Unacceptable(BROKEN) from error
    _check_end(file, kind)


@contextmanager
def _strictly() -> Iterator[None]:
    """Make Pillow refuse missing data: WeasyPrint, once imported, tells it for the whole process to fill the gaps."""
    with _strict:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _open(file: BinaryIO, kind: Kind) -> Image.Image:
    file.seek(0)
    return Image.open(file, formats=[FORMATS[kind.code]])


def _check_end(file: BinaryIO, kind: Kind) -> None:
    """A telephone may write data of its own behind the picture: the end mark is sought, not demanded last."""
    size = file.seek(0, os.SEEK_END)
    window = 8 * 1024 * 1024 if kind.code == "JPG" else 1024
    file.seek(max(0, size - window))
    if ENDS[kind.code] not in file.read(window):
        raise Unacceptable(BROKEN)


def _too_large() -> str:
    return f"gambarnya melebihi {MAX_PIXELS // 1_000_000} juta piksel; perkecil lalu unggah kembali"
