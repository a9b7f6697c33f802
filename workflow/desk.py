"""The task list: open steps of a person's desks, by urgency, keyset-paged."""

import datetime as dt
import functools
import operator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from eptsp.lib.workingtime import WorkingCalendar
from permits.models import RUNNING, Application, PermitType
from permits.stages import Stage
from workflow.clock import silence_due
from workflow.countdown import Left, left
from workflow.models import Step
from workflow.permissions import desk_assignments

PAGE = 25
SHORTEST_SEARCH = 3
MOST_COUNTED = 199
QUEUE = 12
RARE = 250  # files; words that fit more are looked for in the order of the list
DUE = {"hari-ini": 0, "tiga-hari": 3, "tujuh-hari": 7}  # due at the latest at the end of that day from today
FORWARD_STAGES = frozenset({Stage.REGISTRATION_CHECK, Stage.VERIFICATION})  # desks with a checklist
LIST_ROWS = (
    "application__permit_type",
    "application__village__district__regency",
    "application__edition",
    "agency",
    "taken_by",
)
ANSWER_SHOWN = dt.timedelta(days=3)


@dataclass(frozen=True)
class TaskPage:
    """One page of the list; `next_after` is the keyset of the following page, or ""."""

    steps: list[Step]
    next_after: str


def my_steps(user: User, *, on: dt.date) -> QuerySet[Step]:
    """Open steps that lie on this person's desks; never those of their own applications."""
    mine = desk_condition(user, on=on)
    if mine is None:
        return Step.objects.none()
    return Step.objects.open().filter(mine).exclude(application__applicant=user).for_list()


def desk_condition(user: User, *, on: dt.date) -> Q | None:
    """What makes a step one of this person's desks, or None for somebody without a desk."""
    desks = [_desk(assignment) for assignment in desk_assignments(user, on=on)]
    # a condition that is never true would keep older planners from the index
    return functools.reduce(operator.or_, desks) if desks else None


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
    """Only steps whose resi, holder, applicant or permit type fits; a query under three letters changes nothing.

    Rare words: the running files that fit are found first, each part by an index of its own, so that a heap of other
    files costs nothing. Words that fit many files: the list is read in its own order and a page fills soon.
    """
    words = query.strip()
    if len(words) < SHORTEST_SEARCH:
        return steps
    found = _files_that_fit(words)
    if len(found) <= RARE:
        return steps.filter(application__in=found)
    return steps.filter(
        Q(application__resi__startswith=words.upper())
        | Q(application__holder_name__icontains=words)
        | Q(application__applicant__name__icontains=words)
        | Q(application__permit_type__name__icontains=words)
    )


def _files_that_fit(words: str) -> list[int]:
    """The numbers of running files that fit, a few more than RARE when they are many; one query."""
    running = Application.objects.filter(status__in=RUNNING).order_by().values("pk")
    named = User.objects.filter(name__icontains=words).order_by().values("pk")
    kinds = PermitType.objects.filter(name__icontains=words).order_by().values("pk")
    parts = (
        running.filter(resi__startswith=words.upper()),
        running.filter(holder_name__icontains=words),
        running.filter(applicant__in=named),
        running.filter(permit_type__in=kinds),
    )
    first, *others = (part[: RARE + 1] for part in parts)
    return list(first.union(*others).values_list("pk", flat=True))


@dataclass(frozen=True)
class TaskFilter:
    """What the list is narrowed to; an empty value narrows nothing. `nik` comes by POST only."""

    query: str = ""
    permit_type: str = ""
    agency: str = ""
    regency: str = ""
    kind: str = ""
    age: int = 0
    due: str = ""
    whose: str = ""
    nik: str = ""


def narrow(steps: QuerySet[Step], wanted: TaskFilter, *, user: User, now: dt.datetime) -> QuerySet[Step]:
    """The steps that fit every part of the filter. `age`: days on this desk at least; `due`: see DUE."""
    exact = {
        "application__permit_type__slug": wanted.permit_type,
        "application__permit_type__agency__code": wanted.agency,
        "application__village__district__regency__code": wanted.regency,
        "application__kind": wanted.kind,
        "application__applicant__nik": wanted.nik,
    }
    steps = steps.filter(**{name: value for name, value in exact.items() if value})
    if wanted.age:
        steps = steps.filter(opened_at__lte=now - dt.timedelta(days=wanted.age))
    if wanted.due == "lewat":
        steps = steps.filter(due_at__lt=now)
    elif wanted.due in DUE:
        steps = steps.filter(due_at__gte=now, due_at__lt=_end_of_day(now, days=DUE[wanted.due]))
    if wanted.whose == "saya":
        steps = steps.filter(taken_by=user)
    elif wanted.whose == "bebas":
        steps = steps.filter(taken_by=None)
    return search(steps, wanted.query)


def _end_of_day(now: dt.datetime, *, days: int) -> dt.datetime:
    return dt.datetime.combine(
        timezone.localdate(now) + dt.timedelta(days=days + 1), dt.time(), timezone.get_current_timezone()
    )


@dataclass(frozen=True)
class TaskRow:
    """One row: the step, whether it is late, the law's limit when it is near or over, and whether it may be ticked."""

    step: Step
    is_late: bool
    answer: Left | None
    can_forward: bool


def rows_of(steps: list[Step], cal: WorkingCalendar, *, now: dt.datetime) -> list[TaskRow]:
    """What the list prints about its steps; one query for all revisions of the page."""
    revisions: dict[int, list[Step]] = {}
    files = [step.application_id for step in steps]
    for one in Step.objects.filter(application__in=files, stage=Stage.REVISION).order_by("opened_at", "id"):
        revisions.setdefault(one.application_id, []).append(one)
    return [
        TaskRow(
            step,
            step.is_overdue(now),
            _answer(step, cal, revisions.get(step.application_id, []), now=now),
            step.stage in FORWARD_STAGES,
        )
        for step in steps
    ]


def _answer(step: Step, cal: WorkingCalendar, revisions: list[Step], *, now: dt.datetime) -> Left | None:
    """How long until silence would speak (UU 30/2014 Pasal 53); None while that is far."""
    due = silence_due(step.application, cal, revisions=revisions, now=now)
    if due is None or due - now > ANSWER_SHOWN:
        return None
    return left(due, now)


def page_of(steps: QuerySet[Step], *, after: str) -> TaskPage:
    """Twenty-five steps after the keyset "due|id"; a keyset that makes no sense starts from the top."""
    shown = steps.select_related(*LIST_ROWS).defer("application__edition__body")  # read once per edition and process
    rows = list(after_key(shown, after).order_by("due_at", "id")[: PAGE + 1])
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
    # the first condition follows from the second, but it is the one by which the index finds its place
    return steps.filter(Q(due_at__gte=moment) & (Q(due_at__gt=moment) | Q(pk__gt=int(pk))))
