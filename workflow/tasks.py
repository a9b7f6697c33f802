"""Periodic jobs of the workflow; each may run twice and must not mind."""

import datetime as dt

from celery import shared_task
from django.utils import timezone
from office.calendar import working_calendar

from eptsp.lib.workingtime import WorkingCalendar
from permits.models import RevisionRequest
from workflow import notices
from workflow.history import seal_days

REMIND_WORKING_DAYS = (2, 1)  # before the deadline


@shared_task(name="workflow.seal_history")
def seal_history() -> int:
    """Seal the finished days of the history."""
    return seal_days(now=timezone.now())


@shared_task(name="workflow.flag_overdue_revisions")
def flag_overdue_revisions() -> int:
    """Tell about revisions that are overdue or soon will be; a person decides. Returns how many are overdue."""
    return flag_revisions(now=timezone.now())


def flag_revisions(*, now: dt.datetime) -> int:
    """The job itself, with the time passed in."""
    cal = working_calendar()
    overdue = 0
    rows = RevisionRequest.objects.filter(closed_at=None).select_related("application__permit_type")
    for request in rows.order_by("due_at"):
        if request.due_at < now:
            notices.revision_overdue(request, now=now)
            overdue += 1
            continue
        left = _working_days_left(cal, now, request.due_at)
        if left in REMIND_WORKING_DAYS:
            notices.revision_reminder(request, days_left=left, now=now)
    return overdue


def _working_days_left(cal: WorkingCalendar, now: dt.datetime, due_at: dt.datetime) -> int:
    """Working days after today up to and including the day of the deadline."""
    day, last = timezone.localdate(now), timezone.localdate(due_at)
    count = 0
    while day < last:
        day += dt.timedelta(days=1)
        count += cal.hours(day) is not None
    return count
