"""Counters that slow people down."""

import threading
import time
import uuid
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from eptsp.lib import ratelimit


@pytest.fixture
def key() -> str:
    """A key that no other test counts."""
    return uuid.uuid4().hex


def test_it_allows_up_to_the_limit(key: str) -> None:
    assert [ratelimit.allow(key, limit=2, seconds=60) for _ in range(3)] == [True, True, False]


def test_the_window_passes(key: str) -> None:
    ratelimit.allow(key, limit=1, seconds=1)
    time.sleep(1.1)

    assert ratelimit.allow(key, limit=1, seconds=1)


def test_the_first_tries_are_free_and_the_next_ones_wait_longer_each_time(key: str) -> None:
    # three free tries; the third sets the first wait (1 s), the one after it the second (2 s)
    assert [ratelimit.attempt(key, free=3, first_wait=1) for _ in range(3)] == [0, 0, 0]
    assert ratelimit.attempt(key, free=3, first_wait=1) == 1
    time.sleep(1.1)
    assert ratelimit.attempt(key, free=3, first_wait=1) == 0
    assert ratelimit.attempt(key, free=3, first_wait=1) == 2


def test_the_wait_never_exceeds_the_longest(key: str) -> None:
    for _ in range(3):
        ratelimit.attempt(key, free=1, first_wait=1, longest_wait=1)
        time.sleep(1.1)

    ratelimit.attempt(key, free=1, first_wait=1, longest_wait=1)

    assert ratelimit.wait_left(key) == 1


def test_a_success_forgives(key: str) -> None:
    for _ in range(3):
        ratelimit.attempt(key, free=2)
    assert ratelimit.wait_left(key) > 0

    ratelimit.forgive(key)

    assert ratelimit.attempt(key, free=2) == 0


def test_a_refund_takes_back_one_try_only(key: str) -> None:
    ratelimit.attempt(key, free=3)
    ratelimit.attempt(key, free=3)
    ratelimit.refund(key)

    assert ratelimit.attempt(key, free=3) == 0
    assert ratelimit.attempt(key, free=3) == 0
    assert ratelimit.attempt(key, free=3) > 0


def test_a_burst_of_parallel_tries_gets_no_further_than_a_row(key: str) -> None:
    passed: list[int] = []
    start = threading.Barrier(12)

    def one() -> None:
        start.wait()
        if ratelimit.attempt(key, free=5) == 0:
            passed.append(1)

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(passed) == 5


def test_without_redis_everything_is_allowed(key: str, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }
    caches["default"]  # the new settings are in force

    assert ratelimit.allow(key, limit=0, seconds=60)
    assert ratelimit.attempt(key, free=0) == 0
    assert ratelimit.wait_left(key) == 0
    ratelimit.forgive(key)
    ratelimit.refund(key)


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 detik"), (59, "59 detik"), (60, "1 menit"), (61, "2 menit"), (3600, "1 jam")]
)
def test_a_wait_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert ratelimit.spoken_wait(seconds) == words


def test_a_forwarded_address_is_believed_only_behind_our_proxy(rf: RequestFactory, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "1.1.1.1, 203.0.113.9"})

    assert ratelimit.address_of(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert ratelimit.address_of(request) == "203.0.113.9"


def test_an_ipv6_address_counts_with_its_neighbours(rf: RequestFactory) -> None:
    assert ratelimit.address_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")) == "2001:db8:1:2::/64"


def test_a_request_without_an_address_is_counted_together(rf: RequestFactory) -> None:
    assert ratelimit.address_of(rf.get("/", REMOTE_ADDR="")) == "unknown"
