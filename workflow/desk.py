"""The task list: open steps of a person's desks, by urgency, keyset-paged."""

import datetime as dt
import functools
import operator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from workflow.models import Step
from workflow.permissions import desk_assignments

PAGE = 25
SHORTEST_SEARCH = 3
MOST_COUNTED = 199
QUEUE = 12


@dataclass(frozen=True)
class TaskPage:
    """One page of the list; `next_after` is the keyset of the following page, or ""."""

    steps: list[Step]
    next_after: str


def my_steps(user: User, *, on: dt.date) -> QuerySet[Step]:
    """Open steps that lie on this person's desks; never those of their own applications."""
    desks = [_desk(assignment) for assignment in desk_assignments(user, on=on)]
    if not desks:
        return Step.objects.none()
    # a condition that is never true would keep older planners from the index
    mine = functools.reduce(operator.or_, desks)
    return Step.objects.open().filter(mine).exclude(application__applicant=user).for_list()


def _desk(assignment: RoleAssignment) -> Q:
    desk = Q(role=assignment.role)
    if assignment.role == Role.TECHNICAL_AGENCY:
        desk &= Q(agency=assignment.agency_id)
    if assignment.role == Role.KASI:
        desk &= Q(sector__in=[sector.pk for sector in assignment.sectors.all()])
    return desk


@dataclass(frozen=True)
class Counts:
    """The numbers on the filters, as words: "12", or "199+" for a heap."""

    everything: str
    late: str


def counts(steps: QuerySet[Step], *, now: dt.datetime) -> Counts:
    """How much lies on the desk; one query that stops counting at a bound, so that a heap of files costs no more."""
    first = steps.select_related(None).order_by("due_at", "id").only("due_at")[: MOST_COUNTED + 1]
    found = first.aggregate(everything=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return Counts(_words(found["everything"]), _words(found["late"]))


def _words(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def queue(user: User, *, on: dt.date) -> list[Step]:
    """The most urgent files of this person's desks, for the strip beside an open file; one query."""
    return list(my_steps(user, on=on).order_by("due_at", "id")[:QUEUE])


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
    rows = list(after_key(steps, after).order_by("due_at", "id")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return TaskPage(rows, f"{rows[-1].due_at.isoformat()}|{rows[-1].pk}" if more else "")


def after_key(steps: QuerySet[Step], after: str) -> QuerySet[Step]:
    """Those that come after the keyset "due|id"; one that makes no sense changes nothing."""
    due, _, pk = after.partition("|")
    try:
        moment = dt.datetime.fromisoformat(due)
    except ValueError:
        return steps
    if not pk.isdigit() or moment.tzinfo is None:
        return steps
    return steps.filter(Q(due_at__gt=moment) | Q(due_at=moment, pk__gt=int(pk)))
