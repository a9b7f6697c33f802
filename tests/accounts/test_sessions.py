"""Signed in without Redis: the table knows the session, the copy in the cache only makes it quick."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from redis.exceptions import ConnectionError as LostConnection

from eptsp.lib import redislink
from eptsp.lib.redislink import HastyConnection
from tests.outbox.conftest import broker

__all__ = ["broker"]

pytestmark = pytest.mark.django_db

NOBODY_THERE = "redis://127.0.0.1:9/0"


@pytest.fixture
def gone(settings: Any) -> Callable[[], None]:
    """gone(): from now on the cache does not answer."""

    def go() -> None:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOBODY_THERE}}

    return go


def test_a_person_stays_signed_in_when_the_cache_goes_away(
    budi: Any, client_of: Callable[..., Client], gone: Callable[[], None]
) -> None:
    client = client_of(budi)
    gone()

    answer = client.get("/profil/")

    assert answer.status_code == 200
    assert "Budi Santoso" in answer.content.decode()


def test_control_the_stock_store_fails_without_its_cache(
    budi: Any, client_of: Callable[..., Client], gone: Callable[[], None], settings: Any
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    client = client_of(budi)
    gone()

    with pytest.raises(LostConnection):
        client.get("/profil/")


def test_signing_out_says_so_when_a_copy_would_stay(
    budi: Any, client_of: Callable[..., Client], gone: Callable[[], None]
) -> None:
    client = client_of(budi)
    gone()

    answer = client.post("/keluar/", follow=True)

    assert "Belum dapat keluar karena gangguan sementara" in answer.content.decode()
    assert client.session[SESSION_KEY] == str(budi.pk)
    assert Session.objects.exists()


def test_a_session_that_was_ended_is_gone_from_the_table_and_the_cache(
    budi: Any, client_of: Callable[..., Client]
) -> None:
    client = client_of(budi)
    key = client.session.session_key

    client.post("/keluar/")

    again = Client()
    again.cookies["sessionid"] = key
    assert again.get("/profil/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


def test_after_a_failure_nobody_waits_for_a_moment_and_then_it_is_asked_again(broker: Any) -> None:
    client = redis.Redis.from_url(
        broker.url, socket_connect_timeout=0.5, socket_timeout=0.5, connection_class=HastyConnection
    )
    client.set("a", 1)
    broker.kill()
    with pytest.raises(redis.exceptions.RedisError):
        client.get("a")

    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(LostConnection, match="a moment ago"):
            client.get("a")
    assert time.monotonic() - began < redislink.QUIET_SECONDS

    broker.start()
    redislink.be_loud()
    assert client.ping()
