"""Is this socket still allowed: many sockets that ask at once are answered with a few queries.

Asked at the opening, before every message in either direction, and every CHAT_CHECK_SECONDS. The database is asked,
not a cookie or a cache: a session that was ended, expired, or lost to another password is gone there.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from channels.db import database_sync_to_async
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from messaging.chat.models import READERS, Room
from messaging.chat.tickets import Pass


@dataclass(frozen=True, slots=True)
class Right:
    """What a pass allows now: who it is, in whose room, and whether words may be written there."""

    user: User
    room_id: int
    is_applicant: bool
    may_write: bool


def rights(passes: Iterable[Pass], *, now: dt.datetime) -> dict[Pass, Right]:
    """Return the rights of the passes that are still good; four queries for any number of them."""
    passes = set(passes)
    people = _people({one.session_key for one in passes}, now=now)
    users = User.objects.in_bulk({user_id for user_id, _hash in people.values()})
    rooms = Room.objects.in_bulk({one.room_id for one in passes})
    roles = _roles(users, on=timezone.localdate(now))
    found = {}
    for one in passes:
        user_id, session_hash = people.get(one.session_key, (0, ""))
        user, room = users.get(user_id), rooms.get(one.room_id)
        if user is None or room is None or not user.is_active or not _is_current(user, session_hash):
            continue
        held = roles.get(user_id, set())
        if room.applicant_id == user_id:
            found[one] = Right(user, room.pk, is_applicant=True, may_write=True)
        elif held & set(READERS):
            found[one] = Right(user, room.pk, is_applicant=False, may_write=Role.HELPDESK in held)
    return found


def _people(keys: set[str], *, now: dt.datetime) -> dict[str, tuple[int, str]]:
    """Return user and password hash of the living sessions, by their key."""
    found = {}
    for session in Session.objects.filter(session_key__in=keys, expire_date__gt=now):
        data = session.get_decoded()
        if SESSION_KEY in data and BACKEND_SESSION_KEY in data:
            found[session.session_key] = (int(data[SESSION_KEY]), data.get(HASH_SESSION_KEY, ""))
    return found


def _is_current(user: User, session_hash: str) -> bool:
    good = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, one) for one in good)


def _roles(users: Mapping[int, User], *, on: dt.date) -> dict[int, set[str]]:
    roles: dict[int, set[str]] = {}
    held = RoleAssignment.objects.in_force(on).filter(user__in=users)
    for user_id, role in held.values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(role)
    return roles


class Desk:
    """Collects the questions that come while the database is being asked, and asks once for all of them.

    A question is never answered by a look that began before it.
    """

    def __init__(self) -> None:
        self._waiting: dict[Pass, asyncio.Future[Right | None]] = {}
        self._work: asyncio.Task[None] | None = None

    async def ask(self, one: Pass) -> Right | None:
        """Return what the pass allows now, None when the socket must be closed."""
        if one not in self._waiting:
            self._waiting[one] = asyncio.get_running_loop().create_future()
        future = self._waiting[one]
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._answer_all())
        return await asyncio.shield(future)

    async def _answer_all(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, {}
            await self._answer(asked)

    async def _answer(self, asked: Mapping[Pass, asyncio.Future[Right | None]]) -> None:
        try:
            found = await database_sync_to_async(rights)(asked, now=timezone.now())
        except Exception as error:  # noqa: BLE001 whoever asked must hear it
            for future in asked.values():
                future.set_exception(error)
            return
        for one, future in asked.items():
            future.set_result(found.get(one))
