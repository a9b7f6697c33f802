"""Words among officers about a file, apart from every move, and the record of who opened it."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, assignments_of
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from outbox.actions import tell
from permits.models import Application
from workflow.models import DeskNote, FileView, Step
from workflow.permissions import STAFF_DESKS, can_read_internal


@transaction.atomic
def write_note(step: Step, text: str, *, mentioned: User | None, by: User, now: dt.datetime) -> DeskNote:
    """Add a note among officers to the file of this step; whoever is mentioned is told once, in the inbox.

    Raises PermissionDenied for who may not read internal notes, DomainError for an empty text and for somebody
    who may not see this file.
    """
    on = timezone.localdate(now)
    if not can_write_note(by, step.application, on=on):
        raise PermissionDenied
    if not text.strip():
        raise DomainError("Tulis catatannya dahulu.")
    if mentioned is not None and not _may_be_mentioned(mentioned, step.application, on=on):
        raise DomainError("Rekan ini tidak dapat melihat berkas tersebut. Pilih orang lain.")
    note = DeskNote.objects.create(
        application=step.application, author=by, text=text.strip(), mentioned=mentioned, written_at=now
    )
    if mentioned is not None:
        tell_mentioned(note, step, now=now)
    return note


def can_write_note(user: User, application: Application, *, on: dt.date) -> bool:
    """People of the desks who see the file; the auditor reads and writes nothing."""
    roles = {one.role for one in assignments_of(user, on=on)}
    return bool(roles & STAFF_DESKS) and can_read_internal(user, application, on=on)


def _may_be_mentioned(person: User, application: Application, *, on: dt.date) -> bool:
    sees = Application.objects.visible_to(person, on=on).filter(pk=application.pk).exists()
    return person.is_active and sees and can_write_note(person, application, on=on)


def tell_mentioned(note: DeskNote, step: Step, *, now: dt.datetime) -> None:
    application = step.application
    context: dict[str, Any] = {
        "resi": application.resi,
        "permit_name": application.permit_type.name,
        "author": note.author.name,
        "text": note.text,
        "link": reverse("workflow:step", args=[step.pk]),
    }
    tell(
        f"desk_note:{note.pk}",
        recipient=note.mentioned,
        template="desk_note",
        context=context,
        subject_key=f"application:{application.pk}",
        channels=("inbox",),
        now=now,
    )


def note_view(application: Application, *, by: User, now: dt.datetime) -> None:
    """Write down once a day that this officer opened the file; the applicant may read it.

    The auditor looks at the office, not at the person, and is left out.
    """
    on = timezone.localdate(now)
    roles = [one.role for one in assignments_of(by, on=on) if one.role != Role.AUDITOR]
    if not roles or application.applicant_id == by.pk:
        return
    # a desk's role is said rather than another one that the person holds as well
    role = min(roles, key=lambda one: one not in STAFF_DESKS)
    FileView.objects.bulk_create(
        [FileView(application=application, person=by, role=role, on=on, first_at=now)], ignore_conflicts=True
    )


def views_of(application: Application) -> QuerySet[FileView]:
    """Who looked at the file, the latest first."""
    return FileView.objects.filter(application=application).select_related("person").order_by("-first_at", "-id")
