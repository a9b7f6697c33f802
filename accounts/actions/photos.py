"""The picture on the profile: cut square, made anew, so that nothing of the camera's notes is kept."""

import datetime as dt
import io
import logging

from django.core.files.base import File
from django.db import transaction
from PIL import Image, ImageOps

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.actions import store, store_bytes
from files.models import Blob

log = logging.getLogger(__name__)

LARGEST_BYTES = 5 * 1024 * 1024
SIDE = 400  # pixels
MOST_PIXELS = 25_000_000  # more would take hundreds of megabytes while it is cut


def change(user: User, upload: File, *, now: dt.datetime) -> None:
    """Keep a square JPEG of the upload as the person's picture. Raises DomainError for what is no JPG or PNG to 5 MB.

    The upload itself is kept only until its checks are done; the bytes of the former picture go after the commit.
    """
    checked = store(upload, now=now, max_bytes=LARGEST_BYTES, allowed=("JPG", "PNG"))
    try:
        with checked.file.open("rb") as file:
            data = square(file)
    except (OSError, ValueError) as error:
        raise DomainError("Foto ini rusak dan tidak dapat dibuka. Pilih foto lain.") from error
    finally:
        _discard(checked)
    with transaction.atomic():
        former = user.photo
        user.photo = store_bytes(data, content_type="image/jpeg", now=now)
        user.save(update_fields=["photo"])
        if former is not None:
            _discard(former)
    log.info("user %s has another picture", user.pk)


def remove(user: User) -> None:
    """Take the picture away."""
    former = user.photo
    if former is None:
        return
    with transaction.atomic():
        user.photo = None
        user.save(update_fields=["photo"])
        _discard(former)


def square(file: File) -> bytes:
    """Return the middle of the picture as a JPEG of SIDE x SIDE without any metadata."""
    with Image.open(file) as picture:
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is unpacked small
        if picture.width * picture.height > MOST_PIXELS:
            raise DomainError("Foto ini terlalu besar ukurannya. Perkecil sampai 25 megapiksel, lalu coba lagi.")
        cut = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGBA"), (SIDE, SIDE))
    fresh = Image.new("RGB", (SIDE, SIDE), "white")  # a new picture inherits no comment and no EXIF
    fresh.paste(cut, mask=cut.getchannel("A"))
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=85)
    return out.getvalue()


def _discard(blob: Blob) -> None:
    storage, name = blob.file.storage, str(blob.file.name)
    blob.delete()
    transaction.on_commit(lambda: storage.delete(name))
