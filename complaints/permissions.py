"""Whether one may do it; which rows one may see is `visible_to`."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User, assignments_of
from accounts.roles import Role
from complaints.desks import is_kept_out
from complaints.models import Complaint
from complaints.moves import Move, moves_at
from complaints.routing import DESKS

INTAKE = frozenset({Role.COMPLAINT_OFFICER, Role.COMPLAINT_SECTION, Role.COMPLAINT_HEAD})
NEEDS_IDENTITY = frozenset({Role.COMPLAINT_HEAD, Role.KADIS, Role.AUDITOR})  # a confidential one, at their own desk


def roles_of(user: Any, *, on: dt.date) -> frozenset[str]:
    """The roles that this person holds on that day."""
    return frozenset(one.role for one in assignments_of(user, on=on))


def can_open_desk(user: Any, *, on: dt.date | None = None) -> bool:
    """Whether this person has to do with complaints at all."""
    return user.is_authenticated and bool(roles_of(user, on=on or timezone.localdate()) & set(DESKS))


def can_take_in(user: Any, *, on: dt.date | None = None) -> bool:
    """Whether this person writes down what came by letter, telephone or in person, and the information requests."""
    return user.is_authenticated and bool(roles_of(user, on=on or timezone.localdate()) & INTAKE)


def can_handle(user: User, complaint: Complaint, *, on: dt.date) -> bool:
    """Whether it lies on this person's desk and is not about them; asked anew of the tables, not of the list's rows."""
    return (
        complaint.is_open
        and complaint.desk in roles_of(user, on=on)
        and complaint.identity.user_id != user.pk
        and not is_kept_out(user, complaint, on=on)
    )


def allowed_moves(user: User, complaint: Complaint, *, on: dt.date) -> tuple[Move, ...]:
    """The moves that this person is offered; the action asks the same."""
    return moves_at(complaint.desk) if can_handle(user, complaint, on=on) else ()


def can_see_identity(user: User, complaint: Complaint, *, on: dt.date) -> bool:
    """Everybody who sees the complaint, unless it is confidential: then only the desk that decides on it."""
    if not complaint.is_confidential:
        return True
    return complaint.desk in NEEDS_IDENTITY and can_handle(user, complaint, on=on)


def role_at(user: User, complaint: Complaint, *, on: dt.date) -> str:
    """The role in which this person looks at the complaint: its desk's when they hold it, else their highest."""
    held = roles_of(user, on=on)
    if complaint.desk in held:
        return complaint.desk
    return next((desk for desk in reversed(DESKS) if desk in held), "")
