"""The officers' dashboard: what is urgent, what came back, what waits for others, today's numbers and a trend."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from eptsp.lib.formatting import ZONE
from permits.stages import Stage
from workflow.desk import MOST_COUNTED, desk_condition, my_steps
from workflow.models import Step
from workflow.permissions import STAFF_DESKS

SHOWN = 5
DAYS = 14
HEIGHT, BAR, GAP, LEFT = 120, 12, 20, 8  # pixels of the picture


@dataclass(frozen=True)
class Numbers:
    """Words, "12" or "199+": on the desk, late, due today, taken by this person."""

    everything: str
    late: str
    today: str
    taken: str


@dataclass(frozen=True)
class Day:
    """One day of the trend with its two bars; heights in pixels of the picture."""

    on: dt.date
    came: int
    went: int
    x: int
    came_height: int
    went_height: int

    @property
    def came_y(self) -> int:
        return HEIGHT - self.came_height

    @property
    def went_x(self) -> int:
        return self.x + BAR

    @property
    def went_y(self) -> int:
        return HEIGHT - self.went_height


@dataclass(frozen=True)
class Trend:
    """Fourteen days, the last is today; `most` is the highest bar."""

    days: list[Day]
    most: int

    @property
    def today(self) -> Day:
        return self.days[-1]

    @property
    def width(self) -> int:
        return LEFT + DAYS * (2 * BAR + GAP)


def numbers(user: User, *, now: dt.datetime) -> Numbers:
    """What lies on this person's desks; one query that stops counting at a bound."""
    steps = my_steps(user, on=timezone.localdate(now)).select_related(None).order_by("due_at", "id")
    end = dt.datetime.combine(timezone.localdate(now) + dt.timedelta(days=1), dt.time(), ZONE)
    found = steps.only("due_at", "taken_by_id")[: MOST_COUNTED + 1].aggregate(
        everything=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=now)),
        today=Count("pk", filter=Q(due_at__gte=now, due_at__lt=end)),
        taken=Count("pk", filter=Q(taken_by=user)),
    )
    return Numbers(**{name: f"{MOST_COUNTED}+" if n > MOST_COUNTED else str(n) for name, n in found.items()})


def desk_lists(user: User, *, now: dt.datetime) -> dict[str, Any]:
    """Late files, the most urgent of the others, what came back from applicants, what waits elsewhere; four queries."""
    mine = my_steps(user, on=timezone.localdate(now)).order_by("due_at", "id")
    mended = Step.objects.filter(
        application=OuterRef("application"), stage=Stage.REVISION, closed_at__lte=OuterRef("opened_at")
    )
    elsewhere = Step.objects.open().filter(
        stage__in=[Stage.AGENCY_REVIEW, Stage.REVISION], application__parties__user=user
    )
    return {
        "overdue": _rows(mine.filter(due_at__lt=now), now=now),
        "urgent": _rows(mine.filter(due_at__gte=now), now=now),
        "returned": _rows(mine.filter(Exists(mended)), now=now),
        "waiting": _rows(elsewhere.for_list().order_by("due_at", "id"), now=now),
    }


def _rows(steps: QuerySet[Step], *, now: dt.datetime) -> list[tuple[Step, bool]]:
    return [(step, step.is_overdue(now)) for step in steps[:SHOWN]]


def trend(user: User, *, whole_office: bool, now: dt.datetime) -> Trend:
    """How many files came to and left these desks on each of fourteen days; two queries."""
    today = timezone.localdate(now)
    first = today - dt.timedelta(days=DAYS - 1)
    since = dt.datetime.combine(first, dt.time(), ZONE)
    desks = Q(role__in=STAFF_DESKS) if whole_office else desk_condition(user, on=today)
    steps = Step.objects.filter(desks) if desks is not None else Step.objects.none()
    came = _per_day(steps, "opened_at", since=since)
    went = _per_day(steps, "closed_at", since=since)
    most = max([1, *came.values(), *went.values()])
    days = []
    for n in range(DAYS):
        on = first + dt.timedelta(days=n)
        x = LEFT + n * (2 * BAR + GAP)
        heights = [round(count * HEIGHT / most) for count in (came[on], went[on])]
        days.append(Day(on, came[on], went[on], x, *heights))
    return Trend(days, most)


def _per_day(steps: QuerySet[Step], moment: str, *, since: dt.datetime) -> Counter[dt.date]:
    rows = steps.filter(**{f"{moment}__gte": since}).annotate(day=TruncDate(moment, tzinfo=ZONE)).order_by()
    return Counter(dict(rows.values_list("day").annotate(Count("pk"))))
