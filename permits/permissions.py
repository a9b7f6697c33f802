"""Whether one may do it to a permit or its reports; which rows one may see is `visible_to` of their application."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User, assignments_of, has_role
from accounts.roles import Role
from permits.models import Application, Permit, PermitDuty
from permits.models.application import SEE_ALL

REGISTER_READERS = SEE_ALL | {Role.KASI, Role.TECHNICAL_AGENCY}
REVOKERS = frozenset({Role.KADIS, Role.ADMINISTRATOR})
DUTY_READERS = REGISTER_READERS
ANNOUNCERS = frozenset({Role.KABID, Role.ADMINISTRATOR})


def can_edit(user: User, application: Application, *, on: dt.date) -> bool:
    """The applicant always (the status says what); the officer of the counter what they filed, while it is a draft."""
    if application.applicant_id == user.pk:
        return True
    is_draft = application.status == Application.Status.DRAFT
    return application.filed_by_id == user.pk and is_draft and has_role(user, Role.BACKOFFICE, on=on)


def can_read_register(user: User, *, on: dt.date) -> bool:
    """Officers whose desk sees files see the register; each the rows that they may see."""
    return any(assignment.role in REGISTER_READERS for assignment in assignments_of(user, on=on))


def can_revoke(user: User, permit: Permit, *, on: dt.date) -> bool:
    """The kadis or the administrator, never on a permit of their own."""
    roles = {assignment.role for assignment in assignments_of(user, on=on)}
    return permit.application.applicant_id != user.pk and bool(roles & REVOKERS)


def demand_revoke(user: User, permit: Permit, *, on: dt.date) -> None:
    """Raise PermissionDenied unless this person may revoke this permit."""
    if not can_revoke(user, permit, on=on):
        raise PermissionDenied


def can_edit_catalogue(user: User, *, on: dt.date) -> bool:
    """The administrator alone writes what permits ask for."""
    return any(assignment.role == Role.ADMINISTRATOR for assignment in assignments_of(user, on=on))


def demand_catalogue(user: User, *, on: dt.date) -> None:
    """Raise PermissionDenied unless this person may change the catalogue."""
    if not can_edit_catalogue(user, on=on):
        raise PermissionDenied


def can_report(user: User, duty: PermitDuty) -> bool:
    """The holder's account hands in reports."""
    return duty.permit.application.applicant_id == user.pk


def can_check_report(user: User, duty: PermitDuty, *, on: dt.date) -> bool:
    """The agency that advised on the permit; where none was asked, the back office. Never on a report of one's own."""
    if duty.permit.application.applicant_id == user.pk:
        return False
    return any(
        assignment.role == Role.BACKOFFICE
        if duty.agency_id is None
        else assignment.role == Role.TECHNICAL_AGENCY and assignment.agency_id == duty.agency_id
        for assignment in assignments_of(user, on=on)
    )


def can_announce(user: User, *, on: dt.date) -> bool:
    """The kabid and the administrator speak to all holders of a kind of permit."""
    return any(assignment.role in ANNOUNCERS for assignment in assignments_of(user, on=on))


def demand_announce(user: User, *, now: dt.datetime) -> None:
    """Raise PermissionDenied unless this person may announce."""
    if not can_announce(user, on=timezone.localdate(now)):
        raise PermissionDenied
