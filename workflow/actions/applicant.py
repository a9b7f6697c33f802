"""The applicant's own moves: submit, resubmit, withdraw."""

import datetime as dt
import secrets
import uuid

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from eptsp.lib import faultpoints
from eptsp.lib.errors import DomainError
from permits.actions.drafts import freeze_version
from permits.actions.numbering import has_number
from permits.models import Application, ApplicationVersion
from permits.permissions import can_edit
from permits.stages import Move, Stage
from workflow import engine, history, notices
from workflow.actions.moves import refresh_promise
from workflow.actions.steps import (
    Turn,
    apply_outcome,
    close_step,
    finish_turn,
    lock_application,
    record_with,
)
from workflow.actions.visits import cancel_all
from workflow.engine import Facts, Opening, Outcome, Status
from workflow.models import Step

APPLICANT = "applicant"
TRIES = 20  # of 16 777 216 resi; even with a million files a draw fails 1 in 16


@transaction.atomic
def submit(key: uuid.UUID, *, by: User, now: dt.datetime, declared: bool) -> Application:
    """Turn a complete, declared draft into a file with a resi; a second call returns the same file unchanged.

    Raises Application.DoesNotExist for a stranger, DomainError when the declaration is missing or the draft is not
    complete (permits.completeness says what). An officer of the counter submits what they filed for a walk-in.
    """
    mine = Application.objects.filter(Q(applicant=by) | Q(filed_by=by))
    application = lock_application(mine.values_list("pk", flat=True).get(key=key))
    if application.status != Application.Status.DRAFT:
        return application
    if not can_edit(by, application, on=timezone.localdate(now)):
        raise PermissionDenied
    role = APPLICANT if application.applicant_id == by.pk else Role.BACKOFFICE
    if role == Role.BACKOFFICE and application.signed_form_id is None:
        raise DomainError("Unggah formulir bertanda tangan pemohon sebelum mengirim permohonan.")
    if not declared:
        raise DomainError("Centang pernyataan kebenaran data sebelum mengirim permohonan.")
    version = freeze_version(application, now=now)
    _give_resi(application, now=now)
    faultpoints.reach("submit.before_commit")
    spec = application.edition.spec
    outcome = Outcome(Status.IN_PROCESS, (Opening(engine.first_stage(spec.route)),))
    record = history.Record(Move.SUBMIT, detail={"version": version.n, "edition": application.edition.number})
    submission = _submission_step(application, by=by, role=role, now=now)
    steps = apply_outcome(application, spec, outcome, now=now)
    history.append(
        application,
        record_with(record, steps),
        step=submission,
        stage=Stage.SUBMISSION,
        by=by,
        role=role,
        now=now,
    )
    notices.submitted(application, steps, now=now)
    return application


def _submission_step(application: Application, *, by: User, role: str, now: dt.datetime) -> Step:
    """The first row of the tracking table; it takes no time. Of the back office when filed at the counter."""
    return Step.objects.create(
        application=application,
        stage=Stage.SUBMISSION,
        role=role,
        opened_at=now,
        due_at=now,
        closed_at=now,
        closed_by=by,
        move=Move.SUBMIT,
    )


def _give_resi(application: Application, *, now: dt.datetime) -> None:
    """Draw six random hex digits until they are free; the unique constraint is the judge."""
    application.status = Application.Status.IN_PROCESS
    application.submitted_at = now
    for _ in range(TRIES):
        application.resi = secrets.token_hex(3).upper()
        try:
            with transaction.atomic():
                application.save(update_fields=["status", "submitted_at", "resi"])
        except IntegrityError as error:
            if "resi" not in str(error):
                raise
        else:
            return
    raise DomainError("Nomor resi belum dapat dibuat. Draf Anda aman; silakan kirim lagi beberapa saat lagi.")


@transaction.atomic
def resubmit(resi: str, *, by: User, now: dt.datetime, declared: bool) -> Application:
    """Send a mended file back to where it was returned from; a second call returns the file unchanged."""
    application = lock_application(Application.objects.values_list("pk", flat=True).get(resi=resi, applicant=by))
    request = application.revision_requests.filter(closed_at=None).first()
    step = application.steps.open().filter(stage=Stage.REVISION).first()
    if application.status != Application.Status.REVISION or request is None or step is None:
        return application
    if not declared:
        raise DomainError("Centang pernyataan kebenaran data sebelum mengirim revisi.")
    version: ApplicationVersion = freeze_version(application, now=now)
    request.closed_at = now
    request.save(update_fields=["closed_at"])
    stage = Stage(request.resume_stage)
    resume = tuple(Opening(stage, agency) for agency in request.resume_agencies) or (Opening(stage),)
    spec = application.edition.spec
    outcome = engine.move(spec.route, Stage.REVISION, Move.RESUBMIT, Facts(resume=resume))
    step.application = application
    turn = Turn(application, step, spec, by, APPLICANT, "", now)
    steps = finish_turn(turn, outcome, history.Record(Move.RESUBMIT, detail={"version": version.n}))
    refresh_promise(application, spec.route, steps, now=now)
    notices.resubmitted(application, steps, now=now)
    return application


@transaction.atomic
def withdraw(resi: str, *, by: User, now: dt.datetime, reason: str) -> Application:
    """The applicant takes the file back; possible until a number has been taken."""
    application = lock_application(Application.objects.values_list("pk", flat=True).get(resi=resi, applicant=by))
    if application.status not in {Application.Status.IN_PROCESS, Application.Status.REVISION}:
        raise DomainError("Permohonan ini sudah selesai dan tidak dapat dibatalkan.")
    if has_number(application):
        raise DomainError("Nomor izin sudah diambil; permohonan tidak dapat dibatalkan lagi. Hubungi petugas kami.")
    if application.applicant_id != by.pk:
        raise PermissionDenied
    for step in application.steps.open():
        close_step(step, move=Move.WITHDRAW, by=by, now=now)
    application.revision_requests.filter(closed_at=None).update(closed_at=now)
    cancel_all(application, by=by, now=now)
    apply_outcome(application, application.edition.spec, engine.withdraw(), now=now)
    record = history.Record(Move.WITHDRAW, internal_note=reason)
    history.append(application, record, step=None, stage="", by=by, role=APPLICANT, now=now)
    notices.withdrawn(application, reason=reason, now=now)
    return application
