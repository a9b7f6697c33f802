"""Who may do what with reports. All who lead may read; writing, checking and signing narrow down step by step."""

import datetime as dt
from typing import Any

from accounts.models import assignments_of
from accounts.roles import Role

READING = frozenset({Role.KASI, Role.KABID, Role.KADIS, Role.AUDITOR, Role.ADMINISTRATOR})
WRITING = frozenset({Role.KASI, Role.KABID, Role.ADMINISTRATOR})
CHECKING = frozenset({Role.KABID})
SIGNING = frozenset({Role.KADIS})
PUBLISHING = frozenset({Role.KADIS, Role.ADMINISTRATOR})


def can_read(user: Any, *, on: dt.date) -> bool:
    """Whether this person sees reports and the leaders' figures."""
    return _holds(user, READING, on)


def can_write(user: Any, *, on: dt.date) -> bool:
    """Whether this person types figures, texts and plans."""
    return _holds(user, WRITING, on)


def can_check(user: Any, *, on: dt.date) -> bool:
    """Whether this person freezes a quarterly report for signature, or gives it back."""
    return _holds(user, CHECKING, on)


def can_sign(user: Any, *, on: dt.date) -> bool:
    """Whether this person signs it."""
    return _holds(user, SIGNING, on)


def can_publish(user: Any, *, on: dt.date) -> bool:
    """Whether this person puts a signed report before the public."""
    return _holds(user, PUBLISHING, on)


def _holds(user: Any, roles: frozenset[Role], on: dt.date) -> bool:
    return any(one.role in roles for one in assignments_of(user, on=on))
