"""The ticket of a complaint and the secret code beside it, for people without an account."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another
CODE_LENGTH = 10  # 50 bits; guessed at a few tries a minute


def new_ticket() -> str:
    """Return "ADU-" and eight random characters."""
    return "ADU-" + _random(8)


def new_code() -> str:
    """Return a secret code of ten characters in two groups: "7K3MQ-9XHRA"."""
    return f"{_random(5)}-{_random(5)}"


def digest(ticket: str, code: str) -> str:
    """Return what is kept of a code: a keyed hash bound to its ticket."""
    return salted_hmac("complaints.code", f"{ticket}:{tidy(code)}", algorithm="sha256").hexdigest()


def fits(ticket: str, code: str, kept: str) -> bool:
    """Whether this is the code; never for a complaint that has none."""
    return bool(kept) and constant_time_compare(digest(ticket, code), kept)


def tidy(typed: str) -> str:
    """Return what was typed in capitals without spaces and dashes."""
    return "".join(char for char in typed.upper() if char in LETTERS)


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
