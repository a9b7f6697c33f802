"""Marking messages as read."""

import datetime as dt
from typing import Any

from messaging.models import InboxMessage


def mark_read(message: InboxMessage, *, now: dt.datetime) -> None:
    """Note when the message was first opened; a second opening changes nothing."""
    InboxMessage.objects.filter(pk=message.pk, read_at=None).update(read_at=now)


def mark_all_read(*, by: Any, now: dt.datetime) -> int:
    """Mark the person's own unread messages as read; return how many there were."""
    return InboxMessage.objects.visible_to(by).filter(read_at=None).update(read_at=now)
