"""The socket of a chat page: what it hears is checked and kept first; what it tells was read from the database."""

import asyncio
import contextlib
import json
import logging
import time
import uuid
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from redis.exceptions import RedisError

from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import allow
from messaging.chat import actions, showing, tickets
from messaging.chat.fanout import group_of
from messaging.chat.guard import Desk, Right
from messaging.chat.limits import MINUTE, PER_MINUTE, TOO_FAST
from messaging.chat.models import Message, Room

logger = logging.getLogger(__name__)

ENDED = 4401  # close code: session, role or room are gone; the page does not come back by itself
KNOWN = 200  # finished messages kept by this process for the sockets that are told of them
SIGNS_PER_SECOND = 20  # typing, reading, heartbeats: above it they are dropped, messages are told


def _ready(room_id: int, message_id: int) -> dict[bool, dict[str, Any]]:
    """Return a message finished for either side; empty when it is not of this room."""
    found = Message.objects.select_related("sender", "blob").filter(pk=message_id, room=room_id).first()
    return {side: showing.as_json(found, for_desk=side) for side in (False, True)} if found else {}


class Shelf:
    """The last finished messages: two hundred sockets that hear of one message read it once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], asyncio.Task[dict[bool, dict[str, Any]]]] = OrderedDict()

    async def get(self, room_id: int, message_id: int, *, for_desk: bool) -> dict[str, Any] | None:
        """Return a message of the room as the page wants it."""
        place = (room_id, message_id)
        if place not in self._kept:
            self._kept[place] = asyncio.create_task(database_sync_to_async(_ready)(room_id, message_id))
            while len(self._kept) > KNOWN:
                self._kept.popitem(last=False)
        try:
            return (await asyncio.shield(self._kept[place])).get(for_desk)
        except Exception:
            self._kept.pop(place, None)
            raise


desk = Desk()
shelf = Shelf()


class ChatSocket(AsyncWebsocketConsumer):
    """One page's socket in one room. Opened with a ticket in `?tiket=`."""

    async def connect(self) -> None:
        """Let in whoever has a good ticket and still the right to the room."""
        query = parse_qs(self.scope["query_string"].decode("ascii", "replace"))
        held = tickets.read(query.get("tiket", [""])[0], now=timezone.now())
        self.watch: asyncio.Task[None] | None = None
        self.seconds: tuple[int, int] = (0, 0)
        if held is None:
            await self.close()
            return
        self.held = held
        self.group = group_of(held.room_id)
        if await desk.ask(held) is None:
            await self.close()
            return
        try:
            await self.channel_layer.group_add(self.group, self.channel_name)
        except (RedisError, OSError):
            logger.warning("chat: no channel layer; a page is left to its poll")
            await self.close()
            return
        await self.accept()
        self.watch = asyncio.create_task(self._watch())

    async def disconnect(self, code: int) -> None:
        """Leave the room."""
        if self.watch:
            self.watch.cancel()
            with contextlib.suppress(RedisError, OSError):
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def _watch(self) -> None:
        """Ask now and then whether the session and the right are still there."""
        while True:
            await asyncio.sleep(settings.CHAT_CHECK_SECONDS)
            with contextlib.suppress(Exception):  # the database is away for a moment: asked again
                await self._right()

    async def _right(self) -> Right | None:
        """Return what this socket may do now; closes it when that is nothing."""
        right = await desk.ask(self.held)
        if right is None:
            await self.close(code=ENDED)
        return right

    async def _tell(self, **event: Any) -> None:
        await self.send(text_data=json.dumps(event))

    # --- from the page ---

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what the page asks; nonsense is left unanswered, nobody is thrown out for it."""
        right = await self._right()
        if right is None:
            return
        try:
            event = json.loads(text_data or "")
        except ValueError:
            return
        if not isinstance(event, dict):
            return
        if event.get("type") == "send":
            await self._keep(event, right)
        elif not self._is_hurried():
            await self._sign(event, right)

    def _is_hurried(self) -> bool:
        second, count = self.seconds
        this = int(time.monotonic())
        self.seconds = (this, count + 1 if this == second else 1)
        return self.seconds[1] > SIGNS_PER_SECOND

    async def _keep(self, event: dict[str, Any], right: Right) -> None:
        """Keep a message and show it to its writer; a refusal says why and whether trying again helps."""
        key = str(event.get("key", ""))[:36]
        try:
            message_key = uuid.UUID(key)
        except ValueError:
            return
        if not await database_sync_to_async(allow)(f"chat:{right.user.pk}", limit=PER_MINUTE, seconds=MINUTE):
            await self._tell(type="refused", key=key, error=TOO_FAST, again=True)
            return
        try:
            message = await database_sync_to_async(actions.say)(
                right.room_id, key=message_key, body=str(event.get("text", "")), by=right.user, now=timezone.now()
            )
        except DomainError as error:
            await self._tell(type="refused", key=key, error=error.message, again=False)
        except PermissionDenied:
            await self._tell(type="refused", key=key, error="Anda tidak menjawab percakapan ini.", again=False)
        else:
            shown = await shelf.get(right.room_id, message.pk, for_desk=not right.is_applicant)
            await self._tell(type="message", message=shown)

    async def _sign(self, event: dict[str, Any], right: Right) -> None:
        match event.get("type"):
            case "here":
                await self._catch_up(_number(event.get("after")), right, is_seen=bool(event.get("visible")))
            case "read":
                await database_sync_to_async(_read)(right, _number(event.get("upto")))
            case "typing" if right.may_write:
                with contextlib.suppress(RedisError, OSError):
                    sign = {"type": "chat.typing", "by_applicant": right.is_applicant, "from": self.channel_name}
                    await self.channel_layer.group_send(self.group, sign)

    async def _catch_up(self, after: int, right: Right, *, is_seen: bool) -> None:
        """Tell all that came after a message: what the channel layer may have lost is found again here."""
        rows, upto = await database_sync_to_async(_caught_up)(right, after, is_seen)
        await self._tell(type="sync", messages=rows, read=upto)

    # --- from the room ---

    async def chat_new(self, event: dict[str, Any]) -> None:
        """A message was kept somewhere."""
        right = await self._right()
        if right is not None:
            shown = await shelf.get(right.room_id, event["id"], for_desk=not right.is_applicant)
            if shown:
                await self._tell(type="message", message=shown)

    async def chat_read(self, event: dict[str, Any]) -> None:
        """The other side has read."""
        right = await self._right()
        if right is not None and right.is_applicant == (event["side"] == "officer"):
            await self._tell(type="read", upto=event["upto"])

    async def chat_typing(self, event: dict[str, Any]) -> None:
        """The other side types."""
        right = await self._right()
        if right is not None and right.is_applicant != event["by_applicant"]:
            await self._tell(type="typing")


def _number(value: Any) -> int:
    """Return a number of the page's as an id, 0 for anything else."""
    return value if isinstance(value, int) and 0 <= value < 10**18 else 0


def _read(right: Right, upto: int) -> None:
    room = Room.objects.get(pk=right.room_id)
    actions.mark_read(room, upto=upto, by=right.user, now=timezone.now())


def _caught_up(right: Right, after: int, is_seen: bool) -> tuple[list[dict[str, Any]], int]:
    """Return the messages after one, and how far the other side has read."""
    room = Room.objects.get(pk=right.room_id)
    if is_seen:
        actions.seen(room, by=right.user, now=timezone.now())
    for_desk = not right.is_applicant
    rows = [showing.as_json(row, for_desk=for_desk) for row in showing.newer(room, after=after)]
    return rows, room.applicant_read_id if for_desk else room.officer_read_id
