"""New due dates for everything that is open, after the calendar has changed (workflow.md, "Time")."""

import datetime as dt

from django.db import transaction

from office.calendar import working_calendar
from permits.models import RUNNING, Application, RevisionRequest
from permits.stages import Stage
from workflow.actions.steps import lock_application
from workflow.clock import promise_pauses, step_due, update_promise
from workflow.models import DueDateMove, Step


def recompute_due_dates(*, now: dt.datetime) -> int:
    """Count every open step and promise again on today's calendar; return how many files changed.

    One transaction per file, so that a desk never waits long; running it twice changes nothing. Each date that moved
    leaves a DueDateMove, which the calendar page lists.
    """
    running = Application.objects.filter(status__in=RUNNING).order_by("pk").values_list("pk", flat=True)
    return sum(_recompute(pk, now=now) for pk in running.iterator(chunk_size=500))


@transaction.atomic
def _recompute(pk: int, *, now: dt.datetime) -> bool:
    application = lock_application(pk)
    route, cal = application.edition.spec.route, working_calendar()
    extended = RevisionRequest.objects.filter(application=application, closed_at=None, extended_at__isnull=False)
    moved: list[DueDateMove] = []
    for step in application.steps.open():
        if step.stage == Stage.REVISION and extended.exists():
            continue  # a person set this deadline
        due_at = step_due(cal, route, Stage(step.stage), opened_at=step.opened_at)
        if due_at != step.due_at:
            moved.append(_move(application, step.due_at, due_at, step=step, now=now))
            step.due_at = due_at
            step.save(update_fields=["due_at"])
            if step.stage == Stage.REVISION:
                RevisionRequest.objects.filter(application=application, closed_at=None).update(due_at=due_at)
    promised = application.promise_due_at
    update_promise(application, cal, route, starts_at=None, now=now)
    if application.promise_due_at != promised:
        application.save(update_fields=["promise_due_at"])
        pauses = promise_pauses(application, now=now)
        is_paused = bool(pauses) and pauses[-1][1] == now  # it moves by itself until the pause ends
        if promised is not None and application.promise_due_at is not None and not is_paused:
            moved.append(_move(application, promised, application.promise_due_at, now=now))
    DueDateMove.objects.bulk_create(moved)
    return bool(moved)


def _move(
    application: Application, old: dt.datetime, new: dt.datetime, *, step: Step | None = None, now: dt.datetime
) -> DueDateMove:
    return DueDateMove(application=application, step=step, old_due_at=old, new_due_at=new, moved_at=now)
