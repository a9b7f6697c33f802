"""The socket by itself, over a real channel layer: who may open one, what it takes, when it is closed."""

import datetime as dt
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import RoleAssignment
from accounts.roles import Role
from messaging.chat import actions, socket, tickets
from messaging.chat.models import Message, Room
from messaging.chat.socket import ENDED
from tests.messaging.sockets import Page

pytestmark = pytest.mark.django_db(transaction=True)

OURS = settings.SITE_URL


def ticket_of(user: Any, room: Room, *, now: dt.datetime | None = None) -> tuple[str, Client]:
    """A pass of this person for a room, and the browser in which they are signed in."""
    client = Client()
    client.force_login(user)
    key = client.session.session_key
    assert key
    return tickets.issue(key, room_id=room.pk, now=now or timezone.now()), client


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run a piece of asynchronous work on the test's own database connection."""
    return async_to_sync(work)()


async def opened(ticket: str) -> Page:
    one = Page(ticket, origin=OURS)
    assert await one.connect()
    return one


async def heard(one: Page, kind: str) -> dict[str, Any]:
    """The next event of this kind."""
    while True:
        event = json.loads(await one.receive_from())
        if event["type"] == kind:
            return event


async def closed(one: Page) -> int:
    """The code with which the socket is closed."""
    while True:
        event = await one.receive_output(timeout=20)
        if event["type"] == "websocket.close":
            return int(event.get("code", 0))


async def send(one: Page, **event: Any) -> None:
    await one.send_to(text_data=json.dumps(event))


def is_let_in(ticket: str, **how: Any) -> bool:
    async def work() -> bool:
        one = Page(ticket, **{"origin": OURS, **how})
        is_open = await one.connect()
        await one.disconnect()
        return is_open

    return bool(run(work))


@pytest.fixture
def room(budi: Any) -> Room:
    return actions.room_of(budi)


def test_the_owner_is_let_in(budi: Any, room: Room) -> None:
    assert is_let_in(ticket_of(budi, room)[0])


@pytest.mark.parametrize("origin", ["https://jahat.contoh.test", "null", None, OURS + ":1"])
def test_a_foreign_page_is_not_let_in(budi: Any, room: Room, origin: str | None) -> None:
    assert not is_let_in(ticket_of(budi, room)[0], origin=origin)


def test_another_address_is_not_let_in(budi: Any, room: Room) -> None:
    assert not is_let_in(ticket_of(budi, room)[0], path="/ws/lain/")


@pytest.mark.parametrize("ticket", ["", "x", "gAAAAABm"])
def test_a_made_up_ticket_is_not_let_in(db: None, ticket: str) -> None:
    assert not is_let_in(ticket)


def test_an_old_ticket_is_not_let_in(budi: Any, room: Room) -> None:
    old = timezone.now() - dt.timedelta(seconds=tickets.GOOD_FOR + 1)

    assert not is_let_in(ticket_of(budi, room, now=old)[0])


def test_a_ticket_for_somebody_elses_room_is_not_let_in(citra: Any, room: Room) -> None:
    assert not is_let_in(ticket_of(citra, room)[0])


def test_a_ticket_of_an_ended_session_is_not_let_in(budi: Any, room: Room) -> None:
    ticket, client = ticket_of(budi, room)
    client.logout()

    assert not is_let_in(ticket)


def test_a_message_reaches_the_other_side_and_its_writer(budi: Any, room: Room, dewi: Any) -> None:
    mine, theirs, key = ticket_of(budi, room)[0], ticket_of(dewi, room)[0], str(uuid.uuid4())

    async def work() -> list[dict[str, Any]]:
        applicant, officer = await opened(mine), await opened(theirs)
        await send(applicant, type="send", key=key, text="Halo <b>")
        found = [(await heard(one, "message"))["message"] for one in (applicant, officer)]
        for one in (applicant, officer):
            await one.disconnect()
        return found

    own, other = run(work)

    assert own["key"] == other["key"] == key
    assert "is-own" in own["html"]
    assert "is-own" not in other["html"]
    assert "Halo &lt;b&gt;" in other["html"]


def test_the_same_key_twice_keeps_one(budi: Any, room: Room) -> None:
    ticket, key = ticket_of(budi, room)[0], str(uuid.uuid4())

    async def work() -> list[int]:
        one = await opened(ticket)
        found = []
        for _ in range(2):
            await send(one, type="send", key=key, text="Halo")
            found.append((await heard(one, "message"))["message"]["id"])
        await one.disconnect()
        return found

    first, second = run(work)

    assert first == second
    assert Message.objects.count() == 1


def test_what_was_missed_comes_with_the_next_sign(budi: Any, room: Room, dewi: Any, now: dt.datetime) -> None:
    for n in range(3):
        actions.say(room.pk, key=uuid.uuid4(), body=f"{n}", by=dewi, now=now)
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    ticket = ticket_of(budi, room)[0]

    async def work() -> list[int]:
        one = await opened(ticket)
        await send(one, type="here", after=ids[0], visible=True)
        event = await heard(one, "sync")
        await one.disconnect()
        return [message["id"] for message in event["messages"]]

    assert run(work) == ids[1:]


