"""The register of permits and the lists of reports owed: which rows, in which order, keyset-paged."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User, assignments_of
from accounts.roles import Role
from permits import lifecycle
from permits.models import Application, Permit, PermitDuty, PermitStateEntry
from permits.models.application import SEE_ALL

PAGE = 25
SHORTEST_SEARCH = 3
EVENT_WORDS = {
    lifecycle.Event.RELEASED: "Diterbitkan",
    lifecycle.Event.EXPIRED: "Masa berlaku habis",
    lifecycle.Event.REVOKED: "Dicabut",
    lifecycle.Event.SUPERSEDED: "Digantikan izin lain",
    lifecycle.Event.SIGNATURE_CLEARED: "Dinyatakan belum ditandatangani penyedia",
    lifecycle.Event.SIGNATURE_FOUND: "Tanda tangan penyedia ditemukan",
}
INTERNAL_EVENTS = frozenset({lifecycle.Event.SIGNATURE_CLEARED, lifecycle.Event.SIGNATURE_FOUND})


@dataclass(frozen=True)
class Page[Row]:
    """One page of a keyset list; `next_after` is the keyset of the following page, or ""."""

    rows: list[Row]
    next_after: str


@dataclass(frozen=True)
class StateLine:
    """One line of a permit's history as people read it."""

    day: dt.date
    words: str
    reason: str
    at: dt.datetime | None = None
    who: str = ""


def permits_for(user: User) -> QuerySet[Permit]:
    """Issued permits whose file this officer may see, with what a row prints; the officer's own are no work."""
    files = Application.objects.visible_to(user).exclude(applicant=user)
    rows = Permit.objects.exclude(state=Permit.State.PENDING).select_related("entry", "application__permit_type")
    if any(assignment.role in SEE_ALL for assignment in assignments_of(user, on=timezone.localdate())):
        return rows.exclude(application__applicant=user)
    return rows.filter(application__in=files.values("pk"))


def search(permits: QuerySet[Permit], query: str) -> QuerySet[Permit]:
    """Those whose number, resi, holder or type fits; a query under three letters changes nothing."""
    words = query.strip()
    if len(words) < SHORTEST_SEARCH:
        return permits
    return permits.filter(
        Q(entry__text__icontains=words)
        | Q(application__resi__istartswith=words)
        | Q(application__holder_name__icontains=words)
        | Q(application__permit_type__name__icontains=words)
    )


def in_state(permits: QuerySet[Permit], state: str, *, today: dt.date) -> QuerySet[Permit]:
    """Those whose state reads so today; an unknown state changes nothing."""
    over = Q(state=Permit.State.ACTIVE, valid_until__lt=today)
    if state == Permit.State.ACTIVE:
        return permits.filter(state=state).exclude(over)
    if state == Permit.State.EXPIRED:
        return permits.filter(Q(state=state) | over)
    if state in {Permit.State.REVOKED, Permit.State.SUPERSEDED}:
        return permits.filter(state=state)
    return permits


def page_of_permits(permits: QuerySet[Permit], *, after: str) -> Page[Permit]:
    """Twenty-five permits, the latest first, after the keyset "date|id"; nonsense starts from the top."""
    if key := _key(after):
        day, pk = key
        permits = permits.filter(Q(issued_on__lt=day) | Q(issued_on=day, pk__lt=pk))
    rows = list(permits.order_by("-issued_on", "-id")[: PAGE + 1])
    return Page(rows[:PAGE], f"{rows[PAGE - 1].issued_on}|{rows[PAGE - 1].pk}" if len(rows) > PAGE else "")


def duties_for(user: User) -> QuerySet[PermitDuty]:
    """Reports owed under permits whose file this officer may see; an agency sees those that it checks."""
    rows = PermitDuty.objects.select_related("permit__entry", "permit__application__permit_type", "agency")
    rows = rows.exclude(permit__application__applicant=user)
    held = assignments_of(user, on=timezone.localdate())
    if any(assignment.role in SEE_ALL for assignment in held):
        return rows
    mine = Q(pk__in=[])
    for assignment in held:
        if assignment.role == Role.TECHNICAL_AGENCY:
            mine |= Q(agency=assignment.agency_id)
        if assignment.role == Role.KASI:
            sectors = [sector.pk for sector in assignment.sectors.all()]
            mine |= Q(permit__application__permit_type__sector__in=sectors)
    return rows.filter(mine)


def own_duties(user: User) -> QuerySet[PermitDuty]:
    """The reports that this holder owes or has handed in."""
    rows = PermitDuty.objects.filter(permit__application__applicant=user)
    return rows.select_related("permit__entry", "permit__application__permit_type", "agency")


def narrowed(duties: QuerySet[PermitDuty], which: str, *, today: dt.date) -> QuerySet[PermitDuty]:
    """ "periksa" waits for the agency, "terlambat" is late, "diterima" is done; else all that is still open."""
    open_states = [PermitDuty.State.OWED, PermitDuty.State.NEEDS_WORK]
    if which == "periksa":
        return duties.filter(state=PermitDuty.State.SUBMITTED)
    if which == "terlambat":
        return duties.filter(state__in=open_states, due_on__lt=today)
    if which == "diterima":
        return duties.filter(state=PermitDuty.State.ACCEPTED)
    return duties.exclude(state=PermitDuty.State.ACCEPTED)


def page_of_duties(duties: QuerySet[PermitDuty], *, after: str) -> Page[PermitDuty]:
    """Twenty-five reports, the first due first, after the keyset "date|id"."""
    if key := _key(after):
        day, pk = key
        duties = duties.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
    rows = list(duties.order_by("due_on", "id")[: PAGE + 1])
    return Page(rows[:PAGE], f"{rows[PAGE - 1].due_on}|{rows[PAGE - 1].pk}" if len(rows) > PAGE else "")


def _key(after: str) -> tuple[dt.date, int] | None:
    day, _, pk = after.partition("|")
    try:
        return dt.date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def state_lines(permit: Permit, *, today: dt.date, for_public: bool) -> list[StateLine]:
    """The history of the state, oldest first; strangers read days and public reasons, officers also who and when.

    A permit that has run out and that no task has marked yet reads as expired all the same. One query.
    """
    entries = list(PermitStateEntry.objects.filter(permit=permit).select_related("by").order_by("at", "id"))
    lines = list(_lines(entries, for_public=for_public))
    if not any(entry.event == lifecycle.Event.RELEASED for entry in entries):
        lines.insert(0, StateLine(permit.issued_on, EVENT_WORDS[lifecycle.Event.RELEASED], ""))
    read = lifecycle.state_on(permit.state, permit.valid_until, today)
    if read != permit.state and permit.valid_until is not None:
        first_day = permit.valid_until + dt.timedelta(days=1)
        lines.append(StateLine(first_day, EVENT_WORDS[lifecycle.Event.EXPIRED], ""))
    return lines


def _lines(entries: list[PermitStateEntry], *, for_public: bool) -> Iterator[StateLine]:
    for entry in entries:
        event = lifecycle.Event(entry.event)
        if for_public and event in INTERNAL_EVENTS:
            continue
        extra: dict[str, Any] = {} if for_public else {"at": entry.at, "who": entry.by.name if entry.by else "Sistem"}
        yield StateLine(entry.effective_on, EVENT_WORDS[event], entry.reason, **extra)
