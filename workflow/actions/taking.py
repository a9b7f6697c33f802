"""Taking a file of one's desk, giving it back, and handing over the files of somebody who leaves.

Taking is a word among colleagues: the desk may still act. Handing over is one transaction and is recorded.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.assignments import record
from accounts.models import User
from eptsp.lib.errors import DomainError
from workflow.models import Step
from workflow.permissions import can_act


@transaction.atomic
def take(step_id: int, *, by: User, now: dt.datetime) -> Step:
    """Mark the open step as this person's; raises DomainError when a colleague was faster."""
    step = _locked(step_id, by=by, now=now)
    if step.taken_by_id not in (None, by.pk):
        who = User.objects.get(pk=step.taken_by_id).name
        raise DomainError(f"Berkas ini sudah diambil oleh {who}.")
    step.taken_by, step.taken_at = by, now
    step.save(update_fields=["taken_by", "taken_at"])
    return step


@transaction.atomic
def give_back(step_id: int, *, by: User, now: dt.datetime) -> Step:
    """Let the desk have it again; only by who took it."""
    step = _locked(step_id, by=by, now=now)
    if step.taken_by_id != by.pk:
        raise DomainError("Berkas ini tidak sedang Anda ambil.")
    step.taken_by = step.taken_at = None
    step.save(update_fields=["taken_by", "taken_at"])
    return step


@transaction.atomic
def hand_over(leaver: User, to: User | None, *, by: User, now: dt.datetime) -> int:
    """Give every open file that `leaver` took to a colleague, or back to the desks (`to` None); return how many.

    All or nothing: raises DomainError, naming the files, when one of them does not lie on a desk of the colleague.
    """
    rows = Step.objects.open().filter(taken_by=leaver).select_for_update(of=("self",)).order_by("pk")
    steps = list(rows.select_related("application"))
    if not steps:
        raise DomainError(f"{leaver.name} tidak sedang memegang berkas.")
    if to is not None:
        _demand_desk(to, steps, leaver=leaver, now=now)
    for step in steps:
        step.taken_by, step.taken_at = to, now if to else None
    Step.objects.bulk_update(steps, ["taken_by", "taken_at"])
    resi = ", ".join(step.application.resi or "" for step in steps)
    target = f"kepada {to.name}" if to else "kembali ke meja"
    record(leaver, f"{len(steps)} berkas diserahkan {target}: {resi}", by=by, now=now)
    return len(steps)


def _demand_desk(to: User, steps: list[Step], *, leaver: User, now: dt.datetime) -> None:
    if to.pk == leaver.pk:
        raise DomainError("Pilih rekan yang lain, atau kembalikan ke meja.")
    on = timezone.localdate(now)
    strange = [step.application.resi or "" for step in steps if not (to.is_active and can_act(to, step, on=on))]
    if strange:
        raise DomainError(
            f"{to.name} tidak bertugas di meja berkas {', '.join(strange)}. Pilih rekan lain atau kembalikan ke meja."
        )


def _locked(step_id: int, *, by: User, now: dt.datetime) -> Step:
    step = Step.objects.select_for_update(of=("self",)).select_related("application").get(pk=step_id)
    if step.closed_at is not None:
        raise DomainError("Tahap ini sudah selesai. Muat ulang halaman.")
    if not can_act(by, step, on=timezone.localdate(now)):
        raise PermissionDenied
    return step
