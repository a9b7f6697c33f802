"""Sending: real mail server, real locks; once each, and never lost."""

import datetime as dt
import logging
import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from messaging.models import InboxMessage
from outbox import actions, tasks
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def mail(budi: User, say: Any, woken: Any) -> OutboxMessage:
    """A mail to Budi that waits."""
    say(recipient=budi, channels=("email",))
    return OutboxMessage.objects.get()


def test_a_mail_has_text_html_and_a_stable_id(smtp: Any, mail: OutboxMessage, now: dt.datetime) -> None:
    assert actions.send_row(mail.pk, now=now) == actions.SENT

    [caught] = smtp.mails
    assert smtp.receivers == ["budi@contoh.test"]
    assert caught["Subject"] == "Permohonan 6F632D telah kami terima"
    assert caught["Message-ID"] == f"<{mail.key}@contoh.test>"
    assert caught["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in caught.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    mail.refresh_from_db()
    assert (mail.status, mail.sent_at, mail.attempts, mail.last_error) == ("sent", now, 1, "")


def test_the_inbox_mirrors_the_mail(smtp: Any, budi: User, say: Any, woken: Any, now: dt.datetime) -> None:
    say(recipient=budi)

    actions.send_due(now=now)

    [caught], message = smtp.mails, InboxMessage.objects.get()
    assert message.subject == caught["Subject"]
    sent = " ".join(caught.get_body(("plain",)).get_content().split())
    assert sent.startswith(" ".join(message.body.split()))
    assert "Simpan nomor resi berikut" in message.body
    assert "http" not in message.body  # the page has a button
    assert message.link == "/permohonan/6F632D/"


def test_a_task_that_runs_twice_sends_once(smtp: Any, mail: OutboxMessage) -> None:
    tasks.send(mail.pk)
    tasks.send(mail.pk)
    tasks.sweep()

    assert len(smtp.mails) == 1


def test_a_task_for_a_row_that_is_gone_does_not_mind(smtp: Any) -> None:
    tasks.send(999_999)

    assert smtp.mails == []


def test_while_the_mail_server_is_down_the_row_waits_longer_and_longer(
    smtp: Any, mail: OutboxMessage, now: dt.datetime
) -> None:
    smtp.stop()
    waits, moment = [], now

    for _ in range(8):
        assert actions.send_due(now=moment) == {actions.UNREACHABLE: 1}
        mail.refresh_from_db()
        waits.append((mail.next_attempt_at - moment) // MINUTE)
        moment = mail.next_attempt_at

    assert waits == [1, 2, 5, 10, 30, 60, 60, 60]
    assert mail.last_error == "ConnectionRefusedError"

    smtp.start()
    assert actions.send_due(now=moment) == {actions.SENT: 1}
    assert len(smtp.mails) == 1


def test_a_row_is_not_tried_before_its_time(smtp: Any, mail: OutboxMessage, now: dt.datetime) -> None:
    smtp.stop()
    actions.send_row(mail.pk, now=now)
    smtp.start()

    assert actions.send_row(mail.pk, now=now + MINUTE / 2) is None
    assert not actions.send_due(now=now + MINUTE / 2)
    assert actions.send_row(mail.pk, now=now + MINUTE) == actions.SENT


def test_after_48_hours_the_row_is_parked(smtp: Any, mail: OutboxMessage, now: dt.datetime) -> None:
    smtp.stop()

    assert actions.send_due(now=now + dt.timedelta(hours=47, minutes=59))[actions.UNREACHABLE] == 1
    assert actions.send_due(now=now + dt.timedelta(hours=49)) == {actions.PARKED: 1}

    mail.refresh_from_db()
    assert mail.status == "parked"
    assert mail.last_error == "Menyerah setelah 48 jam: ConnectionRefusedError"
    assert not actions.send_due(now=now + dt.timedelta(days=9))


def test_a_server_that_drops_after_data_gets_the_same_message_id_again(
    smtp: Any, mail: OutboxMessage, now: dt.datetime
) -> None:
    smtp.drop_after_data = True
    assert actions.send_row(mail.pk, now=now) == actions.UNREACHABLE
    smtp.drop_after_data = False
    assert actions.send_row(mail.pk, now=now + MINUTE) == actions.SENT

    # at least once: the mail is there twice, and a mail program can tell that it is one
    assert len(smtp.mails) == 2
    assert smtp.mails[0]["Message-ID"] == smtp.mails[1]["Message-ID"]


def test_a_refused_message_is_tried_again_and_does_not_stop_the_others(
    smtp: Any, budi: User, citra: User, say: Any, woken: Any, now: dt.datetime
) -> None:
    for person in (budi, citra):
        say(recipient=person, channels=("email",))
    smtp.answer = "451 nanti"

    assert actions.send_due(now=now) == {actions.POSTPONED: 2}
    assert set(OutboxMessage.objects.values_list("last_error", flat=True)) == {"SMTPDataError 451"}


def test_a_server_that_is_away_is_asked_once_a_round(
    smtp: Any, budi: User, citra: User, say: Any, woken: Any, now: dt.datetime
) -> None:
    for person in (budi, citra):
        say(recipient=person)
    smtp.stop()

    outcomes = actions.send_due(now=now)

    assert outcomes == {actions.UNREACHABLE: 1, actions.SENT: 2}  # one mail asked for; both inboxes filled
    assert InboxMessage.objects.count() == 2


def test_a_notice_that_cannot_be_rendered_is_parked_and_the_next_is_sent(
    smtp: Any, budi: User, say: Any, woken: Any, now: dt.datetime
) -> None:
    say("a:1", recipient=budi, template="tidak_ada", channels=("email",))
    say("b:1", recipient=budi, channels=("email",))

    assert actions.send_due(now=now) == {actions.PARKED: 1, actions.SENT: 1}
    assert OutboxMessage.objects.get(event="a:1").last_error == "Templat tidak_ada.subject.txt tidak ada."


def test_an_impossible_address_is_parked(smtp: Any, say: Any, woken: Any, now: dt.datetime) -> None:
    say(to_address="bukan alamat")

    assert actions.send_due(now=now) == {actions.PARKED: 1}


@pytest.mark.parametrize(("template", "status"), [("submitted", "sent"), ("tidak_ada", "parked")])
def test_a_secret_is_wiped_once_sent_or_parked(
    template: str, status: str, smtp: Any, say: Any, woken: Any, now: dt.datetime
) -> None:
    say(to_address="tamu@contoh.test", template=template, secret_context={"resi": "483920"})

    actions.send_due(now=now)

    row = OutboxMessage.objects.get()
    assert (row.status, row.secret) == (status, "")
    assert all("483920" in caught["Subject"] for caught in smtp.mails)


def test_a_secret_stays_while_the_row_waits(smtp: Any, say: Any, woken: Any, now: dt.datetime) -> None:
    say(to_address="tamu@contoh.test", secret_context={"resi": "483920"})
    smtp.stop()

    actions.send_due(now=now)

    assert OutboxMessage.objects.get().secret


def test_a_parked_row_can_be_sent_again(smtp: Any, mail: OutboxMessage, officer: Any, now: dt.datetime) -> None:
    OutboxMessage.objects.update(status="parked", attempts=9)
    later = now + dt.timedelta(days=3)

    assert actions.requeue([mail.pk], by=officer("administrator"), now=later) == 1
    assert actions.send_due(now=later) == {actions.SENT: 1}


def test_a_parked_row_without_its_secret_stays_parked(say: Any, woken: Any, officer: Any, now: dt.datetime) -> None:
    say(to_address="tamu@contoh.test", secret_context={"resi": "483920"})
    OutboxMessage.objects.update(status="parked", secret="")

    assert actions.requeue([OutboxMessage.objects.get().pk], by=officer("administrator"), now=now) == 0


def test_logs_hold_ids_only(smtp: Any, mail: OutboxMessage, now: dt.datetime, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    smtp.answer = "550 budi@contoh.test tidak dikenal"
    actions.send_row(mail.pk, now=now)
    smtp.stop()
    actions.send_row(mail.pk, now=now + dt.timedelta(days=3))

    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("outbox", "messaging"))]
    assert len(ours) == 2
    assert all(f"outbox row {mail.pk} " in line for line in ours)
    assert not any("budi" in line.lower() for line in ours)


def test_the_command_sends_until_nothing_is_due(smtp: Any, mail: OutboxMessage) -> None:
    out = StringIO()

    call_command("send_outbox", stdout=out)
    call_command("send_outbox", stdout=out)

    assert out.getvalue() == "Terkirim 1, ditunda 0, ditahan 0.\nTerkirim 0, ditunda 0, ditahan 0.\n"


def send_from_two_threads(row_id: int) -> None:
    gate = threading.Barrier(2)

    def run() -> None:
        gate.wait()
        actions.send_row(row_id, now=timezone.now())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)


def test_two_senders_on_one_row_send_once(smtp: Any, mail: OutboxMessage) -> None:
    smtp.delay_seconds = 0.5

    send_from_two_threads(mail.pk)

    assert len(smtp.mails) == 1


def test_control_without_the_lock_two_senders_send_twice(
    smtp: Any, mail: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: with the guard off, the test above would fail."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    smtp.delay_seconds = 0.5

    send_from_two_threads(mail.pk)

    assert len(smtp.mails) == 2


def test_two_sweepers_share_the_work_and_send_each_once(smtp: Any, budi: User, say: Any, woken: Any) -> None:
    for n in range(12):
        say(f"e:{n}", recipient=budi, channels=("email",))
    threads = [threading.Thread(target=lambda: (tasks.sweep(), connection.close())) for _ in range(3)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    keys = [caught["Message-ID"] for caught in smtp.mails]
    assert len(keys) == len(set(keys)) == 12
