"""Uploads in parts that survive a lost connection (tus 1.0): begin, append, drop, claim.

The row holds how much has arrived, the disk holds the bytes; when they disagree (a process died while writing) the
row is right and what lies beyond it is written again. Whoever writes or claims holds the row's lock; nobody waits
for it: a second one is told to come back.
"""

import datetime as dt
import hashlib
import logging
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, cast

from django.conf import settings
from django.core.files.base import File
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.http import UnreadablePostError
from django.utils.module_loading import import_string

from eptsp.lib.errors import DomainError
from files.actions import TryLater, check_size, readable, store
from files.content import DEFAULT_TYPES, SNIFFED, Unacceptable, check_start
from files.models import Blob, Upload, parts_folder
from files.names import clean_name

logger = logging.getLogger(__name__)

PIECE = 64 * 1024  # read from the network at a time
LIFETIME = dt.timedelta(days=1)  # after the last part
MOST_UNFINISHED = 20  # of one person
HASHES = ("sha1", "sha256")  # of the checksum extension
ENOUGH = SNIFFED + 8  # bytes after which the type is known


class Missing(Exception):
    """No such upload of this person, or it has expired."""


class Busy(Exception):
    """Another request is writing to this upload."""


class OffsetConflict(Exception):
    """The client believes that another number of bytes has arrived."""


class TooMuch(Exception):
    """More bytes than were announced."""


class ChecksumMismatch(Exception):
    """The part was changed on its way; none of it is kept."""


class Refused(DomainError):
    """Its beginning says that it will never be taken; the upload is gone."""


class Body(Protocol):
    """What a request gives to read."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, b"" at the end."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What became of an upload; `again`: it had been claimed before (the answer was lost on the way)."""

    blob: Blob
    name: str
    again: bool


def begin(*, name: str, size: int, by: Any, now: dt.datetime) -> Upload:
    """Open an upload; raises DomainError when it is empty, too large, one too many, or there is no room for it."""
    name = clean_name(name)
    check_size(size, name=name, limit=settings.UPLOAD_MAX_BYTES)
    mine = Upload.objects.filter(owner=by, blob=None, expires_at__gt=now)
    if mine.count() >= MOST_UNFINISHED:
        raise DomainError(
            f"Anda masih memiliki {MOST_UNFINISHED} unggahan yang belum selesai. Selesaikan atau batalkan dahulu."
        )
    room = import_string(settings.UPLOAD_ROOM)(by) if settings.UPLOAD_ROOM else None
    if room is not None and size > room:
        raise DomainError(
            f"Berkas {name} ({readable(size)}) tidak muat: sisa ruang File Saya {readable(max(room, 0))}."
            " Hapus file yang tidak dipakai lebih dahulu."
        )
    upload = Upload.objects.create(owner=by, name=name, size=size, created_at=now, expires_at=now + LIFETIME)
    upload.path.parent.mkdir(parents=True, exist_ok=True)
    upload.path.touch(mode=0o600)
    return upload


def find(key: uuid.UUID, *, by: Any, now: dt.datetime) -> Upload:
    """Return one's own living upload; raises Missing."""
    upload = Upload.objects.filter(key=key, owner=by, expires_at__gt=now).first()
    if upload is None:
        raise Missing
    return upload


def append(
    key: uuid.UUID,
    *,
    offset: int,
    length: int,
    body: Body,
    by: Any,
    now: dt.datetime,
    checksum: tuple[str, bytes] | None,
) -> Upload:
    """Write one part and return the upload with its new offset; a part cut short keeps what has arrived.

    With a `checksum` (name of the hash, digest) a part that does not match, or is cut short, is dropped as a whole.
    Raises Missing, Busy, OffsetConflict, TooMuch, ChecksumMismatch, and Refused after the first kilobyte.
    """
    with transaction.atomic():
        upload = _hold(key, by=by, now=now)
        if upload.offset != offset:
            raise OffsetConflict
        if offset + length > upload.size:
            raise TooMuch
        upload.offset += _write(upload, body, length, checksum)
        upload.expires_at = now + LIFETIME
        upload.save(update_fields=["offset", "expires_at"])
        refusal = _refusal(upload) if offset < min(ENOUGH, upload.size) <= upload.offset else ""
        if refusal:
            _remove(upload)
    if refusal:
        raise Refused(refusal)
    return upload


