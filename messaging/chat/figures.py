"""How fast the helpdesk answers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Avg, Count, DurationField, ExpressionWrapper, F
from django.db.models.functions import TruncDate

from messaging.chat.models import Conversation


class Median(Aggregate):
    """The middle value, counted by the database."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    name = "Median"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the conversations opened since a day: how many, the median of the first answer, the rating."""

    opened: int
    answered: int
    first_answer: dt.timedelta | None
    first_answer_office: dt.timedelta | None
    stars: float | None
    rated: int


def figures(*, since: dt.datetime) -> Figures:
    """Return the figures of the conversations opened since then; one query."""
    return Figures(**Conversation.objects.filter(opened_at__gte=since, asked_at__isnull=False).aggregate(**_columns()))


def per_day(*, since: dt.datetime) -> list[dict[str, Any]]:
    """Return the same figures per day of the office, newest first; one query."""
    asked = Conversation.objects.filter(opened_at__gte=since, asked_at__isnull=False)
    rows = asked.annotate(day=TruncDate("opened_at")).values("day").annotate(**_columns()).order_by("-day")
    return [dict(row) for row in rows]


def _columns() -> dict[str, Any]:
    elapsed = ExpressionWrapper(F("first_answer_at") - F("asked_at"), output_field=DurationField())
    return {
        "opened": Count("pk"),
        "answered": Count("first_answer_at"),
        "first_answer": Median(elapsed, output_field=DurationField()),
        "first_answer_office": Median("first_answer_office", output_field=DurationField()),
        "stars": Avg("rating"),
        "rated": Count("rating"),
    }
