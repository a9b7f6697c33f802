"""Due dates of steps and of the promise, on the working calendar (workflow.md, "Routes" and "Time")."""

import datetime as dt

from django.conf import settings

from eptsp.lib.workingtime import WorkingCalendar, add_working_minutes, due_after_working_days
from permits.catalogue.schema import RouteSpec
from permits.models import Application
from permits.stages import Stage
from workflow.models import Step

# guide, FAQ 14: a stage takes 1-3 working days; used where the SOP gives no legible limit
DEFAULT_STAGE_DAYS = 3


def step_due(cal: WorkingCalendar, route: RouteSpec, stage: Stage, *, opened_at: dt.datetime) -> dt.datetime:
    """When the step should be done: office minutes or working days of the route; a revision has its own setting."""
    if stage == Stage.REVISION:
        return due_after_working_days(cal, opened_at, settings.REVISION_WORKING_DAYS)
    limit = next((item for item in route.stages if item.stage == stage), None)
    if limit is not None and limit.minutes is not None:
        return add_working_minutes(cal, opened_at, limit.minutes)
    days = limit.working_days if limit is not None and limit.working_days is not None else DEFAULT_STAGE_DAYS
    return due_after_working_days(cal, opened_at, days)


def promise_pauses(application: Application, *, now: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """The spans since the promise began in which the file lay with the applicant or again at an agency, in order."""
    started = application.promise_started_at
    if started is None:
        return []
    steps = Step.objects.filter(
        application=application, stage__in=[Stage.REVISION, Stage.AGENCY_REVIEW], opened_at__gte=started
    ).order_by("opened_at", "id")
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    for step in steps:
        end = max(step.closed_at or now, step.opened_at)
        if spans and step.opened_at <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((step.opened_at, end))
    return spans


def update_promise(
    application: Application, cal: WorkingCalendar, route: RouteSpec, *, starts_at: dt.datetime | None, now: dt.datetime
) -> None:
    """Start the promise when its event has come, and set its due date; it never restarts.

    It starts at the later of registered_at and, where agencies are asked, the last agreeing advice (SOP step 6).
    `starts_at`: that moment, or None while it has not come. Changes the instance; the caller saves it.
    """
    if application.promise_started_at is None:
        application.promise_started_at = starts_at
    if application.promise_started_at is not None:
        application.promise_due_at = due_after_working_days(
            cal,
            application.promise_started_at,
            route.promise_days,
            pauses=promise_pauses(application, now=now),
        )
