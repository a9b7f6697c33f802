"""Writing rows: once per event, channel and person, in the caller's transaction."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from outbox.actions import tell, tell_each
from outbox.cipher import decrypt
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db


def test_a_person_is_told_by_inbox_and_email(budi: User, say: Any, now: dt.datetime) -> None:
    say(recipient=budi)

    rows = OutboxMessage.objects.order_by("channel")
    assert [row.channel for row in rows] == ["email", "inbox"]
    assert {row.recipient for row in rows} == {budi}
    assert {row.status for row in rows} == {"waiting"}
    assert {row.next_attempt_at for row in rows} == {now}


def test_the_same_event_is_told_once(budi: User, say: Any, woken: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        say(recipient=budi)
        say(recipient=budi)

    assert OutboxMessage.objects.count() == 2
    assert len(woken) == 1


def test_another_event_is_another_message(budi: User, say: Any) -> None:
    say(recipient=budi)
    say("returned:12:1", recipient=budi)

    assert OutboxMessage.objects.count() == 4


def test_an_address_without_account_gets_a_mail_only_and_once(say: Any) -> None:
    say(to_address="tamu@contoh.test")
    say(to_address="tamu@contoh.test")
    say(to_address="lain@contoh.test")

    assert list(OutboxMessage.objects.order_by("id").values_list("channel", "to_address")) == [
        ("email", "tamu@contoh.test"),
        ("email", "lain@contoh.test"),
    ]


def test_a_desk_is_told_with_three_statements(
    budi: User, citra: User, now: dt.datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):  # insert, ids
        tell_each("step:1", recipients=[budi, citra], template="step_digest", context={"items": []}, now=now)

    assert OutboxMessage.objects.count() == 4


def test_telling_nobody_on_a_desk_is_no_mistake(now: dt.datetime) -> None:
    tell_each("step:1", recipients=[], template="step_digest", context={"items": []}, now=now)

    assert not OutboxMessage.objects.exists()


def test_a_rollback_takes_the_rows_along(budi: User, say: Any, woken: Any) -> None:
    with transaction.atomic():
        say(recipient=budi)
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()
    assert woken == []


def test_dates_become_words_when_they_are_told(budi: User, say: Any) -> None:
    due = dt.datetime(2026, 11, 22, 6, 5, tzinfo=dt.UTC)  # 14.05 in Samarinda

    say(
        recipient=budi,
        channels=("email",),
        context={"due": due, "on": dt.date(2026, 11, 22), "items": ({"n": 1, "fee": Decimal("1.5")}, None)},
    )

    assert OutboxMessage.objects.get().context == {
        "due": "22 Nov 2026, 14.05 WITA",
        "on": "22 November 2026",
        "items": [{"n": 1, "fee": "1.5"}, None],
    }


def test_a_secret_is_encrypted_in_the_table(say: Any) -> None:
    say(to_address="tamu@contoh.test", secret_context={"code": "483920"})

    row = OutboxMessage.objects.get()
    assert "483920" not in f"{row.secret}{row.context}"
    assert decrypt(row.secret) == {"code": "483920"}


def test_a_secret_outlives_a_change_of_the_key(say: Any, settings: Any) -> None:
    say(to_address="tamu@contoh.test", secret_context={"code": "483920"})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]

    assert decrypt(OutboxMessage.objects.get().secret) == {"code": "483920"}


def test_a_secret_never_goes_to_the_inbox(budi: User, say: Any) -> None:
    with pytest.raises(ValueError, match="never goes to the inbox"):
        say(recipient=budi, secret_context={"code": "483920"})


def test_nobody_cannot_be_told(say: Any) -> None:
    with pytest.raises(ValueError, match="nobody to tell"):
        say()


def test_an_unknown_channel_is_refused(budi: User, say: Any) -> None:
    with pytest.raises(ValueError, match="pigeon"):
        say(recipient=budi, channels=("pigeon",))


def test_telling_outside_a_transaction_wakes_at_once(
    budi: User, now: dt.datetime, woken: Any, transactional_db: Any
) -> None:
    tell("e:1", recipient=budi, template="submitted", context={}, now=now)

    assert woken == [list(OutboxMessage.objects.order_by("id").values_list("pk", flat=True))]
