"""Whether one may look after the notices of the office."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from accounts.models import User, has_role
from accounts.roles import Role


def demand_administrator(user: User, *, on: dt.date) -> None:
    """Raise PermissionDenied unless this person administers on that day."""
    if not has_role(user, Role.ADMINISTRATOR, on=on):
        raise PermissionDenied
