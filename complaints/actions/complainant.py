"""What the complainant does afterwards: answer a question, open it again, rate it.

Whether they are the complainant was asked before: by `Complaint.objects.of_person`, or by the ticket and its code.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from complaints import notices
from complaints.actions import turns
from complaints.actions.attachments import Kept, attach
from complaints.clock import due_of
from complaints.models import Complaint
from complaints.moves import Move
from complaints.routing import CHAIN
from eptsp.lib.errors import DomainError
from office.calendar import working_calendar

REOPEN_WITHIN = dt.timedelta(days=14)
MOST_ROUNDS = 3


@transaction.atomic
def reply(pk: int, text: str, *, now: dt.datetime, files: Sequence[Kept] = ()) -> Complaint:
    """Add the complainant's words to an open complaint; a question is thereby answered and the clock runs on."""
    complaint = turns.lock(pk)
    if not complaint.is_open:
        raise DomainError("Pengaduan ini sudah dijawab. Bila belum selesai, buka kembali pengaduan ini.")
    _demand(text)
    complaint.status = Complaint.Status.IN_PROCESS
    record = turns.Record(public=text)
    desk = complaint.desk
    event = turns.append(
        complaint,
        Move.REPLY,
        record,
        by=None,
        role=turns.COMPLAINANT,
        from_desk=desk,
        now=max(now, complaint.started_at),
    )
    attach(event, files)
    complaint.due_at = due_of(complaint, working_calendar(), now=now)
    turns.save(complaint, "status", "due_at")
    notices.replied(complaint, event, now=now)
    return complaint


def can_reopen(complaint: Complaint, *, now: dt.datetime) -> bool:
    """Whether the answer is younger than fourteen days and the complaint was not opened again too often."""
    return (
        complaint.closed_at is not None and now <= complaint.closed_at + REOPEN_WITHIN and complaint.round < MOST_ROUNDS
    )


@transaction.atomic
def reopen(pk: int, text: str, *, now: dt.datetime, files: Sequence[Kept] = ()) -> Complaint:
    """Open an answered complaint again: a new round with a clock of its own, from the first free desk."""
    complaint = turns.lock(pk)
    if complaint.is_open:
        raise DomainError("Pengaduan ini masih diproses; kirim pesan pada percakapan di halaman ini.")
    if not can_reopen(complaint, now=now):
        raise DomainError("Pengaduan dapat dibuka kembali paling lambat 14 hari setelah dijawab. Buat pengaduan baru.")
    _demand(text)
    complaint.status, complaint.closed_at, complaint.decision, complaint.rating = (
        Complaint.Status.IN_PROCESS,
        None,
        "",
        None,
    )
    complaint.round += 1
    complaint.started_at = now
    turns.place(complaint, start=CHAIN[0], integrity=complaint.is_integrity, now=now)
    complaint.due_at = due_of(complaint, working_calendar(), now=now)
    event = turns.append(complaint, Move.REOPEN, turns.Record(public=text), by=None, role=turns.COMPLAINANT, now=now)
    attach(event, files)
    columns = ("status", "closed_at", "decision", "rating", "round", "started_at", "desk", "is_integrity", "due_at")
    turns.save(complaint, *columns)
    notices.arrived(complaint, event, now=now)
    return complaint


@transaction.atomic
def rate(pk: int, stars: int, text: str = "", *, now: dt.datetime) -> Complaint:
    """Keep the complainant's opinion of the handling, 1 to 5, once per answer."""
    complaint = turns.lock(pk)
    if complaint.is_open:
        raise DomainError("Penilaian dapat diberikan setelah pengaduan dijawab.")
    if complaint.rating is not None:
        raise DomainError("Anda sudah memberi penilaian. Terima kasih.")
    if stars not in range(1, 6):
        raise DomainError("Pilih nilai 1 sampai 5.")
    complaint.rating = stars
    record = turns.Record(public=text, detail={"rating": stars})
    turns.append(complaint, Move.RATE, record, by=None, role=turns.COMPLAINANT, now=now)
    turns.save(complaint, "rating")
    return complaint


def _demand(text: str) -> None:
    if not text.strip():
        raise DomainError("Tulis pesan Anda.")
