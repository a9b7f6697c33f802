"""Tanda tangan massal: choose files, then sign them one request at a time; every result is a row at once."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits.models import Permit
from permits.signing.base import SignerUnknown, WrongPassphrase
from workflow.actions.signing import sign
from workflow.batches import PAGE, ready
from workflow.models import BatchItem, BatchSigning, Step

NOBODY = "Pilih sedikitnya satu berkas."
TOO_MANY = f"Pilih paling banyak {PAGE} berkas sekaligus."


@transaction.atomic
def start_batch(seen: Mapping[int, int], *, by: User, now: dt.datetime) -> BatchSigning:
    """Write down which files are to be signed: `seen` maps a step to the state version that the page showed.

    Raises DomainError for none or too many, PermissionDenied when one of them is not ready on this person's desk.
    """
    if not seen:
        raise DomainError(NOBODY)
    if len(seen) > PAGE:
        raise DomainError(TOO_MANY)
    mine = ready(by, on=timezone.localdate(now)).filter(pk__in=seen).order_by("due_at", "id")
    steps = list(mine.values_list("pk", flat=True))
    if len(steps) != len(seen):
        raise DomainError(
            "Sebagian berkas pilihan tidak lagi menunggu tanda tangan. Muat ulang halaman, lalu pilih lagi."
        )
    batch = BatchSigning.objects.create(by=by, created_at=now)
    BatchItem.objects.bulk_create(
        [BatchItem(batch=batch, n=n, step_id=pk, seen_version=seen[pk]) for n, pk in enumerate(steps, start=1)]
    )
    return batch


@sensitive_variables("passphrase")
def sign_item(pk: int, *, by: User, passphrase: str, now: dt.datetime) -> BatchItem:
    """Sign one file of a batch and keep the result in its row; a file that is signed already stays so.

    Raises PermissionDenied for another person's batch and WrongPassphrase, after which the file still waits: the same
    wrong words fifty times would lock the signer out at a provider.
    """
    item = BatchItem.objects.select_related("batch", "step__application").get(pk=pk)
    if item.batch.by_id != by.pk:
        raise PermissionDenied
    if item.state == BatchItem.State.SIGNED or _is_signed(item, by=by):
        return _keep(item, BatchItem.State.SIGNED, "", now=now)
    if item.state == BatchItem.State.UNKNOWN and _is_unknown(item.step):
        return item
    try:
        sign(item.step_id, by=by, passphrase=passphrase, now=now, seen_version=item.seen_version)
    except WrongPassphrase:
        raise  # a DomainError, but no verdict on the file
    except SignerUnknown as error:
        return _keep(item, BatchItem.State.UNKNOWN, error.message, now=now)
    except PermissionDenied:
        return _keep(item, BatchItem.State.REFUSED, "Berkas ini tidak lagi berada di meja Anda.", now=now)
    except DomainError as error:
        return _keep(item, BatchItem.State.REFUSED, error.message, now=now)
    return _keep(item, BatchItem.State.SIGNED, "", now=now)


def wait_again(batch: BatchSigning) -> int:
    """Let the files that were refused be tried once more; return how many. What is unknown is not among them."""
    refused = batch.items.filter(state=BatchItem.State.REFUSED)
    return refused.update(state=BatchItem.State.WAITING, reason="")


def _is_signed(item: BatchItem, *, by: User) -> bool:
    """Whether this very step was closed by this person's signature, perhaps by a request whose answer was lost."""
    step = Step.objects.only("closed_by", "move").get(pk=item.step_id)
    return step.move == "sign" and step.closed_by_id == by.pk


def _is_unknown(step: Step) -> bool:
    return Permit.objects.filter(application=step.application_id, signing_unknown_at__isnull=False).exists()


def _keep(item: BatchItem, state: BatchItem.State, reason: str, *, now: dt.datetime) -> BatchItem:
    """Write the result; a request that lost the race never overwrites a signature."""
    rows = BatchItem.objects.filter(pk=item.pk)
    if state != BatchItem.State.SIGNED:
        rows = rows.exclude(state=BatchItem.State.SIGNED)
    rows.update(state=state, reason=reason[:500], tried_at=now)
    item.refresh_from_db()
    return item
