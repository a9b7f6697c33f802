"""A stored file gets new contents; what was submitted with the old ones keeps them."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits.actions import drafts
from permits.actions.library import LIBRARY_TYPES, blob_of, demand_room
from permits.models import Application, ApplicationDocument, StoredFile, StoredFileVersion


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a replacement did to drafts: how many use the new contents, and why others do not."""

    moved: int = 0
    left: list[str] = field(default_factory=list)


def replace_file(
    stored: StoredFile, source: File | uuid.UUID, *, by: User, now: dt.datetime, drafts_too: bool
) -> Replaced:
    """Put new contents under the same name; with `drafts_too` one's drafts use them from now on.

    Submitted applications, and those in revision, keep what they have. Raises DomainError as `library.take`.
    """
    blob, _, _ = blob_of(source, by=by, now=now, allowed=LIBRARY_TYPES)
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update(of=("self",)).select_related("blob").get(pk=stored.pk)
        if (blob.sha256, blob.size) == (stored.blob.sha256, stored.blob.size):
            raise DomainError(f"Isi berkas ini sama dengan {stored.name} yang sekarang; tidak ada yang diganti.")
        demand_room(blob, by=by)
        old_id, old_at = stored.blob_id, stored.uploaded_at
        stored.blob, stored.uploaded_at = blob, now
        stored.save(update_fields=["blob", "uploaded_at"])
        done = _move_drafts(stored, old_id, by=by, now=now) if drafts_too else Replaced()
        StoredFileVersion.objects.create(stored=stored, blob_id=old_id, uploaded_at=old_at)
        _forget_unused(stored)
    return done


def drafts_with(stored: StoredFile) -> int:
    """How many of the owner's drafts use the present contents."""
    return _documents_of_drafts(stored.blob_id, stored.owner_id).values("version__application").distinct().count()


def _documents_of_drafts(blob_id: int, owner_id: int) -> QuerySet[ApplicationDocument]:
    return ApplicationDocument.objects.filter(
        blob=blob_id,
        version__submitted_at=None,
        version__application__applicant=owner_id,
        version__application__status=Application.Status.DRAFT,
    ).select_related("version__application__permit_type")


def _move_drafts(stored: StoredFile, old_id: int, *, by: User, now: dt.datetime) -> Replaced:
    moved, left = 0, []
    for document in _documents_of_drafts(old_id, stored.owner_id).order_by("version__application_id"):
        application = document.version.application
        try:
            drafts.attach_document(application, document.requirement, stored, by=by, now=now)
            moved += 1
        except (DomainError, LookupError) as error:
            reason = error.message if isinstance(error, DomainError) else "dokumen ini tidak diminta lagi."
            left.append(f"Draf {application.permit_type.name}: {reason}")
    return Replaced(moved, left)


def _forget_unused(stored: StoredFile) -> None:
    """Drop older contents that no application uses; the bytes go with the next sweep."""
    for old in stored.versions.all():
        if not ApplicationDocument.objects.filter(blob_id=old.blob_id).exists():
            old.delete()
