"""Deadlines of revisions: reminders before, a word after; the machine never decides (workflow.md)."""

import datetime as dt

from eptsp.lib.workingtime import working_days_left
from office.calendar import working_calendar
from permits.models import RevisionRequest
from workflow import notices

REMIND_WORKING_DAYS = (2, 1)  # before the deadline


def flag_revisions(*, now: dt.datetime) -> int:
    """Tell about revisions that are overdue or soon will be, once each; return how many are overdue."""
    cal = working_calendar()
    overdue = 0
    rows = RevisionRequest.objects.filter(closed_at=None).select_related("application__permit_type")
    for request in rows.order_by("due_at"):
        if request.due_at < now:
            notices.revision_overdue(request, now=now)
            overdue += 1
            continue
        left = working_days_left(cal, now, due_at=request.due_at)
        if left in REMIND_WORKING_DAYS:
            notices.revision_reminder(request, days_left=left, now=now)
    return overdue
