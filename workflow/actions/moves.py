"""The moves of the desks: check, decide by the engine, write what the desk wrote, close, open, tell."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from eptsp.lib.workingtime import due_after_working_days
from office.calendar import working_calendar
from permits.actions.numbering import void_number
from permits.models import Application, RevisionRequest
from permits.stages import Move, Stage
from workflow import engine, history, notices
from workflow.actions.advices import refused_agencies
from workflow.actions.data import NOTHING, CheckLine, MoveData
from workflow.actions.meetings import open_meeting
from workflow.actions.papers import PAPERS, open_agency
from workflow.actions.steps import Turn, begin_turn, finish_turn, lock_application
from workflow.clock import promise_event, update_promise
from workflow.engine import APPROVAL_CHAIN, NOTE_TO_APPLICANT, Facts, IllegalMove, Opening, Outcome
from workflow.models import CheckItem, Step
from workflow.permissions import can_act, can_extend_revision


@transaction.atomic
def act(
    step_id: int,
    move: Move,
    *,
    by: User,
    now: dt.datetime,
    internal_note: str = "",
    applicant_note: str = "",
    seen_version: int,
    data: MoveData = NOTHING,
) -> Application:
    """Make one move of a desk and return the application as it is afterwards.

    Raises PermissionDenied for another desk's step, DomainError for a closed step, a stale page, a move that the
    stage does not offer, a missing note or paper. `sign`, `resubmit` and `withdraw` have functions of their own.
    """
    turn = begin_turn(step_id, by=by, now=now, seen_version=seen_version)
    if turn.step.stage == Stage.REVISION or not can_act(by, turn.step, on=timezone.localdate(now)):
        raise PermissionDenied
    if move in {Move.SIGN, Move.RESUBMIT}:
        raise LookupError(f"{move} has its own function")
    demand_notes(move, internal_note=internal_note, applicant_note=applicant_note)
    demand_other_person(turn)
    outcome = decide(turn, move, data)
    save_checklist(turn.step, data)
    detail = PAPERS[move](turn, data) if move in PAPERS else {}
    record = history.Record(move, detail=detail, internal_note=internal_note, applicant_note=applicant_note)
    steps = finish_turn(turn, outcome, record, **_extra(move, data))
    _after(turn, outcome, steps, applicant_note=applicant_note, data=data)
    notices.moved(turn, Move(move), outcome, steps, applicant_note=applicant_note)
    return turn.application


def decide(turn: Turn, move: Move, data: MoveData) -> Outcome:
    """Ask the engine; a move that the stage does not offer becomes a sentence for the person."""
    try:
        return engine.move(turn.spec.route, Stage(turn.step.stage), move, _facts(turn, move, data))
    except IllegalMove as error:
        raise DomainError("Keputusan ini tidak tersedia pada tahap ini. Muat ulang halaman lalu pilih lagi.") from error


def demand_notes(move: Move, *, internal_note: str, applicant_note: str) -> None:
    """A return and a rejection need words for the applicant; a send-back needs words for the next desk."""
    if move in NOTE_TO_APPLICANT and not applicant_note.strip():
        raise DomainError("Isi Catatan untuk Pemohon: jelaskan apa yang kurang dan apa yang harus dilakukan.")
    if move == Move.SEND_BACK and not internal_note.strip():
        raise DomainError("Isi catatan internal: jelaskan apa yang perlu diperbaiki oleh meja sebelumnya.")


def demand_other_person(turn: Turn) -> None:
    """Nobody acts on two consecutive approval desks of one file, unless the office is set as a very small one."""
    stage = Stage(turn.step.stage)
    if settings.SMALL_OFFICE or stage not in APPROVAL_CHAIN or stage == APPROVAL_CHAIN[0]:
        return
    before = APPROVAL_CHAIN[APPROVAL_CHAIN.index(stage) - 1]
    last = turn.application.steps.filter(stage=before, closed_at__isnull=False).order_by("-closed_at", "-id").first()
    if last is not None and last.closed_by_id == turn.by.pk:
        raise DomainError(
            "Anda sudah memutus tahap sebelumnya pada berkas ini. Dua paraf berurutan harus oleh orang yang berbeda."
        )


def _facts(turn: Turn, move: Move, data: MoveData) -> Facts:
    stage = Stage(turn.step.stage)
    facts: dict[str, Any] = {"agencies": data.agencies, "target": data.target}
    if stage == Stage.AGENCY_REVIEW:
        others = turn.application.steps.open().filter(stage=stage).exclude(pk=turn.step.pk)
        facts["waiting"] = tuple(others.values_list("agency_id", flat=True))
    if stage == Stage.DRAFTING and move == Move.RETURN:
        facts["refused"] = refused_agencies(turn.application)
    if stage == Stage.JOINT_MEETING:
        facts["convened_by"] = Stage(turn.step.meeting.convened_stage)
    return Facts(**facts)


def save_checklist(step: Step, data: MoveData) -> None:
    """Write the ticked lines of the desk's checklist; a line written twice keeps the last word."""
    CheckItem.objects.bulk_create(
        [CheckItem(step=step, code=line.code, is_ok=line.is_ok, remark=line.remark) for line in data.checks],
        update_conflicts=True,
        unique_fields=["step", "code"],
        update_fields=["is_ok", "remark"],
    )


