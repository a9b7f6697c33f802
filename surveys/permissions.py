"""Who may answer, who types in questionnaires of the counter, who reads what the office sees."""

import datetime as dt
from typing import Any

from accounts.models import assignments_of
from accounts.roles import Role
from permits.models import Application

# the counter is the back office's; the help desk types for it, the administrator mends
ENTERING = frozenset({Role.BACKOFFICE, Role.HELPDESK, Role.ADMINISTRATOR})
READING = ENTERING | {Role.KASI, Role.KABID, Role.KADIS, Role.AUDITOR}


def can_answer(user: Any, application: Application, *, has_link: bool) -> bool:
    """The applicant, or whoever holds the link from the applicant's mail; what was answered once is no matter here."""
    return has_link or (user is not None and user.pk is not None and application.applicant_id == user.pk)


def can_enter(user: Any, *, on: dt.date) -> bool:
    """Whether this person types in or imports questionnaires of the counter."""
    return any(one.role in ENTERING for one in assignments_of(user, on=on))


def can_read(user: Any, *, on: dt.date) -> bool:
    """Whether this person sees the survey desk with remarks and imports."""
    return any(one.role in READING for one in assignments_of(user, on=on))
