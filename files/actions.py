"""Keeping what was uploaded or made by us."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File

from eptsp.lib.errors import DomainError
from files.content import DEFAULT_TYPES, KINDS, Unacceptable, kinds_of, recognise
from files.models import Blob
from files.names import clean_name
from files.pictures import FORMATS, check_picture
from files.scanning import ScannerUnavailable, scan

logger = logging.getLogger(__name__)

__all__ = ["DEFAULT_TYPES", "store", "store_bytes"]

CHUNK = 256 * 1024


def store(
    upload: File,
    *,
    now: dt.datetime,
    max_bytes: int | None = None,
    allowed: Iterable[str] = DEFAULT_TYPES,
) -> Blob:
    """Check an upload and keep it; return its Blob.

    `upload` is any seekable Django File with a name: of a form, or `File(open(path, "rb"), name=...)` once the
    parts of a resumable upload are joined (with a `temporary_file_path()` it is moved, not copied).
    Raises DomainError naming the file, its size or type, and the limit. The bytes are written before the caller's
    transaction commits: after a rollback `sweep_files` removes them.
    """
    limit = max_bytes or settings.UPLOAD_MAX_BYTES
    kinds = kinds_of(allowed)
    name = clean_name(upload.name or "")
    _check_size(upload.size, name=name, limit=limit)
    stream = cast(BinaryIO, upload)
    try:
        kind = recognise(stream)
        if kind.code not in kinds:
            raise Unacceptable(f"isinya {kind.code}")
        if kind.code in FORMATS:
            check_picture(stream, kind)
    except Unacceptable as reason:
        raise DomainError(
            f"Berkas {name} ({_readable(upload.size)}) tidak dapat diterima: {reason}. {_rules(kinds, limit)}"
        ) from reason
    digest, size = _digest(stream)
    _check_size(size, name=name, limit=limit)
    _refuse_threats(stream, name=name)
    upload.seek(0)
    return _keep(upload, sha256=digest, size=size, content_type=kind.content_type, now=now)


def store_bytes(data: bytes, *, content_type: str, now: dt.datetime) -> Blob:
    """Keep bytes that we made ourselves (a permit, a receipt); nothing is checked."""
    digest = hashlib.sha256(data).hexdigest()
    return _keep(ContentFile(data), sha256=digest, size=len(data), content_type=content_type, now=now)


def _keep(content: File, *, sha256: str, size: int, content_type: str, now: dt.datetime) -> Blob:
    blob = Blob(sha256=sha256, size=size, content_type=content_type, created_at=now)
    try:
        blob.file.save("berkas", content, save=False)
    except OSError as error:
        logger.critical("no file could be stored: %s", error.strerror)
        raise DomainError(
            "Berkas belum tersimpan karena penyimpanan sedang terganggu. Isian Anda tidak hilang; coba lagi nanti."
        ) from error
    blob.save()
    return blob


def _digest(stream: BinaryIO) -> tuple[str, int]:
    """Return SHA-256 and true size, read in parts."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _check_size(size: int, *, name: str, limit: int) -> None:
    if size == 0:
        raise DomainError(f"Berkas {name} kosong (0 byte). Pilih berkas lain; ukuran paling besar {_readable(limit)}.")
    if size > limit:
        raise DomainError(
            f"Berkas {name} berukuran {_readable(size)}, melebihi batas {_readable(limit)}."
            " Perkecil berkas lalu unggah kembali."
        )


def _refuse_threats(stream: BinaryIO, *, name: str) -> None:
    try:
        threat = scan(stream)
    except ScannerUnavailable as error:
        logger.error("virus scanner gave no verdict: %s", error)
        raise DomainError(
            f"Berkas {name} belum dapat diperiksa dari virus. Coba unggah lagi beberapa saat lagi."
        ) from error
    if threat:
        logger.warning("upload refused by the scanner: %s", threat)
        raise DomainError(f"Berkas {name} tidak dapat diterima: pemeriksa virus menemukan ancaman di dalamnya.")


def _rules(kinds: frozenset[str], limit: int) -> str:
    codes = ", ".join(code for code in KINDS if code in kinds)
    return f"Jenis yang diterima: {codes}; ukuran paling besar {_readable(limit)}."


def _readable(size: int) -> str:
    """Return "512 byte", "12,3 KB", "50 MB"; rounded up, so that a size above the limit never looks equal to it."""
    if size < 1024:
        return f"{size} byte"
    unit, factor = ("KB", 1024) if size < 1024 * 1024 else ("MB", 1024 * 1024)
    tenths = -(-size * 10 // factor)
    return f"{tenths // 10} {unit}" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10} {unit}"
