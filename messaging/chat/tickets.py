"""The pass with which a page opens its socket: encrypted, for one room and session, good for half a minute.

The socket may listen on a port or host of its own, where the session's cookie does not go.
"""

import datetime as dt
from dataclasses import dataclass

from outbox.cipher import decrypt, encrypt
from outbox.errors import Undeliverable

GOOD_FOR = 30  # seconds


@dataclass(frozen=True, slots=True)
class Pass:
    """Whose session wants which room."""

    session_key: str
    room_id: int


def issue(session_key: str, *, room_id: int, now: dt.datetime) -> str:
    """Return a ticket; nobody but our servers can read it."""
    return encrypt({"chat": room_id, "session": session_key, "until": now.timestamp() + GOOD_FOR})


def read(ticket: str, *, now: dt.datetime) -> Pass | None:
    """Return what a ticket says, None when it is not ours or too old."""
    try:
        held = decrypt(ticket)
    except (Undeliverable, ValueError):
        return None
    if "chat" not in held or held["until"] < now.timestamp():
        return None
    return Pass(held["session"], held["chat"])
