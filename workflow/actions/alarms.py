"""Alarms at 50, 80 and 100 % of a step's time, of the promise and of the law's answer time (workflow.md, "Time").

Each goes to the desk that holds the file; from 80 % on also to its superior (accounts/roles.py). A row per alarm and
audience with a unique constraint makes each happen once, however often the beat runs; a beat that was away writes
every row that is missing and tells only the latest. An alarm decides nothing and issues nothing.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from accounts.roles import SUPERIOR
from eptsp.lib.workingtime import Interval, WorkingCalendar, due_after_working_days, working_time
from office.calendar import working_calendar
from permits.models import Application
from permits.stages import Stage
from workflow import notices
from workflow.actions.steps import lock_application
from workflow.clock import promise_pauses, silence_due, silence_pauses
from workflow.models import Alarm, Step

PERCENTS = (50, 80, 100)
TO_SUPERIOR_FROM = 80
CHUNK = 200

Audience = Alarm.Audience
Subject = Alarm.Subject


@dataclass(frozen=True)
class Limit:
    """One limit that runs on a file; `share` is the part of its working time that has passed, in percent."""

    subject: str
    step: Step | None  # of subject "step"
    due_at: dt.datetime
    share: int


def raise_alarms(*, now: dt.datetime) -> int:
    """Raise what has come due on every running file and return how many alarms were new. Safe to repeat."""
    cal = working_calendar()
    rows = Application.objects.filter(status__in=["IN_PROCESS", "REVISION"]).select_related("permit_type", "edition")
    raised = 0
    for application in rows.prefetch_related("steps__agency", "alarms").order_by("pk").iterator(chunk_size=CHUNK):
        missing = list(_missing(application, cal, now=now))
        if missing:
            raised += _raise(application.pk, missing, now=now)
    return raised


def limits(application: Application, cal: WorkingCalendar, steps: list[Step], *, now: dt.datetime) -> Iterator[Limit]:
    """The limits that run on this file now; the applicant's own time has reminders instead of alarms."""
    for step in steps:
        if step.closed_at is None and step.stage != Stage.REVISION:
            yield Limit(Subject.STEP, step, step.due_at, _share(cal, step.opened_at, step.due_at, now=now))
    started = application.promise_started_at
    if started is not None and application.promise_due_at is not None:
        days = application.edition.spec.route.promise_days
        pauses = promise_pauses(application, now=now)
        yield Limit(
            Subject.PROMISE, None, application.promise_due_at, _share_of_days(cal, started, days, pauses, now=now)
        )
    revisions = [step for step in steps if step.stage == Stage.REVISION]
    due, since = silence_due(application, cal, revisions=revisions, now=now), application.registered_at
    if due is not None and since is not None:
        pauses = silence_pauses(revisions, since=since, now=now)
        days = application.edition.spec.silence_days
        yield Limit(Subject.SILENCE, None, due, _share_of_days(cal, since, days, pauses, now=now))


def _share(cal: WorkingCalendar, start: dt.datetime, due: dt.datetime, *, now: dt.datetime) -> int:
    """Whole percent of the working time between start and due that has passed; a date gone by is 100."""
    if now >= due:
        return 100
    whole = working_time(cal, start, due)
    return int(100 * working_time(cal, start, max(start, now)) / whole) if whole else 0


def _share_of_days(
    cal: WorkingCalendar, start: dt.datetime, days: int, pauses: list[Interval], *, now: dt.datetime
) -> int:
    """As `_share`, with the pauses taken out: while one runs the share stands still."""
    whole = working_time(cal, start, due_after_working_days(cal, start, days))
    paused = sum((working_time(cal, begin, end) for begin, end in pauses), dt.timedelta())
    passed = working_time(cal, start, max(start, now)) - paused
    return min(100, int(100 * passed / whole)) if whole else 0


def _missing(application: Application, cal: WorkingCalendar, *, now: dt.datetime) -> Iterator[Alarm]:
    """The alarms that are due and not in the table, the lowest share first."""
    steps = sorted(application.steps.all(), key=lambda step: (step.opened_at, step.pk))
    known = {_key(alarm) for alarm in application.alarms.all()}
    for limit in limits(application, cal, steps, now=now):
        for percent in PERCENTS:
            if limit.share < percent:
                continue
            for audience in (Audience.DESK, Audience.SUPERIOR):
                if audience == Audience.SUPERIOR and percent < TO_SUPERIOR_FROM:
                    continue
                alarm = Alarm(
                    application=application,
                    step=limit.step,
                    subject=limit.subject,
                    percent=percent,
                    audience=audience,
                    due_at=limit.due_at,
                    raised_at=now,
                )
                if _key(alarm) not in known:
                    yield alarm


def _key(alarm: Alarm) -> tuple[int | None, str, int, str]:
    return alarm.step_id, alarm.subject, alarm.percent, alarm.audience


@transaction.atomic
def _raise(pk: int, alarms: Iterable[Alarm], *, now: dt.datetime) -> int:
    """Write the rows that are still missing under the file's lock, and tell the latest of each kind."""
    application = lock_application(pk)
    open_steps = list(application.steps.open().exclude(stage=Stage.REVISION).select_related("agency"))
    still_open = {step.pk for step in open_steps}
    known = {_key(alarm) for alarm in Alarm.objects.filter(application=application)}
    new = [
        alarm for alarm in alarms if _key(alarm) not in known and (alarm.step_id is None or alarm.step_id in still_open)
    ]
    Alarm.objects.bulk_create(new)
    latest = {(alarm.step_id, alarm.subject, alarm.audience): alarm for alarm in new}
    for alarm in latest.values():
        for step in open_steps:
            if alarm.step_id in (None, step.pk):
                _tell(alarm, step, application, now=now)
    return len(new)


def _tell(alarm: Alarm, step: Step, application: Application, *, now: dt.datetime) -> None:
    """One message to the desk or its superior; the kadis has no superior here."""
    role = step.role if alarm.audience == Audience.DESK else SUPERIOR.get(step.role)
    if role is not None:
        notices.time_alarm(alarm, step, application, role=role, now=now)
