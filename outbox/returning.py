"""What to do with what came back: the row and the address are marked. Nothing is ever sent from here."""

import datetime as dt
import logging

from django.db import transaction

from outbox.bounces import Bounce, read
from outbox.email import address_of
from outbox.models import DeadAddress, OutboxMessage

logger = logging.getLogger(__name__)


def take_in(raw: bytes, *, now: dt.datetime) -> int:
    """Note a delivery-status message; return how many of our rows it marks. A repeated reading changes nothing."""
    return sum(_note(bounce, now=now) for bounce in read(raw))


@transaction.atomic
def _note(bounce: Bounce, *, now: dt.datetime) -> bool:
    """Mark the row that was sent to this address; a report about another address than ours is not believed."""
    rows = OutboxMessage.objects.select_related("recipient").select_for_update(of=("self",))
    row = rows.filter(key=bounce.key, channel="email", status=OutboxMessage.Status.SENT).first()
    if row is None:
        return False
    if not bounce.is_final:
        row.last_error = f"Server penerima menunda ({bounce.code})"
        row.save(update_fields=["last_error"])
        return False
    row.status, row.problem = OutboxMessage.Status.BOUNCED, OutboxMessage.Problem.BOUNCED
    row.last_error = f"Dikembalikan server penerima ({bounce.code})"
    row.save(update_fields=["status", "problem", "last_error"])
    if address_of(row).lower() == bounce.address:  # not when the person has changed the address since
        DeadAddress.objects.get_or_create(address=bounce.address, defaults={"since": now, "code": bounce.code})
    logger.warning("outbox row %s came back (%s)", row.pk, bounce.code)
    return True


def revive(address: str) -> bool:
    """Let mails go to this address again; return whether it was marked."""
    deleted, _ = DeadAddress.objects.filter(address=address.lower()).delete()
    return bool(deleted)
