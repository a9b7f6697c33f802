"""Whose verb is whose in the chat. Rows one may know of: `visible_to`."""

import datetime as dt
from typing import Any

from accounts.models import has_role
from accounts.roles import Role
from messaging.chat.models import Room, reads_all


def can_see_desk(user: Any, *, on: dt.date) -> bool:
    """The helpdesk works here, the auditor looks."""
    return reads_all(user, on=on)


def can_answer(user: Any, room: Room, *, on: dt.date) -> bool:
    """The helpdesk answers, but nobody their own question."""
    return room.applicant_id != user.pk and has_role(user, Role.HELPDESK, on=on)
