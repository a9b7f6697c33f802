"""A place in the e-mail column for people who have no address: unique, and never written to."""

import secrets

NOWHERE = "@loket.invalid"  # RFC 2606: a domain that never exists


def without_address() -> str:
    """Return a new placeholder; 96 random bits, nothing of the person."""
    return f"{secrets.token_hex(12)}{NOWHERE}"


def has_address(email: str) -> bool:
    """Whether a letter can be sent there."""
    return bool(email) and not email.endswith(NOWHERE)
