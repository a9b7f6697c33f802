"""File Saya: what a person keeps, renames and throws away."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.models import Blob
from files.names import clean_name
from permits.models import ApplicationDocument, StoredFile

# DWG only here: a drawing is kept, but a requirement takes it only when the catalogue says so
LIBRARY_TYPES = frozenset({"PDF", "JPG", "PNG", "GIF", "DWG"})


def keep_file(blob: Blob, *, name: str, by: User, now: dt.datetime) -> StoredFile:
    """Put a stored blob into somebody's library."""
    return StoredFile.objects.create(owner=by, blob=blob, name=clean_name(name)[:120], uploaded_at=now)


@transaction.atomic
def rename_file(stored: StoredFile, name: str) -> None:
    """Give a new name; files already given to an application keep the name they had there."""
    if not name.strip():
        raise DomainError("Isi nama file.")
    stored.name = clean_name(name)[:120]
    stored.save(update_fields=["name"])


@transaction.atomic
def delete_file(stored: StoredFile) -> None:
    """Throw a file away; raises DomainError while an application uses it. The bytes go with the next sweep."""
    Blob.objects.select_for_update().get(pk=stored.blob_id)  # waits for whoever is attaching it just now
    if ApplicationDocument.objects.filter(blob_id=stored.blob_id).exists():
        raise DomainError(f"{stored.name} dipakai dalam permohonan, jadi tidak dapat dihapus.")
    stored.delete()


def room_of(owner: User) -> int:
    """Bytes that still fit into somebody's library; below zero when the limit was lowered."""
    return settings.LIBRARY_MAX_BYTES - used_by(owner)


def used_by(owner: User) -> int:
    """Bytes that somebody's library holds."""
    return StoredFile.objects.filter(owner=owner).aggregate(used=Sum("blob__size"))["used"] or 0
