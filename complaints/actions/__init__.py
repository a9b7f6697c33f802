"""Everything that changes a complaint."""

from complaints.actions.attachments import Kept, keep_uploads
from complaints.actions.complainant import rate, reopen, reply
from complaints.actions.handling import Words, act
from complaints.actions.intake import Intake, Received, Writer, receive
from complaints.actions.viewing import note_view, reveal_identity
from complaints.actions.watching import watch

__all__ = [
    "Intake",
    "Kept",
    "Received",
    "Words",
    "Writer",
    "act",
    "keep_uploads",
    "note_view",
    "rate",
    "receive",
    "reopen",
    "reply",
    "reveal_identity",
    "watch",
]
