"""A person's own files and what they wait for; their calendar is told resi and type, nothing about people."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from accounts.models import User
from eptsp.lib.calendarfile import Event
from permits.models import Application, RevisionRequest
from workflow.models import CalendarLine


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date that a file waits for. `is_mine`: the applicant's own (a revision), else the office's promise."""

    uid: str
    resi: str
    permit_name: str
    due_at: dt.datetime
    is_mine: bool

    @property
    def words(self) -> str:
        return "Batas revisi" if self.is_mine else "Janji layanan"

    @property
    def advice(self) -> str:
        if self.is_mine:
            return "Perbaiki lalu kirim permohonan sebelum waktu ini, melalui menu Revisi."
        return "Paling lambat selesai menurut standar pelayanan. Waktu ini bergeser bila berkas menunggu perbaikan."


def files_of(user: User) -> QuerySet[Application]:
    """Return everything that this person has submitted, newest first, with the type's name."""
    rows = Application.objects.filter(applicant=user).exclude(status=Application.Status.DRAFT)
    return rows.select_related("permit_type").order_by("-submitted_at", "-id")


def open_deadlines(user: User, *, resi: str = "") -> list[Deadline]:
    """Return what this person's files wait for, the nearest first; two queries."""
    asked = Prefetch("revision_requests", RevisionRequest.objects.filter(closed_at=None), to_attr="open_requests")
    rows = Application.objects.filter(applicant=user, status__in=["IN_PROCESS", "REVISION"])
    rows = rows.filter(resi=resi) if resi else rows
    found = [line for row in rows.select_related("permit_type").prefetch_related(asked) for line in _of(row)]
    return sorted(found, key=lambda line: (line.due_at, line.uid))


def _of(application: Application) -> Iterable[Deadline]:
    """A revision's deadline while the file is with the applicant: the promise stands still then."""
    name, resi = application.permit_type.name, application.resi or ""
    requests: list[RevisionRequest] = application.open_requests  # type: ignore[attr-defined]
    if application.status == Application.Status.REVISION:
        for request in requests:
            yield Deadline(f"revisi-{request.pk}", resi, name, request.due_at, is_mine=True)
    elif application.promise_due_at is not None:
        yield Deadline(f"janji-{resi}", resi, name, application.promise_due_at, is_mine=False)


def events(deadlines: Iterable[Deadline], lines: Mapping[str, CalendarLine]) -> list[Event]:
    """Return them as a calendar file holds them; `lines` are those of `actions.feed.told`."""
    host = urlsplit(settings.SITE_URL).hostname or "e-ptsp"
    return [
        Event(
            uid=f"{one.uid}@{host}",
            due=one.due_at,
            summary=f"{one.words} permohonan {one.resi}",
            description=f"{one.permit_name}\n{one.advice}",
            url=settings.SITE_URL + reverse("workflow:application", args=[one.resi]),
            sequence=lines[one.uid].sequence,
            changed_at=lines[one.uid].changed_at,
        )
        for one in deadlines
    ]
