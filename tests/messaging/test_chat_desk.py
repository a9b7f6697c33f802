"""The helpdesk's side of the chat: queue, take, hand over, close, figures."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import RoleAssignment
from accounts.roles import Role
from messaging.chat import actions, queue
from messaging.chat.figures import figures, per_day
from messaging.chat.models import CannedAnswer, Conversation, Message, Room
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db

DESK = "/petugas/chat/"


@pytest.fixture
def helpdesk(officer: Callable[..., Any]) -> tuple[Any, Any]:
    """Dewi and Eko, who share the helpdesk."""
    return officer(Role.HELPDESK), officer(Role.HELPDESK)


def say(room: Room, who: Any, now: dt.datetime, body: str = "Halo") -> Message:
    return actions.say(room.pk, key=uuid.uuid4(), body=body, by=who, now=now)


@pytest.fixture
def asked(budi: Any, now: dt.datetime) -> Room:
    """Budi asked twelve minutes ago."""
    room = actions.room_of(budi)
    say(room, budi, now - dt.timedelta(minutes=12), "Denah saya ditolak.")
    return room


def move(client: Any, room: Room, verb: str, **data: Any) -> Any:
    return client.post(f"{DESK}{room.pk}/{verb}/", data, follow=True)


def test_the_queue_shows_who_waits_longest_first(
    client_of: Any, helpdesk: Any, asked: Room, citra: Any, now: dt.datetime
) -> None:
    say(actions.room_of(citra), citra, now - dt.timedelta(minutes=40))

    html = client_of(helpdesk[0]).get(DESK).content.decode()

    assert html.index("Citra Lestari") < html.index("Budi Santoso")
    assert "12 menit" in html
    assert "2 percakapan menunggu" in html


def test_a_long_wait_has_another_colour(asked: Room, helpdesk: Any, now: dt.datetime) -> None:
    tones = [
        queue.rows("antre", user=helpdesk[0], query="", after=0, now=now + dt.timedelta(minutes=minutes))[0][0].tone
        for minutes in (-3, 0, 20)  # nine, twelve and 32 minutes of waiting
    ]

    assert tones == ["info", "warning", "negative"]


def test_the_queue_pages_without_a_gap(helpdesk: Any, officer: Any, now: dt.datetime) -> None:
    people = [officer(Role.BACKOFFICE) for _ in range(queue.PAGE + 3)]
    for person in people:
        say(actions.room_of(person), person, now)

    first, following = queue.rows("antre", user=helpdesk[0], query="", after=0, now=now)
    second, end = queue.rows("antre", user=helpdesk[0], query="", after=following or 0, now=now)

    assert len({row.conversation.pk for row in [*first, *second]}) == len(people)
    assert end is None


def test_query_budget(
    client_of: Any, helpdesk: Any, officer: Any, now: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        person = officer(Role.BACKOFFICE)
        say(actions.room_of(person), person, now)
    client = client_of(helpdesk[0])
    client.get(DESK)

    with django_assert_max_num_queries(8):  # session, person, role (with sectors), list, waiting, inbox badge, profile
        client.get(DESK)


def test_an_answer_takes_a_free_conversation_and_stops_the_wait(helpdesk: Any, asked: Room, now: dt.datetime) -> None:
    say(asked, helpdesk[0], now)

    conversation = Conversation.objects.get()
    assert conversation.taken_by == helpdesk[0]
    assert conversation.waiting_since is None
    assert conversation.first_answer_at == now


def test_a_colleague_does_not_answer_between(client_of: Any, helpdesk: Any, asked: Room, now: dt.datetime) -> None:
    actions.take(asked.pk, by=helpdesk[0], now=now)

    data = {"key": str(uuid.uuid4()), "body": "Saya juga"}
    response = client_of(helpdesk[1]).post(f"/chat/kirim/?ruang={asked.pk}", data)

    assert response.status_code == 422
    assert "sedang ditangani" in response.content.decode()


def test_the_second_to_take_reads_who_was_first(client_of: Any, helpdesk: Any, asked: Room) -> None:
    move(client_of(helpdesk[0]), asked, "ambil")

    page = move(client_of(helpdesk[1]), asked, "ambil").content.decode()

    assert f"sudah diambil {helpdesk[0].name}" in page
    assert Conversation.objects.get().taken_by == helpdesk[0]


def test_one_takes_over_from_a_colleague_on_purpose(client_of: Any, helpdesk: Any, asked: Room) -> None:
    move(client_of(helpdesk[0]), asked, "ambil")

    move(client_of(helpdesk[1]), asked, "ambil", dari=helpdesk[0].pk)

    assert Conversation.objects.get().taken_by == helpdesk[1]


def test_handing_over_tells_the_colleague(client_of: Any, helpdesk: Any, asked: Room) -> None:
    dewi, eko = helpdesk
    move(client_of(dewi), asked, "ambil")

    move(client_of(dewi), asked, "alihkan", kepada=eko.pk)

    assert Conversation.objects.get().taken_by == eko
    assert OutboxMessage.objects.get().recipient == eko
    assert Message.objects.last().body.endswith(f"kepada {eko.name}.")


def test_only_the_helpdesk_is_handed_a_chat(client_of: Any, helpdesk: Any, asked: Room, officer: Any) -> None:
    stranger = officer(Role.BACKOFFICE)

    page = move(client_of(helpdesk[0]), asked, "alihkan", kepada=stranger.pk)

    assert "Pilih rekan helpdesk" in page.content.decode()


def test_a_closed_chat_is_rated_once(client_of: Any, helpdesk: Any, asked: Room, budi: Any, now: dt.datetime) -> None:
    say(asked, helpdesk[0], now)
    move(client_of(helpdesk[0]), asked, "tutup")
    conversation, client = Conversation.objects.get(), client_of(budi)
    assert "Bagaimana bantuan petugas kami?" in client.get("/chat/").content.decode()

    client.post(f"/chat/nilai/{conversation.pk}/", {"stars": 4, "note": "Jelas"})
    client.post(f"/chat/nilai/{conversation.pk}/", {"stars": 1})

    conversation.refresh_from_db()
    assert (conversation.rating, conversation.rating_note) == (4, "Jelas")


def test_an_open_chat_is_not_rated(client_of: Any, asked: Room, budi: Any) -> None:
    client_of(budi).post(f"/chat/nilai/{Conversation.objects.get().pk}/", {"stars": 5})

    assert Conversation.objects.get().rating is None


def test_a_word_after_the_close_opens_a_new_conversation(
    helpdesk: Any, asked: Room, budi: Any, now: dt.datetime
) -> None:
    actions.close(asked.pk, by=helpdesk[0], now=now)

    say(asked, budi, now)

    assert Conversation.objects.filter(closed_at=None).count() == 1
    assert Conversation.objects.count() == 2


def test_nobody_answers_their_own_question(helpdesk: Any, now: dt.datetime, client_of: Any) -> None:
    dewi = helpdesk[0]
    room = actions.room_of(dewi)
    say(room, dewi, now)

    assert client_of(dewi).get(f"{DESK}{room.pk}/").status_code == 404
    assert Message.objects.get().kind == Message.Kind.APPLICANT


def test_a_role_that_ended_no_longer_answers(client_of: Any, helpdesk: Any, asked: Room) -> None:
    RoleAssignment.objects.filter(user=helpdesk[0]).update(ends_on=dt.date(2020, 1, 2))

    client = client_of(helpdesk[0])

    assert client.get(DESK).status_code == 403
    assert client.get(f"/chat/baru/?ruang={asked.pk}").status_code == 404


def test_canned_answers_are_offered_in_their_order(client_of: Any, helpdesk: Any, asked: Room) -> None:
    CannedAnswer.objects.create(title="Dua", body="B", position=2)
    CannedAnswer.objects.create(title="Satu", body="A", position=1)
    CannedAnswer.objects.create(title="Lama", body="C", is_active=False)

    html = client_of(helpdesk[0]).get(f"{DESK}{asked.pk}/").content.decode()

    assert html.index("Satu") < html.index("Dua")
    assert "Lama" not in html


def test_the_applicants_files_lie_beside(
    client_of: Any, helpdesk: Any, asked: Room, budi: Any, desks: Any, now: dt.datetime
) -> None:
    from tests.workflow.road import a_draft
    from workflow.actions import submit

    file = submit(a_draft(budi, "SOP-LP2N-PAR-05", now=now).key, by=budi, now=now, declared=True)

    html = client_of(helpdesk[0]).get(f"{DESK}{asked.pk}/").content.decode()

    assert f'href="/permohonan/{file.resi}/"' in html


def test_the_median_of_first_answers(
    budi: Any, citra: Any, village: Any, helpdesk: Any, officer: Any, catalogue: None
) -> None:
    # Thursday 26 Nov 2026: asked at 15.50, 10.00 and 10.00 in Samarinda, where the office closes at 16.00
    waits = [(budi, 7, 50, 60), (citra, 2, 0, 4), (officer(Role.BACKOFFICE), 2, 0, 20)]
    for who, hour, minute, minutes in waits:
        began = dt.datetime(2026, 11, 26, hour, minute, tzinfo=dt.UTC)
        room = actions.room_of(who)
        say(room, who, began)
        say(room, helpdesk[0], began + dt.timedelta(minutes=minutes))

    found = figures(since=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))

    assert found.first_answer == dt.timedelta(minutes=20)  # of 4, 20, 60
    assert found.first_answer_office == dt.timedelta(minutes=10)  # of 4, 10 (until closing), 20
    assert (found.opened, found.answered) == (3, 3)
    assert [day["opened"] for day in per_day(since=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))] == [3]


def test_the_figures_page_works_with_and_without_rows(
    client_of: Any, helpdesk: Any, asked: Room, now: dt.datetime
) -> None:
    client = client_of(helpdesk[0])
    assert client.get("/petugas/chat/angka/").status_code == 200

    say(asked, helpdesk[0], now)

    assert "Sudah dijawab" in client.get("/petugas/chat/angka/").content.decode()
