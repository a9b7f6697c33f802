"""The mail server is away for an hour, with the clock moved: nothing is lost, nothing comes twice."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from messaging.models import InboxMessage
from outbox import tasks
from outbox.actions import tell
from outbox.models import OutboxMessage
from tests.outbox.conftest import woken

__all__ = ["woken"]

pytestmark = pytest.mark.django_db(transaction=True)

START = dt.datetime(2026, 7, 6, 1, 0, tzinfo=dt.UTC)  # Monday 09.00 in Samarinda
MINUTE = dt.timedelta(minutes=1)


def say_again(budi: Any, n: int) -> None:
    context = {"resi": f"AB{n:04}", "permit_name": "Pameran", "link": "/"}
    tell(f"submitted:{n}", recipient=budi, template="submitted", context=context, now=START + n * MINUTE)


def test_an_hour_without_the_mail_server_loses_and_doubles_nothing(smtp: Any, budi: Any, woken: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        smtp.stop()
        for minute in range(60):  # one sweep a minute, as the beat does; a notice every five minutes
            if minute % 5 == 0:
                say_again(budi, minute)
            tasks.sweep()
            clock.shift(MINUTE)
        assert smtp.mails == []
        assert InboxMessage.objects.count() == 12  # the inbox does not wait for the mail
        assert set(OutboxMessage.objects.filter(channel="email").values_list("status", flat=True)) == {"waiting"}

        smtp.start()
        for _ in range(70):  # the longest wait is an hour
            tasks.sweep()
            clock.shift(MINUTE)

    subjects = sorted(mail["Subject"] for mail in smtp.mails)
    assert subjects == [f"Permohonan AB{n:04} telah kami terima" for n in range(0, 60, 5)]
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 12
    assert not OutboxMessage.objects.exclude(status="sent").exists()
