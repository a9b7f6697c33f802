"""/metrics: who may read it, and what it says."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db


def figures(client: Client, **asked: Any) -> dict[str, float]:
    """Name with labels -> value."""
    body = client.get("/metrics", **asked).content.decode()
    lines = [line.rsplit(" ", 1) for line in body.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_what_waits_is_counted(client: Client, budi: Any) -> None:
    now = timezone.now()
    OutboxMessage.objects.create(
        event="x:1",
        channel="email",
        recipient=budi,
        template="submitted",
        created_at=now - dt.timedelta(minutes=10),
        next_attempt_at=now,
    )

    found = figures(client)

    assert found["eptsp_outbox_waiting"] == 1
    assert 590 < found["eptsp_outbox_oldest_seconds"] < 700
    assert found["eptsp_steps_open"] == found["eptsp_steps_overdue"] == 0
    assert found['eptsp_queue_length{queue="pdf"}'] >= 0


def test_requests_are_counted_by_the_name_of_their_page(client: Client) -> None:
    client.get("/healthz")

    assert any("healthz" in name for name in figures(client))


def test_a_stranger_from_elsewhere_finds_nothing(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_behind_a_proxy_on_this_machine_a_stranger_is_still_one(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1

    answer = client.get("/metrics", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "203.0.113.9"})

    assert answer.status_code == 404


@pytest.mark.parametrize(("given", "status"), [("Bearer rahasia-pemantau", 200), ("Bearer lain", 404), ("", 404)])
def test_whoever_holds_the_token_may_read(client: Client, settings: Any, given: str, status: int) -> None:
    settings.METRICS_TOKEN = "rahasia-pemantau"

    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"authorization": given} if given else {})

    assert answer.status_code == status


def test_without_a_token_an_empty_one_is_no_key(client: Client) -> None:
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"authorization": "Bearer "})

    assert answer.status_code == 404
