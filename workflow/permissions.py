"""Whether one may do it; which rows one may see is `visible_to`."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import RoleAssignment, User, assignments_of
from accounts.roles import Role
from permits.models import Application
from permits.stages import Stage
from workflow.models import MeetingGuest, OfficeLetter, SiteVisit, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

STAFF_DESKS = frozenset({Role.BACKOFFICE, Role.TECHNICAL_AGENCY, Role.KASI, Role.KABID, Role.KADIS, Role.RECORDS})


def desk_assignments(user: User, *, on: dt.date) -> "Sequence[RoleAssignment]":
    """The assignments through which this person works on files."""
    return [assignment for assignment in assignments_of(user, on=on) if assignment.role in STAFF_DESKS]


def assignment_for(user: User, step: Step, *, on: dt.date) -> RoleAssignment | None:
    """The assignment that gives this person the desk of this step, a definitive one before an acting one."""
    fitting = [
        assignment
        for assignment in desk_assignments(user, on=on)
        if assignment.role == step.role
        and (step.agency_id is None or assignment.agency_id == step.agency_id)
        and (step.sector_id is None or step.sector_id in {sector.pk for sector in assignment.sectors.all()})
    ]
    return min(fitting, key=lambda assignment: bool(assignment.acting), default=None)


def can_act(user: User, step: Step, *, on: dt.date) -> bool:
    """Whether the step lies on this person's desk. Nobody decides on an own application or checks an own filing."""
    if step.stage == Stage.REVISION:
        return step.application.applicant_id == user.pk
    if step.stage == Stage.REGISTRATION_CHECK and step.application.filed_by_id == user.pk:
        return False  # docs/decisions/0029-counter.md: who filled the form in does not check it
    return step.application.applicant_id != user.pk and assignment_for(user, step, on=on) is not None


def can_extend_revision(user: User, application: Application, *, on: dt.date) -> bool:
    """The back office extends a revision once or rejects it when overdue."""
    return is_backoffice(user, application, on=on)


def is_backoffice(user: User, application: Application, *, on: dt.date) -> bool:
    """Whether this person works at the back office and the file is not their own."""
    return application.applicant_id != user.pk and any(
        assignment.role == Role.BACKOFFICE for assignment in desk_assignments(user, on=on)
    )


def can_open_desk(user: User, *, on: dt.date | None = None) -> bool:
    """Whether this person has a task list at all."""
    day = on or timezone.localdate()
    return user.is_authenticated and bool(desk_assignments(user, on=day))


def can_write_message(user: User, application: Application, *, on: dt.date) -> bool:
    """The desks and the helpdesk write to an applicant; whether they may see the file is `visible_to`."""
    if application.applicant_id == user.pk:
        return False
    roles = {assignment.role for assignment in assignments_of(user, on=on)}
    return bool(roles & (STAFF_DESKS | {Role.HELPDESK}))


def can_read_internal(user: User, application: Application, *, on: dt.date) -> bool:
    """Internal notes are for officers and auditors, never for the applicant of the file."""
    if application.applicant_id == user.pk:
        return False
    roles = {assignment.role for assignment in assignments_of(user, on=on)}
    return bool(roles & (STAFF_DESKS | {Role.AUDITOR}))


def agencies_of(user: User, *, on: dt.date) -> set[int] | None:
    """The agencies to whose papers this person is confined; None for who works at the office itself or audits it."""
    found = assignments_of(user, on=on)
    if any(one.role in STAFF_DESKS | {Role.AUDITOR} and one.role != Role.TECHNICAL_AGENCY for one in found):
        return None
    return {one.agency_id for one in found if one.role == Role.TECHNICAL_AGENCY and one.agency_id}


def can_read_letter(user: User, letter: OfficeLetter, *, on: dt.date) -> bool:
    """The office reads every letter, an agency its own and those of its meetings, the applicant an invitation."""
    guests = MeetingGuest.objects.filter(meeting__step=letter.step_id)
    if letter.application.applicant_id == user.pk:
        return letter.kind == OfficeLetter.Kind.INVITATION and guests.filter(user=user).exists()
    if not can_read_internal(user, letter.application, on=on):
        return False
    mine = agencies_of(user, on=on)
    return mine is None or letter.agency_id in mine or guests.filter(agency__in=mine).exists()


def can_read_visit(user: User, visit: SiteVisit, *, on: dt.date) -> bool:
    """The office and the visiting agency read everything; the applicant reads date and place on their own page only."""
    if not can_read_internal(user, visit.application, on=on):
        return False
    mine = agencies_of(user, on=on)
    return mine is None or visit.agency_id in mine