def test_nonsense_is_left_unanswered(budi: Any, room: Room) -> None:
    ticket = ticket_of(budi, room)[0]

    async def work() -> dict[str, Any]:
        one = await opened(ticket)
        for text in ("", "x", "[]", "1", '{"type":"send"}', '{"type":"send","key":"x"}', '{"type":"read","upto":-1}'):
            await one.send_to(text_data=text)
        await one.send_to(bytes_data=b"\0\1")
        await send(one, type="here", after="x" * 50)
        event = await heard(one, "sync")
        await one.disconnect()
        return event

    assert run(work)["messages"] == []
    assert not Message.objects.exists()


def test_a_hundred_thousand_characters_are_refused_in_words(budi: Any, room: Room) -> None:
    ticket, key = ticket_of(budi, room)[0], str(uuid.uuid4())

    async def work() -> dict[str, Any]:
        one = await opened(ticket)
        await send(one, type="send", key=key, text="a" * 100_000)
        event = await heard(one, "refused")
        await one.disconnect()
        return event

    event = run(work)

    assert "paling panjang 4.000 huruf" in event["error"]
    assert event["key"] == key
    assert not event["again"]


def test_a_thousand_messages_are_limited_and_told_and_the_socket_stays(
    budi: Any, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "MINUTE", 3600)  # a busy machine may need more than a minute for them
    ticket = ticket_of(budi, room)[0]

    async def work() -> list[dict[str, Any]]:
        one = await opened(ticket)
        for n in range(1000):
            await send(one, type="send", key=str(uuid.uuid4()), text=f"{n}")
        await send(one, type="here", after=0)  # answered after all that came before it
        events = []
        while not events or events[-1]["type"] != "sync":
            events.append(json.loads(await one.receive_from()))
        await one.disconnect()
        return events

    refused = [event for event in run(work) if event["type"] == "refused"]

    assert len(refused) == 960
    assert all("Terlalu banyak pesan" in event["error"] and event["again"] for event in refused)
    assert Message.objects.count() == 40


def test_an_auditor_looks_and_does_not_write(room: Room, officer: Any) -> None:
    ticket = ticket_of(officer(Role.AUDITOR), room)[0]

    async def work() -> dict[str, Any]:
        one = await opened(ticket)
        await send(one, type="send", key=str(uuid.uuid4()), text="Halo")
        event = await heard(one, "refused")
        await one.disconnect()
        return event

    assert "tidak menjawab" in run(work)["error"]


def test_the_next_message_after_a_logout_is_not_taken(budi: Any, room: Room, settings: Any) -> None:
    settings.CHAT_CHECK_SECONDS = 3600
    ticket, client = ticket_of(budi, room)

    async def work() -> int:
        one = await opened(ticket)
        await sync_to_async(client.logout)()
        await send(one, type="send", key=str(uuid.uuid4()), text="Masih di sini")
        return await closed(one)

    assert run(work) == ENDED
    assert not Message.objects.exists()


def test_nothing_is_told_to_a_lost_role(budi: Any, room: Room, dewi: Any, settings: Any) -> None:
    settings.CHAT_CHECK_SECONDS = 3600
    mine, theirs = ticket_of(budi, room)[0], ticket_of(dewi, room)[0]

    async def work() -> int:
        applicant, officer = await opened(mine), await opened(theirs)
        await sync_to_async(RoleAssignment.objects.filter(user=dewi).update)(ends_on=dt.date(2020, 1, 2))
        await send(applicant, type="send", key=str(uuid.uuid4()), text="Rahasia")
        code = await closed(officer)  # any message before would be read, and is not there
        await applicant.disconnect()
        return code

    assert run(work) == ENDED


def _block(user: Any) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def _end_sessions(user: Any) -> None:
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


@pytest.mark.parametrize("what", [_block, _end_sessions])
def test_a_silent_socket_is_closed_when_its_right_ends(budi: Any, room: Room, settings: Any, what: Any) -> None:
    settings.CHAT_CHECK_SECONDS = 1
    ticket = ticket_of(budi, room)[0]

    async def work() -> int:
        one = await opened(ticket)
        await sync_to_async(what)(budi)
        return await closed(one)

    assert run(work) == ENDED


def test_typing_is_shown_to_the_other_side_only(budi: Any, room: Room, dewi: Any) -> None:
    mine, theirs = ticket_of(budi, room)[0], ticket_of(dewi, room)[0]

    async def work() -> bool:
        applicant, officer = await opened(mine), await opened(theirs)
        await send(applicant, type="typing")
        await heard(officer, "typing")
        silent = await applicant.receive_nothing(timeout=0.5)
        for one in (applicant, officer):
            await one.disconnect()
        return silent

    assert run(work)


def test_reading_is_told_to_the_writer(budi: Any, room: Room, dewi: Any, now: dt.datetime) -> None:
    last = actions.say(room.pk, key=uuid.uuid4(), body="Halo", by=budi, now=now).pk
    mine, theirs = ticket_of(budi, room)[0], ticket_of(dewi, room)[0]

    async def work() -> int:
        applicant, officer = await opened(mine), await opened(theirs)
        await send(officer, type="read", upto=last)
        event = await heard(applicant, "read")
        for one in (applicant, officer):
            await one.disconnect()
        return int(event["upto"])

    assert run(work) == last


def test_without_a_broker_a_message_is_kept_all_the_same(
    budi: Any, room: Room, settings: Any, now: dt.datetime
) -> None:
    layer = dict(settings.CHANNEL_LAYERS["default"], CONFIG={"hosts": ["redis://127.0.0.1:1/0"]})
    settings.CHANNEL_LAYERS = {"default": layer}

    actions.say(room.pk, key=uuid.uuid4(), body="Halo", by=budi, now=now)

    assert Message.objects.count() == 1
