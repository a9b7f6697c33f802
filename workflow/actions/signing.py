"""Signing and release: two transactions with the render and the signature between them (workflow.md, "Signing")."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import RoleAssignment, User
from eptsp.lib import faultpoints
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date
from files.actions import TryLater
from permits.actions import issuing
from permits.letters import Signatory
from permits.models import Application, Permit
from permits.signing.base import SignedPdf, SignerUnknown
from permits.stages import Move, Stage
from workflow import engine, history, notices
from workflow.actions.advices import latest_advice
from workflow.actions.moves import demand_other_person
from workflow.actions.steps import Turn, begin_turn, finish_turn
from workflow.checklist import submitted_version
from workflow.engine import Facts, Status
from workflow.permissions import assignment_for, can_act

POSITION = "KEPALA DINAS"


@sensitive_variables("passphrase")
def sign(
    step_id: int, *, by: User, passphrase: str, now: dt.datetime, seen_version: int, internal_note: str = ""
) -> Application:
    """Sign the permit of one file; on any failure the file stays on the desk with its number kept.

    Raises PermissionDenied, DomainError (closed step, stale page, wrong passphrase, failed render or signer), of which
    SignerUnknown says that a provider may have signed. The passphrase is used here and kept nowhere.
    """
    permit = _reserve(step_id, by=by, now=now, seen_version=seen_version)
    try:
        signed = issuing.render_and_sign(permit, by=by, passphrase=passphrase, now=now)
    except SignerUnknown as error:
        issuing.note_unknown(permit, reason=error.message, reference=error.reference, now=now)
        raise
    except DomainError as error:
        issuing.note_failure(permit, reason=error.message)
        raise
    faultpoints.reach("sign.before_second_transaction")
    try:
        return conclude(
            step_id, permit.pk, signed, by=by, now=now, seen_version=seen_version, internal_note=internal_note
        )
    except TryLater as error:
        issuing.note_unkept(permit, reason=error.message, now=now)
        raise


@transaction.atomic
def _reserve(step_id: int, *, by: User, now: dt.datetime, seen_version: int) -> Permit:
    turn = begin_turn(step_id, by=by, now=now, seen_version=seen_version)
    may_sign(turn)
    version = submitted_version(turn.application)
    if version is None:
        raise LookupError("an application at the kadis desk has a submitted version")
    return issuing.reserve(
        turn.application,
        version,
        signatory=signatory_of(turn.by, assignment_for(turn.by, turn.step, on=timezone.localdate(now))),
        advice=advice_text(turn.application),
        now=now,
    )


def may_sign(turn: Turn) -> None:
    """Raise PermissionDenied or DomainError unless this person may sign this file now."""
    if turn.step.stage != Stage.KADIS_APPROVAL or not can_act(turn.by, turn.step, on=timezone.localdate(turn.now)):
        raise PermissionDenied
    demand_other_person(turn)


@transaction.atomic
def conclude(
    step_id: int,
    permit_id: int,
    signed: SignedPdf,
    *,
    by: User,
    now: dt.datetime,
    seen_version: int,
    internal_note: str = "",
) -> Application:
    """The second transaction: keep the signed file, close the step, issue or hand on to the records desk."""
    turn = begin_turn(step_id, by=by, now=now, seen_version=seen_version)
    may_sign(turn)
    permit = Permit.objects.select_related("entry").get(pk=permit_id)
    file = issuing.store_signed(permit, signed, by=by, now=now)
    outcome = engine.move(turn.spec.route, Stage.KADIS_APPROVAL, Move.SIGN, Facts())
    detail = {"number": permit.entry.text, "file": file.n, "sha256": file.sha256}
    if outcome.status == Status.ISSUED:
        issuing.release(permit, by=by, now=now)
    record = history.Record(Move.SIGN, detail=detail, internal_note=internal_note)
    steps = finish_turn(turn, outcome, record)
    notices.moved(turn, Move.SIGN, outcome, steps)
    return turn.application


def signatory_of(user: User, assignment: RoleAssignment | None) -> Signatory:
    """The name block: name, NIP, and Plt./Plh. where the assignment is acting."""
    return Signatory(
        position=POSITION,
        name=user.name,
        employee_number=user.employee_number,
        acting=assignment.acting if assignment else "",
    )


def advice_text(application: Application) -> str:
    """ "Dinas Pariwisata Nomor 12 tanggal 3 Maret 2026", one per agency, joined by semicolons."""
    return "; ".join(
        f"{advice.step.agency.name} Nomor {advice.number} tanggal {long_date(advice.dated_on)}"
        for advice in latest_advice(application).values()
        if advice.step.agency
    )
