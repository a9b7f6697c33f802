"""Opening and closing steps; the part that every move shares. All of it runs inside the caller's transaction."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from eptsp.lib import faultpoints
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import wita
from office.calendar import working_calendar
from permits.catalogue.schema import PermitSpec
from permits.models import Application, ApplicationParty
from permits.stages import Move, Stage
from workflow import history
from workflow.clock import step_due
from workflow.engine import DESK, Opening, Outcome
from workflow.models import Step
from workflow.permissions import assignment_for

FINAL = frozenset({"ISSUED", "REJECTED", "WITHDRAWN"})


@dataclass(frozen=True)
class Turn:
    """One person's move on one locked, open step."""

    application: Application
    step: Step
    spec: PermitSpec
    by: User
    role: str
    acting: str
    now: dt.datetime


def lock_application(pk: int) -> Application:
    """The application under a row lock, with its type and edition; must run inside a transaction."""
    rows: QuerySet[Application] = Application.objects.select_for_update(of=("self",))
    return rows.select_related("permit_type", "edition").get(pk=pk)


def begin_turn(step_id: int, *, by: User, now: dt.datetime, seen_version: int | None) -> Turn:
    """Lock the file and make sure that the step is open, lies on this person's desk and is what they saw.

    Raises Step.DoesNotExist, PermissionDenied (by the caller through `can_act`), DomainError when the step was closed
    meanwhile or the file has changed since the page was opened.
    """
    application_id = Step.objects.values_list("application_id", flat=True).get(pk=step_id)
    application = lock_application(application_id)
    step = Step.objects.select_related("agency", "closed_by").get(pk=step_id)
    step.application = application
    if step.closed_at is not None:
        who = step.closed_by.name if step.closed_by else "sistem"
        raise DomainError(
            f"Tahap ini sudah diselesaikan oleh {who} pada {wita(step.closed_at)}. Keputusan Anda tidak disimpan; "
            "muat ulang halaman untuk melihat keadaan terbaru."
        )
    if seen_version is not None and seen_version != application.state_version:
        raise DomainError(
            "Permohonan ini berubah sejak halaman Anda dibuka. "
            "Muat ulang halaman, periksa kembali, lalu ulangi keputusan Anda."
        )
    assignment = assignment_for(by, step, on=timezone.localdate(now))
    role = assignment.role if assignment else "applicant"
    acting = assignment.acting if assignment else ""
    # a clock that was set back must not close a step before it was opened
    return Turn(application, step, application.edition.spec, by, role, acting, max(now, step.opened_at))


def close_step(step: Step, *, move: Move, by: User, now: dt.datetime) -> None:
    """Close one open step; the row keeps who, when and by which move."""
    step.closed_at, step.closed_by, step.move = now, by, move
    step.save(update_fields=["closed_at", "closed_by", "move"])


def open_steps(
    application: Application, spec: PermitSpec, openings: Iterable[Opening], *, now: dt.datetime, **extra: Any
) -> list[Step]:
    """Open steps with their due dates, and let the agencies see the file."""
    cal = working_calendar()
    steps = []
    for opening in openings:
        desk = DESK[opening.stage]
        step = Step.objects.create(
            application=application,
            stage=opening.stage,
            role=desk or "applicant",
            agency_id=opening.agency_id,
            sector_id=application.permit_type.sector_id if opening.stage == Stage.KASI_CHECK else None,
            opened_at=now,
            due_at=step_due(cal, spec.route, opening.stage, opened_at=now),
            **extra,
        )
        if opening.agency_id:
            ApplicationParty.objects.get_or_create(application=application, agency_id=opening.agency_id, user=None)
        steps.append(step)
    return steps


def finish_turn(
    turn: Turn, outcome: Outcome, record: history.Record, *, save: Iterable[str] = (), **extra: Any
) -> list[Step]:
    """Close the step, set the status, open what comes next, append history; return the opened steps."""
    close_step(turn.step, move=Move(record.move), by=turn.by, now=turn.now)
    faultpoints.reach("move.before_commit")
    steps = apply_outcome(turn.application, turn.spec, outcome, now=turn.now, save=save, **extra)
    ApplicationParty.objects.get_or_create(application=turn.application, agency=None, user=turn.by)
    history.append(
        turn.application,
        record_with(record, steps),
        step=turn.step,
        stage=turn.step.stage,
        by=turn.by,
        role=turn.role,
        acting=turn.acting,
        now=turn.now,
    )
    return steps


def apply_outcome(
    application: Application,
    spec: PermitSpec,
    outcome: Outcome,
    *,
    now: dt.datetime,
    save: Iterable[str] = (),
    **extra: Any,
) -> list[Step]:
    """Set the status and open the next steps. A parallel advice that opens nothing leaves the state version alone."""
    steps = open_steps(application, spec, outcome.opens, now=now, **extra)
    application.status = outcome.status.value
    if outcome.status in FINAL:
        application.closed_at = now
    if outcome.opens or outcome.status in FINAL:
        application.state_version += 1
    application.save(update_fields=["status", "closed_at", "state_version", *save])
    return steps


def record_with(record: history.Record, steps: list[Step]) -> history.Record:
    """The record with the names of the steps that were opened."""
    opened = tuple(f"{step.stage}:{step.agency_id}" if step.agency_id else step.stage for step in steps)
    return history.Record(record.move, opened, record.detail, record.internal_note, record.applicant_note)
