"""What can be done with a complaint, at which desk, and which words it needs. Pure."""

from dataclasses import dataclass

from django.db.models import TextChoices

from accounts.roles import Role
from complaints.routing import CHAIN


class Move(TextChoices):
    """Steps of the history; those of the office are offered by `moves_at`."""

    RECEIVE = "receive", "Pengaduan diterima"
    FORWARD = "forward", "Diteruskan"
    SEND_BACK = "send_back", "Dikembalikan"
    ASK = "ask", "Pertanyaan kepada pengadu"
    REPLY = "reply", "Balasan pengadu"
    NAME = "name", "Petugas yang diadukan dicatat"
    MEETING = "meeting", "Rapat pembahasan"
    ANSWER = "answer", "Dijawab"
    TO_AUDITOR = "to_auditor", "Diserahkan ke auditor"
    TO_CHAIN = "to_chain", "Dikembalikan ke pelayanan pengaduan"
    REROUTE = "reroute", "Dialihkan oleh sistem"
    REOPEN = "reopen", "Dibuka kembali oleh pengadu"
    RATE = "rate", "Dinilai oleh pengadu"


@dataclass(frozen=True)
class Needs:
    """Which texts a move takes: "" none, "may", "must"."""

    note: str = "may"  # internal
    finding: str = ""  # for the register
    public: str = ""  # read by the complainant


NEEDS: dict[str, Needs] = {
    Move.FORWARD: Needs(finding="may"),
    Move.SEND_BACK: Needs(note="must"),
    Move.ASK: Needs(public="must"),
    Move.NAME: Needs(),
    Move.MEETING: Needs(finding="must"),
    Move.ANSWER: Needs(public="must"),
    Move.TO_AUDITOR: Needs(note="must"),
    Move.TO_CHAIN: Needs(note="must"),
}

_ALWAYS = (Move.ASK, Move.NAME)
_AT: dict[str, tuple[Move, ...]] = {
    Role.COMPLAINT_OFFICER: (Move.FORWARD, *_ALWAYS, Move.TO_AUDITOR),
    Role.COMPLAINT_SECTION: (Move.FORWARD, Move.SEND_BACK, *_ALWAYS, Move.TO_AUDITOR),
    Role.COMPLAINT_HEAD: (Move.FORWARD, Move.SEND_BACK, *_ALWAYS, Move.TO_AUDITOR),
    Role.KADIS: (Move.ANSWER, Move.MEETING, Move.SEND_BACK, *_ALWAYS, Move.TO_AUDITOR),
    Role.AUDITOR: (Move.ANSWER, Move.MEETING, *_ALWAYS, Move.TO_CHAIN),
}


def moves_at(desk: str) -> tuple[Move, ...]:
    """Return what this desk may do; nothing when the complaint is closed (desk "")."""
    return _AT.get(desk, ())


def needs(move: str, desk: str) -> Needs:
    """Return the texts of a move at a desk; the section hands on nothing without the result of its verification."""
    found = NEEDS[move]
    if move == Move.FORWARD and desk == Role.COMPLAINT_SECTION:
        return Needs(found.note, "must", found.public)
    return found


def following(desk: str) -> str:
    """Return the next desk of the chain; raises LookupError after its end."""
    return CHAIN[CHAIN.index(desk) + 1]
