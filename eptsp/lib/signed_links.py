"""Links that carry their own proof: signed, bound to one purpose, and good for a time."""

import datetime as dt
from typing import Any

from django.core import signing

from eptsp.lib.errors import DomainError

STALE = "Tautan ini tidak berlaku atau sudah kedaluwarsa. Silakan minta tautan yang baru."
SURVEY = "survey"  # made by workflow for the mail, read by surveys; the payload is the id of the application


def _salt(purpose: str) -> str:
    return f"eptsp.link.{purpose}"


def make(purpose: str, payload: Any) -> str:
    """Return a token that `read` opens again; the payload is JSON and can be read by its bearer."""
    return signing.dumps(payload, salt=_salt(purpose))


def read(purpose: str, token: str, *, max_age: dt.timedelta | int) -> Any:
    """Return the payload; raise DomainError when the token is altered, too old or made for another purpose."""
    try:
        return signing.loads(token, salt=_salt(purpose), max_age=max_age)
    except signing.BadSignature as error:
        raise DomainError(STALE) from error
