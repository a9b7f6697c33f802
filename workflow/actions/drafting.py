"""Writing the permit's draft at the drafting desk; kept by permits, guarded by the open step."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from permits.actions.drafting import save_draft
from permits.models import PermitDraft
from permits.stages import Stage
from workflow.actions.steps import begin_turn
from workflow.permissions import can_act


@transaction.atomic
def write_draft(step_id: int, words: dict[str, Any], *, seen: int, by: User, now: dt.datetime) -> PermitDraft:
    """Save the draft while the file lies at the drafting desk.

    Raises PermissionDenied for another desk, DomainError when the desk has passed the file on or somebody else saved
    since the page was opened (`seen`).
    """
    turn = begin_turn(step_id, by=by, now=now, seen_version=None)
    if turn.step.stage != Stage.DRAFTING or not can_act(by, turn.step, on=timezone.localdate(now)):
        raise PermissionDenied
    return save_draft(turn.application, **words, seen=seen, by=by, now=now)
