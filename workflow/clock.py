"""Due dates of steps and of the promise, on the working calendar (workflow.md, "Routes" and "Time")."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from eptsp.lib.workingtime import Interval, WorkingCalendar, add_working_minutes, due_after_working_days, merge
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


def promise_event(application: Application, route: RouteSpec, *, settled: bool, now: dt.datetime) -> dt.datetime | None:
    """The moment at which the promise of this route starts, or None while it has not come.

    Route key `promise_starts`: "registered" starts with the verified registration; "advice" at the later of
    registered_at and the last agreeing advice, where agencies were asked (SOP langkah 6). `settled`: the file stands
    at drafting and no agency's last word is a refusal.
    """
    if route.promise_starts == "registered":
        return application.registered_at
    if not settled:
        return None
    asked = application.steps.filter(stage=Stage.AGENCY_REVIEW).exists()
    return now if asked else application.registered_at


def pausing_steps(route: RouteSpec, steps: Iterable[Step], *, started: dt.datetime) -> list[Step]:
    """The stays (given in the order of opening) in which the promise stands still: with the applicant, or asked again.

    Where the promise runs from registration the first word of an agency is part of it and pauses nothing.
    """
    asked: set[int | None] = set()
    found = []
    for step in steps:
        again = route.promise_starts == "advice" or step.agency_id in asked
        if step.stage == Stage.AGENCY_REVIEW:
            asked.add(step.agency_id)
        pauses = step.stage == Stage.REVISION or (step.stage == Stage.AGENCY_REVIEW and again)
        if pauses and step.opened_at >= started:
            found.append(step)
    return found


def promise_pauses(application: Application, *, now: dt.datetime) -> list[Interval]:
    """The spans since the promise began in which the file lay with the applicant or again at an agency, in order."""
    started = application.promise_started_at
    if started is None:
        return []
    steps = Step.objects.filter(application=application, stage__in=[Stage.REVISION, Stage.AGENCY_REVIEW])
    route = application.edition.spec.route
    return _spans(pausing_steps(route, steps.order_by("opened_at", "id"), started=started), now=now)


def silence_pauses(steps: Iterable[Step], *, since: dt.datetime, now: dt.datetime) -> list[Interval]:
    """The spans in which the silence countdown stands still: only the applicant's own; an agency's delay is ours."""
    return _spans([step for step in steps if step.stage == Stage.REVISION and step.opened_at >= since], now=now)


def silence_due(
    application: Application, cal: WorkingCalendar, *, revisions: Iterable[Step], now: dt.datetime
) -> dt.datetime | None:
    """When the law's time for an answer ends (UU 30/2014 Pasal 53 as amended by UU 6/2023), or None before the receipt.

    `silence_days` working days of the permit type after the complete receipt. An alarm only: nothing is ever issued.
    """
    since = application.registered_at
    if since is None:
        return None
    pauses = silence_pauses(revisions, since=since, now=now)
    return due_after_working_days(cal, since, application.edition.spec.silence_days, pauses=pauses)


def _spans(steps: Iterable[Step], *, now: dt.datetime) -> list[Interval]:
    return merge((step.opened_at, max(step.closed_at or now, step.opened_at)) for step in steps)


def update_promise(
    application: Application, cal: WorkingCalendar, route: RouteSpec, *, starts_at: dt.datetime | None, now: dt.datetime
) -> None:
    """Start the promise when its event has come, and set its due date; it never restarts.

    `starts_at`: the moment of `promise_event`, or None while it has not come. Changes the instance; the caller saves.
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
