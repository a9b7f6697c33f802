"""File Saya: what a person keeps, renames and throws away."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet, Sum

from accounts.models import User
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import file_size
from files import uploading
from files.actions import TryLater, store
from files.models import Blob
from files.names import clean_name
from permits import completeness
from permits.models import Application, ApplicationDocument, StoredFile, StoredFileVersion

# DWG only here: a drawing is kept, but a requirement takes it only when the catalogue says so
LIBRARY_TYPES = frozenset({"PDF", "JPG", "PNG", "GIF", "DWG"})
MOST_OLD = 500  # old files that wait for a small picture at once
MOST_NAMED = 3  # uses told in one sentence


@dataclass(frozen=True, slots=True)
class Taken:
    """A file in the library; `is_known`: its bytes were there already and are not kept twice."""

    stored: StoredFile
    is_known: bool

    @property
    def known_words(self) -> str:
        return f"File ini sudah ada di File Saya sebagai {self.stored.name}"


def take(
    source: File | uuid.UUID,
    *,
    name: str,
    by: User,
    now: dt.datetime,
    allowed: Iterable[str] = LIBRARY_TYPES,
    sent_by: User | None = None,
) -> Taken:
    """Check what came by a form, or in parts under that key, and put it into somebody's library once.

    `sent_by`: who uploaded it, when that is not the owner `by` (the officer at the counter).
    Raises DomainError as `files.actions.store`; TryLater when the same upload may be claimed again in a while.
    """
    mine = Blob.objects.filter(pk__in=StoredFile.objects.filter(owner=by).values("blob"))
    blob, uploaded_name, again = blob_of(source, by=sent_by or by, now=now, allowed=allowed, among=mine)
    stored = StoredFile.objects.filter(owner=by, blob=blob).order_by("pk").first()
    if stored is not None:
        return Taken(stored, is_known=not again)
    return Taken(keep_file(blob, name=name.strip() or uploaded_name, by=by, now=now), is_known=False)


def blob_of(
    source: File | uuid.UUID,
    *,
    by: User,
    now: dt.datetime,
    allowed: Iterable[str],
    among: QuerySet[Blob] | None = None,
) -> tuple[Blob, str, bool]:
    """Return the checked blob, the name it came with, and whether it had been claimed before."""
    if isinstance(source, File):
        return store(source, now=now, allowed=allowed, among=among), source.name or "", False
    try:
        claimed = uploading.claim(source, by=by, now=now, allowed=allowed, among=among)
    except uploading.Missing as error:
        raise DomainError("Unggahan ini tidak ada lagi atau sudah kedaluwarsa. Unggah berkas sekali lagi.") from error
    except uploading.Busy as error:
        raise TryLater("Berkas sedang diperiksa. Tunggu sebentar.") from error
    return claimed.blob, claimed.name, claimed.again


@transaction.atomic
def keep_file(blob: Blob, *, name: str, by: User, now: dt.datetime) -> StoredFile:
    """Put a stored blob into somebody's library; raises DomainError when it is full."""
    demand_room(blob, by=by)
    return StoredFile.objects.create(owner=by, blob=blob, name=clean_name(name)[:120], uploaded_at=now)


def demand_room(blob: Blob, *, by: User) -> None:
    """Raise DomainError when a blob does not fit; one at a time per person, inside the caller's transaction."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    room = room_of(by)
    if blob.size > room:
        raise DomainError(
            f"File Saya penuh: berkas ini {file_size(blob.size)}, sisa ruang {file_size(max(room, 0))} dari"
            f" {file_size(settings.LIBRARY_MAX_BYTES)}. Hapus file yang tidak dipakai lebih dahulu."
        )


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
    used = list(uses_of([stored]).get(stored.pk, []))
    if used:
        named = ", ".join(_called(document.version.application) for document in used[:MOST_NAMED])
        more = f" dan {len(used) - MOST_NAMED} lainnya" if len(used) > MOST_NAMED else ""
        raise DomainError(f"{stored.name} dipakai dalam permohonan, jadi tidak dapat dihapus: {named}{more}.")
    stored.delete()


def _called(application: Application) -> str:
    return application.resi or f"draf {application.permit_type.name}"


def uses_of(files: Iterable[StoredFile]) -> dict[int, list[ApplicationDocument]]:
    """Where files, with their older versions, are used by their owners: one document per application; two queries."""
    holders: dict[int, list[StoredFile]] = {}
    of = {stored.pk: stored for stored in files}
    for stored in of.values():
        holders.setdefault(stored.blob_id, []).append(stored)
    for old in StoredFileVersion.objects.filter(stored__in=of):
        holders.setdefault(old.blob_id, []).append(of[old.stored_id])
    documents = ApplicationDocument.objects.filter(blob__in=holders).select_related("version__application__permit_type")
    found: dict[int, dict[int, ApplicationDocument]] = {}
    for document in documents.order_by("-version__application_id", "-version__n"):
        for stored in holders[document.blob_id]:
            if document.version.application.applicant_id == stored.owner_id:
                found.setdefault(stored.pk, {}).setdefault(document.version.application_id, document)
    return {pk: list(by_application.values()) for pk, by_application in found.items()}


def ask_for_old_thumbnails() -> int:
    """Queue files kept before there were small pictures, so many at a time; returns how many. May run twice."""
    kinds = [one for code, one in completeness.FORMAT_TYPES.items() if code != "dwg"]
    old = Blob.objects.filter(thumbnail_state=Blob.Thumbnail.NONE, content_type__in=kinds)
    kept = old.filter(pk__in=StoredFile.objects.values("blob")).order_by("pk").values_list("pk", flat=True)
    return Blob.objects.filter(pk__in=list(kept[:MOST_OLD])).update(thumbnail_state=Blob.Thumbnail.WAITING)


def room_of(owner: User) -> int:
    """Bytes that still fit into somebody's library; below zero when the limit was lowered."""
    return settings.LIBRARY_MAX_BYTES - used_by(owner)


def used_by(owner: User) -> int:
    """Bytes that somebody's library holds, older versions included; two queries."""
    now = StoredFile.objects.filter(owner=owner).aggregate(used=Sum("blob__size"))["used"] or 0
    old = StoredFileVersion.objects.filter(stored__owner=owner).aggregate(used=Sum("blob__size"))["used"] or 0
    return now + old