def drop(key: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """Forget an upload and its bytes; raises Missing or Busy."""
    with transaction.atomic():
        _remove(_hold(key, by=by, now=now))


def claim(
    key: uuid.UUID,
    *,
    by: Any,
    now: dt.datetime,
    allowed: Iterable[str] = DEFAULT_TYPES,
    among: QuerySet[Blob] | None = None,
) -> Claimed:
    """Make a whole upload a Blob with all checks of `files.actions.store`; a second time returns the same one.

    Raises Missing, Busy, and DomainError: then the upload is gone, but not after a TryLater.
    """
    try:
        with transaction.atomic():
            upload = _hold(key, by=by, now=now)
            if upload.blob is not None:
                return Claimed(upload.blob, upload.name, again=True)
            if not upload.is_whole:
                raise TryLater(f"Berkas {upload.name} belum terkirim seluruhnya. Lanjutkan unggahan.")
            with Joined(upload) as whole:
                upload.blob = store(cast(File, whole), now=now, allowed=allowed, among=among)
            upload.save(update_fields=["blob"])
            path = upload.path
            transaction.on_commit(lambda: path.unlink(missing_ok=True))
            return Claimed(upload.blob, upload.name, again=False)
    except TryLater:
        raise
    except DomainError:
        drop(key, by=by, now=now)
        raise


def sweep_uploads(*, now: dt.datetime) -> int:
    """Remove expired uploads and parts without a row; returns how many rows went."""
    gone = 0
    for pk in Upload.objects.filter(expires_at__lte=now).values_list("pk", flat=True):
        with transaction.atomic():
            upload = Upload.objects.select_for_update(skip_locked=True).filter(pk=pk, expires_at__lte=now).first()
            if upload is not None:
                _remove(upload)
                gone += 1
    _remove_strangers(now)
    return gone


class Joined(File):
    """The whole of a finished upload as the store wants it: with a path it is moved, not copied."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload.path.open("rb"), name=upload.name)
        self._path = upload.path

    def temporary_file_path(self) -> str:
        """Where the bytes lie."""
        return str(self._path)


def _hold(key: uuid.UUID, *, by: Any, now: dt.datetime) -> Upload:
    rows = Upload.objects.select_for_update(nowait=True, of=("self",))
    try:
        with transaction.atomic():  # a refused lock must not spoil the caller's transaction
            upload = rows.filter(key=key, owner=by, expires_at__gt=now).first()
    except DatabaseError as error:
        raise Busy from error
    if upload is None:
        raise Missing
    return upload


def _write(upload: Upload, body: Body, length: int, checksum: tuple[str, bytes] | None) -> int:
    """Write up to `length` bytes behind what is there; return how many count."""
    try:
        with upload.path.open("r+b") as file:
            file.seek(upload.offset)
            file.truncate()
            written, digest = _pour(body, file, length, checksum)
            file.flush()
            os.fsync(file.fileno())  # the offset that we promise must not outlive the bytes
    except FileNotFoundError as error:
        logger.error("the parts of upload %s are gone", upload.pk)
        raise Missing from error
    except OSError as error:
        logger.critical("a part of an upload could not be written: %s", error.strerror)
        raise TryLater("Penyimpanan sedang terganggu. Unggahan dilanjutkan sebentar lagi.") from error
    if checksum is not None and digest != checksum[1]:
        raise ChecksumMismatch
    return written


def _pour(body: Body, file: BinaryIO, length: int, checksum: tuple[str, bytes] | None) -> tuple[int, bytes]:
    digest, written = hashlib.new(checksum[0] if checksum else "sha1", usedforsecurity=False), 0
    while written < length:
        try:
            piece = body.read(min(PIECE, length - written))
        except UnreadablePostError:
            break  # the line broke: what has arrived stays
        if not piece:
            break
        file.write(piece)
        if checksum:
            digest.update(piece)
        written += len(piece)
    return written, digest.digest()


def _refusal(upload: Upload) -> str:
    """Return why the beginning of the file can never be taken, "" when it can."""
    with upload.path.open("rb") as file:
        head = file.read(ENOUGH)
    try:
        check_start(head)
    except Unacceptable as reason:
        return f"Berkas {upload.name} ({readable(upload.size)}) tidak dapat diterima: {reason}. Pilih berkas lain."
    return ""


def _remove(upload: Upload) -> None:
    path = upload.path
    upload.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _remove_strangers(now: dt.datetime) -> None:
    """Remove old parts whose row is gone (a process died between the two)."""
    folder = parts_folder()
    if not folder.is_dir():
        return
    before = (now - LIFETIME).timestamp()
    old = {path.name: path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before}
    known = set(Upload.objects.filter(token__in=old).values_list("token", flat=True))
    for name in old.keys() - known:
        old[name].unlink(missing_ok=True)
