"""The desks' moves: lock, check, write history, tell."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from complaints import notices
from complaints.actions import turns
from complaints.actions.attachments import Kept, attach
from complaints.clock import due_of
from complaints.models import Complaint, Event
from complaints.moves import Move, following, moves_at, needs
from complaints.permissions import can_handle
from complaints.routing import CHAIN, desk_below
from eptsp.lib.errors import DomainError
from office.calendar import working_calendar


@dataclass(frozen=True)
class Words:
    """What the desk writes: internal note, finding for the register, words for the complainant, and the decision."""

    note: str = ""
    finding: str = ""
    public: str = ""
    decision: str = ""
    named: Iterable[int] = ()
    day: dt.date | None = None  # of a meeting


@transaction.atomic
def act(
    pk: int,
    move: Move,
    words: Words,
    *,
    by: User,
    now: dt.datetime,
    seen_version: int,
    files: Sequence[Kept] = (),
) -> Complaint:
    """Make one move of the desk that holds the complaint, and return it as it is afterwards.

    Raises PermissionDenied for another desk's complaint and for people whom it is about, DomainError for a closed
    one, a stale page, a move that the desk does not have, missing words.
    """
    complaint = turns.lock(pk)
    turns.demand_seen(complaint, seen_version)
    if not can_handle(by, complaint, on=timezone.localdate(now)):
        raise PermissionDenied
    if move not in moves_at(complaint.desk):
        raise DomainError("Langkah ini tidak tersedia di meja Anda. Muat ulang halaman lalu pilih lagi.")
    _demand_words(move, complaint.desk, words)
    return _make(complaint, move, words, by=by, now=max(now, complaint.started_at), files=files)


def _make(
    complaint: Complaint, move: Move, words: Words, *, by: User, now: dt.datetime, files: Sequence[Kept]
) -> Complaint:
    desk = complaint.desk
    _apply(complaint, move, words, now=now)
    record = turns.Record(words.note, words.finding, words.public, _detail(move, words))
    event = turns.append(complaint, move, record, by=by, role=desk, from_desk=desk, now=now)
    attach(event, files)
    if move == Move.ASK:
        complaint.due_at = due_of(complaint, working_calendar(), now=now)
    turns.save(
        complaint,
        *("desk", "is_integrity", "status", "due_at"),
        *("decision", "answer", "answered_at", "was_on_time", "closed_at"),
    )
    _tell(complaint, move, event, moved=complaint.desk != desk, now=now)
    return complaint


def _demand_words(move: Move, desk: str, words: Words) -> None:
    wanted = needs(move, desk)
    if wanted.note == "must" and not words.note.strip():
        raise DomainError("Isi catatan internal: jelaskan alasannya kepada meja berikutnya.")
    if wanted.finding == "must" and not words.finding.strip():
        raise DomainError("Isi hasil verifikasi atau rapat: bagian ini dicetak dalam rekapitulasi.")
    if wanted.public == "must" and not words.public.strip():
        raise DomainError("Isi pesan untuk pengadu.")
    if move == Move.ANSWER and words.decision not in Complaint.Decision.values:
        raise DomainError("Pilih keputusan: pengaduan diterima atau ditolak.")


def _apply(complaint: Complaint, move: Move, words: Words, *, now: dt.datetime) -> None:
    """Change the instance as the move says; the caller saves it."""
    match move:
        case Move.FORWARD:
            turns.place(complaint, start=following(complaint.desk), integrity=False, now=now)
        case Move.SEND_BACK:
            _send_back(complaint, now=now)
        case Move.TO_AUDITOR:
            turns.place(complaint, start=CHAIN[0], integrity=True, now=now)
        case Move.TO_CHAIN:
            turns.place(complaint, start=CHAIN[0], integrity=False, now=now)
        case Move.NAME:
            complaint.named.add(*words.named)
            turns.place(complaint, start=complaint.desk, integrity=complaint.is_integrity, now=now)
        case Move.ASK:
            complaint.status = Complaint.Status.WAITING
        case Move.ANSWER:
            _answer(complaint, words, now=now)


def _send_back(complaint: Complaint, *, now: dt.datetime) -> None:
    staff, away = turns.refresh_barred(complaint, now=now)
    below = desk_below(staff, away, desk=complaint.desk)
    if not below:
        raise DomainError("Tidak ada meja di bawah Anda yang boleh menangani pengaduan ini.")
    complaint.desk = below


def _answer(complaint: Complaint, words: Words, *, now: dt.datetime) -> None:
    complaint.was_on_time = now <= complaint.due_at or complaint.status == Complaint.Status.WAITING
    complaint.decision, complaint.answer = words.decision, words.public
    complaint.answered_at = complaint.closed_at = now
    complaint.status, complaint.desk = Complaint.Status.DONE, ""


def _detail(move: Move, words: Words) -> dict[str, str]:
    if move == Move.ANSWER:
        return {"decision": words.decision}
    if move == Move.MEETING and words.day:
        return {"day": words.day.isoformat()}
    return {}


def _tell(complaint: Complaint, move: Move, event: Event, *, moved: bool, now: dt.datetime) -> None:
    if move == Move.ANSWER:
        notices.answered(complaint, event, now=now)
    elif move == Move.ASK:
        notices.asked(complaint, event, now=now)
    elif moved:
        notices.arrived(complaint, event, now=now)
