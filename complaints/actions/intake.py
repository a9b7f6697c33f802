"""A complaint comes in: by its writer online, or written down by an officer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from complaints import notices
from complaints.actions import turns
from complaints.actions.attachments import Kept, attach
from complaints.clock import due_of
from complaints.desks import staff_on
from complaints.models import Complaint, Identity
from complaints.moves import Move
from complaints.permissions import can_take_in
from complaints.routing import CHAIN, named_people
from complaints.tickets import digest, new_code, new_ticket
from eptsp.lib.errors import DomainError
from office.calendar import working_calendar
from permits.models import Application

TRIES = 5  # a ticket drawn twice: one in a million million


@dataclass(frozen=True)
class Writer:
    """Who complains; `user` when they are signed in."""

    name: str = ""
    business: str = ""
    is_company: bool = False
    email: str = ""
    phone: str = ""
    address: str = ""
    user: User | None = None


@dataclass(frozen=True)
class Intake:
    """What was written. `received_at`: when a letter came in, if before now."""

    category: str
    body: str
    channel: str = Complaint.Channel.ONLINE
    application: Application | None = None
    source_number: str = ""
    named_text: str = ""
    is_confidential: bool = False
    is_integrity: bool = False
    received_at: dt.datetime | None = None


@dataclass(frozen=True)
class Received:
    """The complaint, and the code that opens its ticket: known now and never again; "" for a writer with an account."""

    complaint: Complaint
    code: str = ""


def receive(
    intake: Intake,
    writer: Writer,
    *,
    key: uuid.UUID,
    by: User | None,
    now: dt.datetime,
    files: Sequence[Kept] = (),
) -> Received:
    """Keep a complaint, route it, confirm it to its writer and tell the desk.

    `by` is the writer, the officer who writes it down, or None for a stranger. The same `key` again returns what is
    there. Raises PermissionDenied for somebody else's application or an officer without the right, DomainError for a
    time in the future.
    """
    _demand_right(intake, writer, by=by, now=now)
    known = Complaint.objects.filter(key=key).first()
    if known is not None:
        return _again(known, writer)
    for _ in range(TRIES):
        ticket, code = new_ticket(), "" if writer.user else new_code()
        if not Complaint.objects.filter(ticket=ticket).exists():
            break
    try:
        return _write(intake, writer, key=key, ticket=ticket, code=code, by=by, now=now, files=files)
    except IntegrityError:  # the other click of a double click was first
        return _again(Complaint.objects.get(key=key), writer)


def _demand_right(intake: Intake, writer: Writer, *, by: User | None, now: dt.datetime) -> None:
    is_own = by is None or by == writer.user
    if not is_own and not can_take_in(by, on=timezone.localdate(now)):
        raise PermissionDenied
    if writer.user and intake.application and intake.application.applicant_id != writer.user.pk:
        raise PermissionDenied
    if intake.received_at and intake.received_at > now:
        raise DomainError("Waktu pengaduan diterima tidak boleh di masa depan.")


def _again(known: Complaint, writer: Writer) -> Received:
    """The complaint that this form has made already; somebody else's key opens nothing."""
    if known.identity.user != writer.user:
        raise PermissionDenied
    return Received(known)


@transaction.atomic
def _write(
    intake: Intake,
    writer: Writer,
    *,
    key: uuid.UUID,
    ticket: str,
    code: str,
    by: User | None,
    now: dt.datetime,
    files: Sequence[Kept],
) -> Received:
    received_at = intake.received_at or now
    complaint = Complaint.objects.create(
        key=key,
        ticket=ticket,
        code_hash=digest(ticket, code) if code else "",
        channel=intake.channel,
        source_number=intake.source_number,
        category=intake.category,
        application=intake.application,
        body=intake.body,
        named_text=intake.named_text,
        is_confidential=intake.is_confidential,
        desk=CHAIN[0],
        received_at=received_at,
        started_at=received_at,
        due_at=received_at,
    )
    Identity.objects.create(
        complaint=complaint,
        user=writer.user,
        name=writer.name,
        business=writer.business,
        is_company=writer.is_company,
        email=writer.email,
        phone=writer.phone,
        address=writer.address,
    )
    complaint.named.set(named_people(intake.named_text, staff_on(timezone.localdate(now))))
    turns.place(complaint, start=CHAIN[0], integrity=intake.is_integrity, now=now)
    complaint.due_at = due_of(complaint, working_calendar(), now=now)
    complaint.save(update_fields=["desk", "is_integrity", "due_at"])
    is_own = by is None or by == writer.user
    role = turns.COMPLAINANT if is_own else CHAIN[0]
    event = turns.append(complaint, Move.RECEIVE, turns.Record(), by=None if is_own else by, role=role, now=now)
    attach(event, files)
    notices.received(complaint, code=code, now=now)
    notices.arrived(complaint, event, now=now)
    return Received(complaint, code)
