"""What the complainant may read of the history: the thread, and who has looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Role
from complaints.models import Attachment, Complaint, Event
from complaints.moves import Move


@dataclass(frozen=True)
class Message:
    """One bubble: from the complainant or the office, with the files that came with it."""

    is_own: bool
    label: str
    at: datetime
    text: str
    files: Sequence[Attachment]


@dataclass(frozen=True)
class Looked:
    """An officer (by role, not by name) who has opened the complaint."""

    role: str
    at: datetime
    saw_identity: bool


def thread_of(complaint: Complaint) -> list[Message]:
    """Return the words between complainant and office, oldest first; two queries. Internal notes are not read."""
    events = complaint.events.exclude(move=Move.RATE).order_by("n").prefetch_related("attachments__blob")
    return [_message(complaint, event) for event in events if event.public or event.move == Move.RECEIVE]


def _message(complaint: Complaint, event: Event) -> Message:
    is_first = event.move == Move.RECEIVE
    is_own = is_first or event.actor_role == "complainant"
    label = {Move.ANSWER: "Jawaban", Move.ASK: "Pertanyaan petugas"}.get(Move(event.move), "")
    text = complaint.body if is_first else event.public
    return Message(is_own, label, complaint.received_at if is_first else event.at, text, list(event.attachments.all()))


def who_looked(complaint: Complaint) -> list[Looked]:
    """Return who has opened it, newest first; the auditor's views only once the complaint is closed."""
    views = complaint.views.order_by("-at", "-id")
    if complaint.is_open:
        views = views.exclude(role=Role.AUDITOR)
    return [Looked(view.get_role_display(), view.at, view.saw_identity) for view in views[:50]]
