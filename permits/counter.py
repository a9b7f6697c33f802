"""What the list of the counter shows: today's visits and the files of those people, in a constant number of queries."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.actions.counter import start_of_day
from accounts.models import CounterVisit, User
from permits.models import Application


def visits_of_today(now: dt.datetime, query: str) -> QuerySet[CounterVisit]:
    """Today's visits, the latest first, narrowed by part of a name."""
    rows = CounterVisit.objects.filter(at__gte=start_of_day(now)).select_related("person", "officer")
    if query:
        rows = rows.filter(person__name__icontains=query)
    return rows.order_by("-at", "-id")


def files_of(
    visits: Iterable[CounterVisit], *, user: User, now: dt.datetime
) -> list[tuple[CounterVisit, list[Application]]]:
    """Each visit with the files begun or sent for that person today by that officer; drafts only one's own."""
    shown = list(visits)
    rows = Application.objects.visible_to(user).filter(
        applicant__in=[one.person_id for one in shown], filed_by__isnull=False, created_at__gte=start_of_day(now)
    )
    found: dict[tuple[int, int | None], list[Application]] = {}
    for one in rows.select_related("permit_type").order_by("created_at", "id"):
        found.setdefault((one.applicant_id, one.filed_by_id), []).append(one)
    seen: set[tuple[int, int]] = set()
    result = []
    for visit in shown:
        pair = (visit.person_id, visit.officer_id)
        result.append((visit, [] if pair in seen else found.get(pair, [])))
        seen.add(pair)
    return result
