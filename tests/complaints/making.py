"""Complaints and the people who handle them, made through the actions."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from accounts.roles import Role
from complaints import actions
from complaints.models import Complaint
from complaints.moves import Move
from tests.workflow.road import a_picture

WITA = ZoneInfo("Asia/Makassar")
MONDAY = dt.datetime(2026, 7, 6, 9, 0, tzinfo=WITA)  # no holiday near it
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Chain:
    """One person for each desk of the chain."""

    officer: Any
    section: Any
    head: Any
    kadis: Any
    auditor: Any

    def at(self, complaint: Complaint) -> Any:
        """The person at whose desk it lies."""
        names = {
            Role.COMPLAINT_OFFICER: self.officer,
            Role.COMPLAINT_SECTION: self.section,
            Role.COMPLAINT_HEAD: self.head,
            Role.KADIS: self.kadis,
            Role.AUDITOR: self.auditor,
        }
        return names[Role(complaint.desk)]


def a_chain(officer: Callable[..., Any]) -> Chain:
    """The four desks and an auditor."""
    roles = (Role.COMPLAINT_OFFICER, Role.COMPLAINT_SECTION, Role.COMPLAINT_HEAD, Role.KADIS, Role.AUDITOR)
    return Chain(*[officer(role) for role in roles])


def a_complaint(by: Any, *, now: dt.datetime = MONDAY, with_file: bool = False, **changes: Any) -> Complaint:
    """A complaint of a person with an account."""
    intake = actions.Intake(**{"category": "process", "body": "Berkas saya belum bergerak.", **changes})
    files = actions.keep_uploads([a_picture()], now=now) if with_file else []
    writer = actions.Writer(name=by.name, user=by)
    return actions.receive(intake, writer, key=uuid.uuid4(), by=by, now=now, files=files).complaint


def a_strangers(*, now: dt.datetime = MONDAY, email: str = "dewi@contoh.test", **changes: Any) -> actions.Received:
    """A complaint of somebody without an account, with the code of its ticket."""
    intake = actions.Intake(**{"category": "service", "body": "Loket tutup lebih awal.", **changes})
    writer = actions.Writer(name="Dewi Contoh", email=email)
    return actions.receive(intake, writer, key=uuid.uuid4(), by=None, now=now)


def step(
    complaint: Complaint, chain: Chain, move: Move, *, now: dt.datetime = MONDAY + HOUR, **words: Any
) -> Complaint:
    """Let the desk that holds it make one move, with the words that it needs."""
    usual: dict[Move, dict[str, Any]] = {
        Move.FORWARD: {"finding": "Sudah diperiksa."},
        Move.SEND_BACK: {"note": "Lengkapi."},
        Move.ASK: {"public": "Kapan kejadiannya?"},
        Move.ANSWER: {"public": "Sudah kami perbaiki.", "decision": "accepted"},
        Move.TO_AUDITOR: {"note": "Menyangkut petugas."},
        Move.TO_CHAIN: {"note": "Bukan soal integritas."},
        Move.MEETING: {"finding": "Disepakati perbaikan.", "day": now.date()},
    }
    complaint.refresh_from_db()
    said = actions.Words(**{**usual.get(move, {}), **words})
    return actions.act(complaint.pk, move, said, by=chain.at(complaint), now=now, seen_version=complaint.state_version)


def to_kadis(complaint: Complaint, chain: Chain) -> Complaint:
    """Officer, section and head hand it on."""
    for hour in (1, 2, 3):
        complaint = step(complaint, chain, Move.FORWARD, now=MONDAY + hour * HOUR)
    return complaint
