"""Keeping what was uploaded or made by us."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet

from eptsp.lib.errors import DomainError
from files.content import DEFAULT_TYPES, KINDS, Unacceptable, kinds_of, recognise
from files.models import Blob
from files.names import clean_name
from files.opening import check_pdf
from files.pictures import FORMATS, check_picture
from files.scanning import ScannerUnavailable, scan
from files.waking import draw_thumbnail

logger = logging.getLogger(__name__)

__all__ = ["DEFAULT_TYPES", "TryLater", "check_size", "readable", "store", "store_bytes", "store_made"]

CHUNK = 256 * 1024
DRAWN = {"PDF", *FORMATS}  # kinds that get a thumbnail


class TryLater(DomainError):
    """The file is not at fault: the same bytes may be taken in a while."""


def store(
    upload: File,
    *,
    now: dt.datetime,
    max_bytes: int | None = None,
    allowed: Iterable[str] = DEFAULT_TYPES,
    among: QuerySet[Blob] | None = None,
) -> Blob:
    """Check an upload and keep it; return its Blob, or the one of `among` that holds the same bytes already.

    `upload` is any seekable Django File with a name: of a form, or `File(open(path, "rb"), name=...)` once the
    parts of a resumable upload are joined (with a `temporary_file_path()` it is moved, not copied).
    Raises DomainError naming the file, its size or type, and the limit; TryLater when the fault is ours. The bytes
    are written before the caller's transaction commits: after a rollback `sweep_files` removes them.
    """
    limit = max_bytes or settings.UPLOAD_MAX_BYTES
    kinds = kinds_of(allowed)
    name = clean_name(upload.name or "")
    check_size(upload.size, name=name, limit=limit)
    stream = cast(BinaryIO, upload)
    try:
        kind = recognise(stream)
        if kind.code not in kinds:
            raise Unacceptable(f"isinya {kind.code}")
        if kind.code in FORMATS:
            check_picture(stream, kind)
        if kind.code == "PDF":
            check_pdf(stream)
    except OSError as error:  # the copy that the checks work on
        raise _no_room(error) from error
    except Unacceptable as reason:
        raise DomainError(
            f"Berkas {name} ({readable(upload.size)}) tidak dapat diterima: {reason}. {_rules(kinds, limit)}"
        ) from reason
    digest, size = _digest(stream)
    check_size(size, name=name, limit=limit)
    _refuse_threats(stream, name=name)
    known = among.filter(sha256=digest, size=size).first() if among is not None else None
    if known is not None:
        return known
    upload.seek(0)
    state = Blob.Thumbnail.WAITING if kind.code in DRAWN else Blob.Thumbnail.NONE
    return _keep(upload, sha256=digest, size=size, content_type=kind.content_type, now=now, thumbnail=state)


def store_bytes(data: bytes, *, content_type: str, now: dt.datetime) -> Blob:
    """Keep bytes that we made ourselves (a permit, a receipt); nothing is checked."""
    digest = hashlib.sha256(data).hexdigest()
    return _keep(ContentFile(data), sha256=digest, size=len(data), content_type=content_type, now=now)


def store_made(file: File, *, content_type: str, now: dt.datetime) -> Blob:
    """Keep a file that we made ourselves and that is too large for memory; nothing is checked."""
    digest, size = _digest(cast(BinaryIO, file))
    file.seek(0)
    return _keep(file, sha256=digest, size=size, content_type=content_type, now=now)


def _keep(
    content: File, *, sha256: str, size: int, content_type: str, now: dt.datetime, thumbnail: str = Blob.Thumbnail.NONE
) -> Blob:
    blob = Blob(sha256=sha256, size=size, content_type=content_type, created_at=now, thumbnail_state=thumbnail)
    try:
        blob.file.save("berkas", content, save=False)
    except OSError as error:
        raise _no_room(error) from error
    blob.save()
    if thumbnail == Blob.Thumbnail.WAITING:
        transaction.on_commit(lambda: draw_thumbnail(blob.pk))
    return blob


def _no_room(error: OSError) -> TryLater:
    logger.critical("no file could be stored: %s", error.strerror)
    return TryLater(
        "Berkas belum tersimpan karena penyimpanan sedang terganggu. Isian Anda tidak hilang; coba lagi nanti."
    )


def _digest(stream: BinaryIO) -> tuple[str, int]:
    """Return SHA-256 and true size, read in parts."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def check_size(size: int, *, name: str, limit: int) -> None:
    """Raise DomainError for an empty file and one above the limit."""
    if size == 0:
        raise DomainError(f"Berkas {name} kosong (0 byte). Pilih berkas lain; ukuran paling besar {readable(limit)}.")
    if size > limit:
        raise DomainError(
            f"Berkas {name} berukuran {readable(size)}, melebihi batas {readable(limit)}."
            " Perkecil berkas lalu unggah kembali."
        )


def _refuse_threats(stream: BinaryIO, *, name: str) -> None:
    try:
        threat = scan(stream)
    except ScannerUnavailable as error:
        logger.error("virus scanner gave no verdict: %s", error)
        raise TryLater(
            f"Berkas {name} belum dapat diperiksa dari virus. Coba unggah lagi beberapa saat lagi."
        ) from error
    if threat:
        logger.warning("upload refused by the scanner: %s", threat)
        raise DomainError(f"Berkas {name} tidak dapat diterima: pemeriksa virus menemukan ancaman di dalamnya.")


def _rules(kinds: frozenset[str], limit: int) -> str:
    codes = ", ".join(code for code in KINDS if code in kinds)
    return f"Jenis yang diterima: {codes}; ukuran paling besar {readable(limit)}."


def readable(size: int) -> str:
    """Return "512 byte", "12,3 KB", "50 MB"; rounded up, so that a size above the limit never looks equal to it."""
    if size < 1024:
        return f"{size} byte"
    unit, factor = ("KB", 1024) if size < 1024 * 1024 else ("MB", 1024 * 1024)
    tenths = -(-size * 10 // factor)
    return f"{tenths // 10} {unit}" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10} {unit}"
