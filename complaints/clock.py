"""The five working days of an answer (published flow: "paling lambat 5 hari kerja") and their alarms."""

import datetime as dt

from django.conf import settings

from complaints.models import Complaint, Event
from complaints.moves import Move
from eptsp.lib.workingtime import WorkingCalendar, due_after_working_days, working_time

ALARMS = (50, 80, 100)  # per cent of the time
USUAL_DAYS = "1-3 hari kerja"  # what the guide promises as the usual time (question 22); the limit is the law's


def limit_days() -> int:
    """Return the limit in working days."""
    return int(getattr(settings, "COMPLAINT_WORKING_DAYS", 5))


def pauses(complaint: Complaint, *, now: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the spans of this round in which the office waited for the complainant, in order; one query."""
    moves = [Move.ASK, Move.REPLY]
    events = Event.objects.filter(complaint=complaint, move__in=moves, at__gte=complaint.started_at).order_by("n")
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    asked: dt.datetime | None = None
    for move, at in events.values_list("move", "at"):
        if move == Move.ASK:
            asked = asked or at
        elif asked is not None:
            spans.append((asked, max(at, asked)))
            asked = None
    if asked is not None:
        spans.append((asked, max(now, asked)))
    return spans


def due_of(complaint: Complaint, cal: WorkingCalendar, *, now: dt.datetime) -> dt.datetime:
    """Return when the answer is due, by the calendar of this moment."""
    return due_after_working_days(cal, complaint.started_at, limit_days(), pauses=pauses(complaint, now=now))


def percent_used(
    cal: WorkingCalendar,
    started_at: dt.datetime,
    due_at: dt.datetime,
    waits: list[tuple[dt.datetime, dt.datetime]],
    *,
    now: dt.datetime,
) -> int:
    """Return how much of the working time is used, 0-100 and above, rounded down; 100 from the due date on."""
    if now >= due_at:
        return 100
    waited = sum((working_time(cal, start, end) for start, end in waits), dt.timedelta())
    whole = working_time(cal, started_at, due_at) - waited
    used = working_time(cal, started_at, max(now, started_at)) - waited
    return int(used * 100 / whole) if whole else 100
