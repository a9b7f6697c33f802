"""The task list: open steps of a person's desks, by urgency, keyset-paged."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from workflow.models import Step
from workflow.permissions import desk_assignments

PAGE = 25
SHORTEST_SEARCH = 3


@dataclass(frozen=True)
class TaskPage:
    """One page of the list; `next_after` is the keyset of the following page, or ""."""

    steps: list[Step]
    next_after: str


def my_steps(user: User, *, on: dt.date) -> QuerySet[Step]:
    """Open steps that lie on this person's desks; never those of their own applications."""
    mine = Q(pk=None)
    for assignment in desk_assignments(user, on=on):
        desk = Q(role=assignment.role)
        if assignment.role == Role.TECHNICAL_AGENCY:
            desk &= Q(agency=assignment.agency_id)
        if assignment.role == Role.KASI:
            desk &= Q(sector__in=[sector.pk for sector in assignment.sectors.all()])
        mine |= desk
    return Step.objects.open().filter(mine).exclude(application__applicant=user).for_list()


def search(steps: QuerySet[Step], query: str) -> QuerySet[Step]:
    """Only steps whose resi, holder or permit type fits; a query under three letters changes nothing."""
    words = query.strip()
    if len(words) < SHORTEST_SEARCH:
        return steps
    return steps.filter(
        Q(application__resi__istartswith=words)
        | Q(application__holder_name__icontains=words)
        | Q(application__permit_type__name__icontains=words)
    )


def page_of(steps: QuerySet[Step], *, after: str) -> TaskPage:
    """Twenty-five steps after the keyset "due|id"; a keyset that makes no sense starts from the top."""
    rows = list(_after(steps, after).order_by("due_at", "id")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return TaskPage(rows, f"{rows[-1].due_at.isoformat()}|{rows[-1].pk}" if more else "")


def _after(steps: QuerySet[Step], after: str) -> QuerySet[Step]:
    due, _, pk = after.partition("|")
    try:
        moment = dt.datetime.fromisoformat(due)
    except ValueError:
        return steps
    if not pk.isdigit() or moment.tzinfo is None:
        return steps
    return steps.filter(Q(due_at__gt=moment) | Q(due_at=moment, pk__gt=int(pk)))