@transaction.atomic
def save_marks(step_id: int, marks: Sequence[CheckLine], *, by: User, now: dt.datetime) -> None:
    """Keep the checklist of an open step while the desk is still reading; not a move, so no history."""
    turn = begin_turn(step_id, by=by, now=now, seen_version=None)
    if not can_act(by, turn.step, on=timezone.localdate(now)):
        raise PermissionDenied
    save_checklist(turn.step, MoveData(checks=tuple(marks)))


def _extra(move: Move, data: MoveData) -> dict[str, Any]:
    """Columns of the opened steps that come from this move."""
    if move == Move.ASK_AGAIN:
        return {"question": data.question}
    if move == Move.APPROVE_WITH_MEETING:
        return {"meeting_proposed": True}
    return {}


def _after(turn: Turn, outcome: Outcome, steps: list[Step], *, applicant_note: str, data: MoveData) -> None:
    """What follows from the move in the papers: revision request, letters, question, meeting, promise."""
    if outcome.resume:
        _open_revision(turn, outcome.resume, steps[0], note=applicant_note, data=data)
    for step in steps:
        if step.stage == Stage.AGENCY_REVIEW:
            open_agency(turn, step)
    if data.invitation is not None and steps and steps[0].stage == Stage.JOINT_MEETING:
        open_meeting(turn, steps[0], data.invitation)
    refresh_promise(turn.application, turn.spec.route, steps, now=turn.now)


def refresh_promise(application: Application, route: Any, steps: list[Step], *, now: dt.datetime) -> None:
    """Start or move the promise; agencies are settled once the file stands at drafting with no refusal."""
    settled = any(step.stage == Stage.DRAFTING for step in steps) and not refused_agencies(application)
    starts_at = promise_event(application, route, settled=settled, now=now)
    update_promise(application, working_calendar(), route, starts_at=starts_at, now=now)
    application.save(update_fields=["promise_started_at", "promise_due_at"])


def _open_revision(turn: Turn, resume: tuple[Opening, ...], step: Step, *, note: str, data: MoveData) -> None:
    RevisionRequest.objects.create(
        application=turn.application,
        opened_at=turn.now,
        opened_by=turn.by,
        resume_stage=resume[0].stage,
        resume_agencies=[opening.agency_id for opening in resume if opening.agency_id],
        note=note,
        items=[{"code": item.code, "remark": item.remark} for item in data.revise],
        due_at=step.due_at,
    )


@transaction.atomic
def extend_revision(resi: str, *, by: User, now: dt.datetime, days: int, note: str) -> Application:
    """Give the applicant more time, once; the machine never decides on an overdue revision (workflow.md)."""
    application, request, step = _overdue_revision(resi, by=by, now=now)
    if request.extended_at is not None:
        raise DomainError("Batas waktu revisi ini sudah pernah diperpanjang. Perpanjangan hanya boleh satu kali.")
    if not 1 <= days <= 20:
        raise DomainError("Perpanjangan antara 1 dan 20 hari kerja.")
    due_at = due_after_working_days(working_calendar(), now, days)
    RevisionRequest.objects.filter(pk=request.pk).update(due_at=due_at, extended_at=now)
    Step.objects.filter(pk=step.pk).update(due_at=due_at)
    application.state_version += 1
    application.save(update_fields=["state_version"])
    record = history.Record(Move.EXTEND_REVISION, detail={"due_at": due_at.isoformat()}, internal_note=note)
    history.append(application, record, step=step, stage=step.stage, by=by, role=Role.BACKOFFICE, now=now)
    notices.revision_extended(application, step, due_at=due_at, now=now)
    return application


@transaction.atomic
def reject_overdue(resi: str, *, by: User, now: dt.datetime, applicant_note: str) -> Application:
    """Reject a file whose revision is overdue; only a person may, and only after the deadline."""
    application, request, step = _overdue_revision(resi, by=by, now=now)
    demand_notes(Move.REJECT, internal_note="", applicant_note=applicant_note)
    if request.due_at > now:
        raise DomainError("Batas waktu revisi belum lewat; permohonan belum dapat ditolak karena terlambat.")
    RevisionRequest.objects.filter(pk=request.pk).update(closed_at=now)
    number = void_number(application)
    turn = Turn(application, step, application.edition.spec, by, Role.BACKOFFICE, "", now)
    detail = {"overdue": True, **({"void_number": number} if number else {})}
    record = history.Record(Move.REJECT, detail=detail, applicant_note=applicant_note)
    outcome = Outcome(engine.Status.REJECTED)
    finish_turn(turn, outcome, record)
    notices.moved(turn, Move.REJECT, outcome, [], applicant_note=applicant_note)
    return application


def _overdue_revision(resi: str, *, by: User, now: dt.datetime) -> tuple[Application, RevisionRequest, Step]:
    application = lock_application(Application.objects.values_list("pk", flat=True).get(resi=resi))
    if not can_extend_revision(by, application, on=timezone.localdate(now)):
        raise PermissionDenied
    request = application.revision_requests.filter(closed_at=None).first()
    step = application.steps.open().filter(stage=Stage.REVISION).first()
    if request is None or step is None:
        raise DomainError("Permohonan ini tidak sedang direvisi oleh pemohon.")
    return application, request, step
