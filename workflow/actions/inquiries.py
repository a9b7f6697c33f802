"""Questions and answers between the back office and an agency while the agency holds the file; no move, no clock."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import wita
from permits.stages import Stage
from workflow import notices
from workflow.actions.steps import Turn, begin_turn
from workflow.models import Inquiry
from workflow.permissions import can_act, is_backoffice


@transaction.atomic
def ask(step_id: int, text: str, *, by: User, now: dt.datetime) -> Inquiry:
    """Ask the other side. Raises PermissionDenied for other desks, DomainError for a closed step or no words."""
    turn = _turn(step_id, by=by, now=now)
    from_agency = can_act(by, turn.step, on=timezone.localdate(now))
    if not from_agency and not is_backoffice(by, turn.application, on=timezone.localdate(now)):
        raise PermissionDenied
    if not text.strip():
        raise DomainError("Tulis pertanyaannya.")
    inquiry = Inquiry.objects.create(
        step=turn.step, from_agency=from_agency, text=text.strip(), asked_at=now, asked_by=by
    )
    notices.asked(inquiry, turn.step, now=now)
    return inquiry


@transaction.atomic
def answer(inquiry_id: int, text: str, *, by: User, now: dt.datetime) -> Inquiry:
    """Answer the other side, once. The question of "minta pertimbangan lagi" is answered with the advice instead."""
    step_id = Inquiry.objects.values_list("step_id", flat=True).get(pk=inquiry_id)
    turn = _turn(step_id, by=by, now=now)
    inquiry = Inquiry.objects.select_related("answered_by").get(pk=inquiry_id)
    if not may_answer(inquiry, turn, by=by, now=now):
        raise PermissionDenied
    if inquiry.is_formal:
        raise DomainError("Pertanyaan ini dijawab bersama pertimbangan: isi jawabannya pada Beri pertimbangan.")
    if inquiry.answered_at is not None:
        who = inquiry.answered_by.name if inquiry.answered_by else ""
        raise DomainError(f"Pertanyaan ini sudah dijawab oleh {who} pada {wita(inquiry.answered_at)}.")
    if not text.strip():
        raise DomainError("Tulis jawabannya.")
    inquiry.answer, inquiry.answered_at, inquiry.answered_by = text.strip(), now, by
    inquiry.save(update_fields=["answer", "answered_at", "answered_by"])
    notices.answered(inquiry, turn.step, now=now)
    return inquiry


def may_answer(inquiry: Inquiry, turn: Turn, *, by: User, now: dt.datetime) -> bool:
    """The side that was asked answers."""
    on = timezone.localdate(now)
    if inquiry.from_agency:
        return is_backoffice(by, turn.application, on=on)
    return can_act(by, turn.step, on=on)


def _turn(step_id: int, *, by: User, now: dt.datetime) -> Turn:
    turn = begin_turn(step_id, by=by, now=now, seen_version=None)
    if turn.step.stage != Stage.AGENCY_REVIEW:
        raise PermissionDenied
    return turn
