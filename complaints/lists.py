"""The lists of complaints: an applicant's own, numbered; the office's, keyset-paged."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User, assignments_of
from complaints.models import Complaint, Identity, InformationRequest

PAGE = 25


@dataclass(frozen=True)
class CasePage:
    """One page of the office's list; `next_after` is the keyset of the following page, or ""."""

    rows: list[Complaint]
    next_after: str


def own(user: User, query: str) -> QuerySet[Complaint]:
    """The person's complaints, newest first; the search looks at ticket, resi, category and what was written."""
    rows = Complaint.objects.of_person(user).select_related("application").order_by("-received_at", "-id")
    if not query:
        return rows
    return rows.filter(
        Q(body__icontains=query)
        | Q(application__resi__icontains=query)
        | Q(ticket__icontains=query)
        | Q(category__in=_categories(query))
    )


def _categories(query: str) -> list[str]:
    return [value for value, label in Complaint.Category.choices if query.lower() in label.lower()]


def cases(user: User, view: str, *, on: dt.date, now: dt.datetime) -> QuerySet[Complaint]:
    """What this officer may see: "meja" (on their desks), "terlambat", "selesai", or every open one."""
    rows = Complaint.objects.visible_to(user, on=on).select_related("application", "identity")
    roles = {one.role for one in assignments_of(user, on=on)}
    match view:
        case "meja":
            return rows.open().filter(desk__in=roles)
        case "terlambat":
            return rows.open().filter(due_at__lt=now, status=Complaint.Status.IN_PROCESS)
        case "selesai":
            return rows.exclude(closed_at=None)
    return rows.open()


def search(rows: QuerySet[Complaint], query: str, *, category: str = "", channel: str = "") -> QuerySet[Complaint]:
    """Only what fits; a confidential complaint is never found by the name of its writer."""
    if query:
        by_name = Identity.objects.filter(complaint__is_confidential=False).filter(
            Q(name__icontains=query) | Q(business__icontains=query) | Q(user__name__icontains=query)
        )
        rows = rows.filter(
            Q(ticket__icontains=query)
            | Q(application__resi__iexact=query)
            | Q(body__icontains=query)
            | Q(source_number__icontains=query)
            | Q(pk__in=by_name.values("complaint_id"))
        )
    if category:
        rows = rows.filter(category=category)
    return rows.filter(channel=channel) if channel else rows


def page_of(rows: QuerySet[Complaint], *, after: str) -> CasePage:
    """Twenty-five rows after the keyset "due|id", most urgent first; a keyset without sense starts from the top."""
    found = list(_after(rows, after).order_by("due_at", "id")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    return CasePage(found, f"{found[-1].due_at.isoformat()}|{found[-1].pk}" if more else "")


def _after(rows: QuerySet[Complaint], after: str) -> QuerySet[Complaint]:
    due, _, pk = after.partition("|")
    try:
        moment = dt.datetime.fromisoformat(due)
    except ValueError:
        return rows
    if moment.tzinfo is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return rows
    return rows.filter(Q(due_at__gt=moment) | Q(due_at=moment, pk__gt=int(pk)))


def letters_after(rows: QuerySet[InformationRequest], *, after: str) -> tuple[list[InformationRequest], str]:
    """Twenty-five letters after the keyset "day|id", newest first, and the keyset of the following page."""
    day, _, pk = after.partition("|")
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        try:
            since = dt.date.fromisoformat(day)
        except ValueError:
            since = None
        if since:
            rows = rows.filter(Q(received_on__lt=since) | Q(received_on=since, pk__lt=int(pk)))
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    return found, f"{found[-1].received_on.isoformat()}|{found[-1].pk}" if more else ""
