"""The broker only wakes: down, hung or flushed, it costs a moment and loses nothing."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import User
from outbox import tasks, waking
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


def queued(url: str) -> int:
    """Return how many tasks lie in all queues of that broker."""
    with redis.Redis.from_url(url) as client:
        return sum(client.llen(key) for key in client.keys("*") if client.type(key) == b"list")


def timed(say: Any, **options: Any) -> float:
    """Tell in a transaction and return the seconds until the commit and its hooks are done."""
    began = time.monotonic()
    with transaction.atomic():
        say(**options)
    return time.monotonic() - began


def test_a_commit_wakes_the_sender(broker: Any, budi: User, say: Any) -> None:
    timed(say, recipient=budi)

    assert queued(broker.url) == 2


def test_a_rollback_wakes_nobody(broker: Any, budi: User, say: Any) -> None:
    with transaction.atomic():
        say(recipient=budi)
        transaction.set_rollback(True)

    assert queued(broker.url) == 0


def test_many_rows_wake_one_sweep(broker: Any) -> None:
    assert waking.wake(range(100))

    assert queued(broker.url) == 1


def test_nothing_is_lost_when_the_broker_is_down(broker: Any, smtp: Any, budi: User, say: Any) -> None:
    broker.kill()

    assert timed(say, recipient=budi) < 2
    assert smtp.mails == []

    broker.start()
    call_command("send_outbox")
    tasks.sweep()
    assert len(smtp.mails) == 1
    assert OutboxMessage.objects.filter(status="sent").count() == 2


def test_a_hung_broker_costs_less_than_two_seconds(broker: Any, smtp: Any, budi: User, say: Any) -> None:
    timed(say, event="warm:1", recipient=budi)
    broker.hang()

    assert timed(say, recipient=budi) < 2
    assert timed(say, event="returned:12:1", recipient=budi) < 0.2  # it is not asked again for a while

    call_command("send_outbox")
    assert len(smtp.mails) == 3


def test_a_flushed_or_restarted_broker_is_used_again(broker: Any, budi: User, say: Any) -> None:
    timed(say, event="a:1", recipient=budi)
    with redis.Redis.from_url(broker.url) as client:
        client.flushall()
    timed(say, event="b:1", recipient=budi)
    assert queued(broker.url) == 2

    broker.kill()
    broker.start()
    timed(say, event="c:1", recipient=budi)
    waking.forget_silence()  # at most one notice meets the dead connection; that one is for the sweeper
    timed(say, event="d:1", recipient=budi)
    assert queued(broker.url) >= 2


def test_ids_alone_travel_on_the_broker(broker: Any, say: Any) -> None:
    timed(say, to_address="tamu@contoh.test", secret_context={"resi": "483920"})

    with redis.Redis.from_url(broker.url) as client:
        [message] = [client.lindex(key, 0) for key in client.keys("*") if client.type(key) == b"list"]
    assert b"outbox.send" in message
    for private in (b"tamu", b"483920", b"6F632D"):
        assert private not in message


def start_worker(broker_url: str, smtp_port: int, log: Path) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    where = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{where}",
        "REDIS_URL": broker_url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp_port),
    }
    command = [sys.executable, "-m", "celery", "-A", "eptsp", "worker", "--pool", "solo", "--loglevel", "INFO"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "-Q", "celery,mail", "--without-mingle", "--without-gossip"],
            env=env, cwd=django_settings.BASE_DIR, stdout=out, stderr=out,
        )  # fmt: skip
    for _ in range(900):
        if b" ready." in log.read_bytes():
            return process
        time.sleep(0.1)
    process.kill()
    raise RuntimeError(log.read_text())


def test_a_real_worker_delivers_soon_after_the_commit(
    broker: Any, smtp: Any, budi: User, say: Any, tmp_path: Path, now: dt.datetime
) -> None:
    worker = start_worker(broker.url, smtp.port, tmp_path / "worker.log")
    try:
        timed(say, recipient=budi)
        for _ in range(600):
            if OutboxMessage.objects.filter(status="sent").count() == 2:
                break
            time.sleep(0.05)
    finally:
        worker.terminate()
        worker.wait(timeout=20)

    assert len(smtp.mails) == 1
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"sent"}
    assert "budi@contoh.test" not in (tmp_path / "worker.log").read_text()
