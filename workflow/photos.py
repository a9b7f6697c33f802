"""What a camera wrote into a photograph, and a copy without it. Knows no model."""

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from PIL import Image, ImageOps

EXIF, GPS = 0x8769, 0x8825
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4
LONGEST_SIDE = 2000  # pixels: enough to read a sign, small enough for a report
SIXTY = 60


@dataclass(frozen=True)
class PhotoFacts:
    """When and where a picture was taken, as far as the camera told; degrees with six decimals."""

    taken_at: dt.datetime | None
    point: tuple[Decimal, Decimal] | None


def facts_of(file: BinaryIO, *, zone: ZoneInfo) -> PhotoFacts:
    """Read time and point from the EXIF data; a camera without an offset is taken to show the time of `zone`."""
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as picture:
            data = picture.getexif()
            return PhotoFacts(_taken(data.get_ifd(EXIF), zone), _point(data.get_ifd(GPS)))
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, OverflowError):
        return PhotoFacts(None, None)


def _taken(fields: dict[int, Any], zone: ZoneInfo) -> dt.datetime | None:
    try:
        # a camera writes its own wall clock; the zone comes with the next field or from the place of work
        wall = dt.datetime.strptime(str(fields[TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except (KeyError, ValueError):
        return None
    try:
        return wall.replace(tzinfo=dt.datetime.strptime(str(fields[TAKEN_OFFSET]).strip("\0 "), "%z").tzinfo)
    except (KeyError, ValueError):
        return wall


def _point(fields: dict[int, Any]) -> tuple[Decimal, Decimal] | None:
    try:
        latitude = _degrees(fields[LATITUDE], str(fields[LATITUDE_REF]).startswith("S"))
        longitude = _degrees(fields[LONGITUDE], str(fields[LONGITUDE_REF]).startswith("W"))
    except (KeyError, ValueError, TypeError, ZeroDivisionError, ArithmeticError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or not (latitude or longitude):  # noqa: PLR2004
        return None
    return latitude, longitude


def _degrees(parts: Any, is_negative: bool) -> Decimal:
    degrees, minutes, seconds = (Decimal(str(float(part))) for part in parts)
    value = degrees + minutes / SIXTY + seconds / (SIXTY * SIXTY)
    return (-value if is_negative else value).quantize(Decimal("0.000001"))


def clean_copy(file: BinaryIO) -> bytes:
    """A JPEG of the picture, upright, at most 2000 pixels long, without EXIF, XMP, comments or thumbnails."""
    file.seek(0)
    with Image.open(file, formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
