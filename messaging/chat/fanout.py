"""Telling the open sockets of a room that something is new; by id alone, the words stay in the database."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def group_of(room_id: int) -> str:
    """Return the channel group of a room."""
    return f"chat.room.{room_id}"


def announce(room_id: int, **event: Any) -> None:
    """Send an event to the room's sockets once the transaction has committed.

    Nothing depends on it: a page that hears nothing asks by itself after a while.
    """
    transaction.on_commit(lambda: _send(room_id, event), robust=True)


def _send(room_id: int, event: dict[str, Any]) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(group_of(room_id), event)
    except (RedisError, OSError):
        logger.warning("chat: no channel layer; pages of room %s find out when they ask", room_id)
