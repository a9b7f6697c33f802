"""The watch over open complaints: due dates by today's calendar, desks that nobody may hold, alarms once each."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from complaints import clock, notices
from complaints.actions import turns
from complaints.models import Alarm, Complaint
from complaints.moves import Move
from complaints.routing import free_people
from eptsp.lib.workingtime import WorkingCalendar
from office.calendar import working_calendar


def watch(*, now: dt.datetime) -> int:
    """Look after every open complaint, each in a transaction of its own; return how many alarms rang."""
    cal = working_calendar()
    keys = Complaint.objects.open().order_by("due_at", "id").values_list("pk", flat=True)
    return sum(_watch_one(pk, cal, now=now) for pk in keys.iterator(chunk_size=200))


@transaction.atomic
def _watch_one(pk: int, cal: WorkingCalendar, *, now: dt.datetime) -> int:
    complaint = turns.lock(pk)
    if not complaint.is_open:
        return 0
    _reroute(complaint, now=now)
    due_at = clock.due_of(complaint, cal, now=now)
    if due_at != complaint.due_at:
        complaint.due_at = due_at
        complaint.save(update_fields=["due_at"])
    return _ring(complaint, cal, now=now)


def _reroute(complaint: Complaint, *, now: dt.datetime) -> None:
    """Move it on when its desk has lost its last free person (a file was handled since, somebody left)."""
    staff, away = turns.refresh_barred(complaint, now=now)
    if free_people(complaint.desk, staff, away):
        return
    before = complaint.desk
    turns.place(complaint, start=before, integrity=complaint.is_integrity, now=now)
    if complaint.desk == before:
        return
    event = turns.append(complaint, Move.REROUTE, turns.Record(), by=None, role=turns.SYSTEM, from_desk=before, now=now)
    turns.save(complaint, "desk", "is_integrity")
    notices.arrived(complaint, event, now=now)


def _ring(complaint: Complaint, cal: WorkingCalendar, *, now: dt.datetime) -> int:
    """Ring the alarms that are due and have not rung in this round; of several at once only the highest is told."""
    if complaint.status == Complaint.Status.WAITING:
        return 0
    waits = clock.pauses(complaint, now=now)
    used = clock.percent_used(cal, complaint.started_at, complaint.due_at, waits, now=now)
    rung = set(complaint.alarms.filter(round=complaint.round).values_list("percent", flat=True))
    due = [percent for percent in clock.ALARMS if percent <= used and percent not in rung]
    Alarm.objects.bulk_create(
        [Alarm(complaint=complaint, round=complaint.round, percent=percent, at=now) for percent in due]
    )
    if due:
        notices.alarm(complaint, due[-1], on=timezone.localdate(now), now=now)
    return len(due)
