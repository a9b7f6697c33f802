"""Twenty at once: one key is one message, one conversation, one holder. Each with a control."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from messaging.chat import actions
from messaging.chat.models import Conversation, Message, Room

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 20


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do the work in twenty threads that start together; return results and errors."""
    barrier, found = threading.Barrier(TIMES), []

    def one(n: int) -> None:
        try:
            barrier.wait()
            found.append(work(n))
        except Exception as error:  # noqa: BLE001
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@contextmanager
def without(table: str, constraint: str) -> Iterator[None]:
    """The same without the database's guard, which comes back at the end."""
    editor = connection.schema_editor
    model = {"messaging_message": Message, "messaging_conversation": Conversation}[table]
    found = next(one for one in model._meta.constraints if one.name == constraint)
    with editor() as schema:
        schema.remove_constraint(model, found)
    try:
        yield
    finally:
        Message.objects.all().delete()
        Conversation.objects.all().delete()
        with editor() as schema:
            schema.add_constraint(model, found)


def test_one_key_sent_twenty_times_is_one_message(budi: Any) -> None:
    room, key, now = actions.room_of(budi), uuid.uuid4(), timezone.now()

    found = at_once(lambda _n: actions.say(room.pk, key=key, body="Halo", by=budi, now=now).pk)

    assert len(set(found)) == 1
    assert Message.objects.count() == 1
    assert Conversation.objects.count() == 1


def test_control_without_lock_and_constraint_it_is_many(budi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    room, key, now = actions.room_of(budi), uuid.uuid4(), timezone.now()
    Conversation.objects.create(room=room, opened_at=now)
    looked = threading.Barrier(TIMES)

    @contextmanager
    def unlocked(room_id: int) -> Iterator[Room]:
        looked.wait(30)
        with transaction.atomic():
            yield Room.objects.get(pk=room_id)

    monkeypatch.setattr(actions, "locked", unlocked)
    monkeypatch.setattr(actions, "_known", lambda *_: None)
    with without("messaging_message", "chat_message_once"):
        at_once(lambda _n: actions.say(room.pk, key=key, body="Halo", by=budi, now=now).pk)

        assert Message.objects.count() > 1


def test_ids_of_a_room_follow_the_order_of_commits(budi: Any) -> None:
    """A page that asks for what came after the last id it knows must never miss one that was committed later."""
    room, now = actions.room_of(budi), timezone.now()
    seen: list[int] = []

    def work(n: int) -> list[int]:
        actions.say(room.pk, key=uuid.uuid4(), body=f"{n}", by=budi, now=now)
        return list(Message.objects.filter(room=room).order_by("pk").values_list("pk", flat=True))

    for snapshot in at_once(work):
        seen.append(len(snapshot))
        final = list(Message.objects.filter(room=room).order_by("pk").values_list("pk", flat=True))
        assert snapshot == final[: len(snapshot)]
    assert max(seen) == TIMES


def test_one_of_twenty_takes_a_conversation(budi: Any, officer: Any) -> None:
    room, now = actions.room_of(budi), timezone.now()
    actions.say(room.pk, key=uuid.uuid4(), body="Halo", by=budi, now=now)
    people = [officer(Role.HELPDESK) for _ in range(TIMES)]

    found = at_once(lambda n: actions.take(room.pk, by=people[n], now=now))

    assert found.count(None) == 1
    assert sum(isinstance(one, DomainError) for one in found) == TIMES - 1
    assert Message.objects.filter(kind=Message.Kind.EVENT).count() == 1
