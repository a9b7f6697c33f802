"""What a message looks like for either side; the same words on the page, in the poll and over the socket."""

from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string

from files.handover import INLINE
from messaging.chat.models import Message, Room

PAGE = 30  # messages of one page of history
MOST = 100  # messages of one answer to a poll

TEMPLATE = "messaging/_chat_message.html"


def latest(room: Room, *, before: int | None = None) -> tuple[list[Message], int | None]:
    """Return a page of messages, oldest first, and the id before which there are more (None at the beginning)."""
    rows = _rows(room)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    more = len(page) > PAGE
    page = page[:PAGE][::-1]
    return page, page[0].pk if more else None


def newer(room: Room, *, after: int) -> list[Message]:
    """Return what came after a message, oldest first."""
    return list(_rows(room).filter(pk__gt=after).order_by("pk")[:MOST])


def _rows(room: Room) -> QuerySet[Message]:
    return room.messages.select_related("sender", "blob")


def context_of(message: Message, *, for_desk: bool) -> dict[str, Any]:
    """Return what the template of a message needs."""
    blob = message.blob
    return {
        "message": message,
        "for_desk": for_desk,
        "is_own": for_desk == (message.kind == Message.Kind.OFFICER),
        "is_picture": blob is not None and blob.is_image and blob.content_type in INLINE,
    }


def bubbles(messages: list[Message], *, for_desk: bool) -> list[dict[str, Any]]:
    """Return the contexts of many messages for the page."""
    return [context_of(message, for_desk=for_desk) for message in messages]


def as_json(message: Message, *, for_desk: bool) -> dict[str, Any]:
    """Return a message as scripts get it: id, key, kind, and the finished HTML."""
    html = render_to_string(TEMPLATE, context_of(message, for_desk=for_desk))
    return {"id": message.pk, "key": str(message.key), "kind": message.kind, "html": html}
