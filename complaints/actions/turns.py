"""The parts that every change of a complaint shares; all of it runs inside the caller's transaction."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from complaints import desks
from complaints.models import Complaint, Event
from complaints.routing import Person, first_desk
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import wita

COMPLAINANT, SYSTEM = "complainant", "system"


@dataclass
class Record:
    """What an event says beside who, when and where."""

    note: str = ""
    finding: str = ""
    public: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def lock(pk: int) -> Complaint:
    """The complaint under a row lock, with its identity; must run inside a transaction."""
    locked = Complaint.objects.select_for_update(of=("self",))
    return locked.select_related("identity", "application__permit_type").get(pk=pk)


def demand_seen(complaint: Complaint, seen_version: int) -> None:
    """Raise DomainError when the complaint was closed or has changed since the page was opened."""
    if not complaint.is_open:
        raise DomainError(
            f"Pengaduan ini sudah dijawab pada {wita(complaint.closed_at)}. Langkah Anda tidak disimpan; "  # type: ignore[arg-type]
            "muat ulang halaman untuk melihat keadaan terbaru."
        )
    if seen_version != complaint.state_version:
        raise DomainError(
            "Pengaduan ini berubah sejak halaman Anda dibuka. "
            "Muat ulang halaman, periksa kembali, lalu ulangi langkah Anda."
        )


def refresh_barred(complaint: Complaint, *, now: dt.datetime) -> tuple[list[Person], frozenset[int]]:
    """Work out anew who is kept away, write it down, return the office's people and those kept away."""
    day = timezone.localdate(now)
    staff = desks.staff_on(day)
    away = desks.kept_out(complaint, staff, on=day)
    desks.write_barred(complaint, away)
    return staff, away


def place(complaint: Complaint, *, start: str, integrity: bool, now: dt.datetime) -> None:
    """Put the complaint on the first free desk from `start`; what reaches the auditor is of the integrity channel."""
    staff, away = refresh_barred(complaint, now=now)
    complaint.desk = first_desk(staff, away, start=start, integrity=integrity)
    complaint.is_integrity = integrity or complaint.desk == Role.AUDITOR


def append(
    complaint: Complaint,
    move: str,
    record: Record,
    *,
    by: User | None,
    role: str,
    from_desk: str = "",
    now: dt.datetime,
) -> Event:
    """Write one event with the next number."""
    last = complaint.events.aggregate(last=Max("n"))["last"] or 0
    return Event.objects.create(
        complaint=complaint,
        n=last + 1,
        at=now,
        move=move,
        actor=by,
        actor_role=role,
        from_desk=from_desk,
        to_desk=complaint.desk,
        status_after=complaint.status,
        note=record.note,
        finding=record.finding,
        public=record.public,
        detail=record.detail,
    )


def save(complaint: Complaint, *fields: str) -> None:
    """Save these columns and count the state on, so that older pages are refused."""
    complaint.state_version += 1
    complaint.save(update_fields=["state_version", *fields])
