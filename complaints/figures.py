"""Figures about complaints for the reports: counted by the database, no names, no matter."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Avg, Count, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from complaints.models import Complaint
from complaints.register import span


@dataclass(frozen=True)
class Figures:
    """Complaints received in a period; `on_time` are those whose (latest) answer came within the limit.

    `by_month` has "2026-07" as keys and every month of the period; the others every category, channel and status.
    """

    total: int
    answered: int
    on_time: int
    accepted: int
    rejected: int
    confidential: int
    integrity: int
    rating: Decimal | None  # mean of the ratings, two decimals half up
    by_month: Mapping[str, int]
    by_category: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_status: Mapping[str, int]


def figures(first: dt.date, last: dt.date) -> Figures:
    """Return the figures of a period, both days included; five queries."""
    start, end = span(first, last)
    rows = Complaint.objects.filter(received_at__gte=start, received_at__lt=end).order_by()
    sums = rows.aggregate(
        total=Count("pk"),
        answered=Count("pk", filter=Q(closed_at__isnull=False)),
        on_time=Count("pk", filter=Q(closed_at__isnull=False, was_on_time=True)),
        accepted=Count("pk", filter=Q(decision=Complaint.Decision.ACCEPTED)),
        rejected=Count("pk", filter=Q(decision=Complaint.Decision.REJECTED)),
        confidential=Count("pk", filter=Q(is_confidential=True)),
        integrity=Count("pk", filter=Q(is_integrity=True)),
        mean=Avg("rating"),
    )
    mean = sums.pop("mean")
    rating = None if mean is None else Decimal(str(mean)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    months = rows.annotate(year=ExtractYear("received_at"), month=ExtractMonth("received_at"))
    counted = {
        f"{row['year']}-{row['month']:02}": row["n"] for row in months.values("year", "month").annotate(n=Count("pk"))
    }
    return Figures(
        **sums,
        rating=rating,
        by_month={name: counted.get(name, 0) for name in _months(first, last)},
        by_category=_by(rows, "category", Complaint.Category.choices),
        by_channel=_by(rows, "channel", Complaint.Channel.choices),
        by_status=_by(rows, "status", Complaint.Status.choices),
    )


def _by(rows: "object", column: str, choices: list[tuple[str, str]]) -> dict[str, int]:
    found = dict(rows.values_list(column).annotate(n=Count("pk")))  # type: ignore[attr-defined]
    return {label: found.get(value, 0) for value, label in choices}


def _months(first: dt.date, last: dt.date) -> list[str]:
    """Every month from the first day's to the last day's, as "2026-07"."""
    names, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        names.append(f"{year}-{month:02}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return names
