"""Counters in Redis that slow people down. When Redis is away everything is allowed, and the log says so."""

import ipaddress
import logging
import math
import time
from collections.abc import Mapping, Sequence
from functools import cache as once

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis import Redis
from redis.exceptions import RedisError

from eptsp.lib.redislink import HastyConnection

log = logging.getLogger(__name__)

FORGET_AFTER = 24 * 60 * 60  # seconds without a try until a key starts afresh


def allow(key: str, *, limit: int, seconds: int) -> bool:
    """Return False once `key` was asked for more than `limit` times within `seconds`."""
    try:
        return _count(f"rate:{key}", seconds) <= limit
    except (RedisError, OSError):
        log.warning("rate limit without Redis: allowed")
        return True


def tally(counted: Mapping[str, int], *, looked_at: Sequence[str] = ()) -> list[int]:
    """Count each of `counted` (key: seconds of its window) and read `looked_at`, all in one round; zeros without Redis.

    For pages that are asked often; the keys are those of `allow`.
    """
    keys = [cache.make_key(f"rate:{key}") for key in counted]
    try:
        with _redis().pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.incr(key)
            for key in looked_at:
                pipe.get(cache.make_key(f"rate:{key}"))
            found = [int(value or 0) for value in pipe.execute()]
            for key, count, seconds in zip(keys, found, counted.values(), strict=False):
                if count == 1:
                    pipe.expire(key, seconds)
            pipe.execute()
    except (RedisError, OSError):
        log.warning("rate limit without Redis: allowed")
        return [0] * (len(counted) + len(looked_at))
    return found


def attempt(
    key: str, *, free: int, first_wait: int = 30, longest_wait: int = 900, forget_after: int = FORGET_AFTER
) -> int:
    """Count one try before it is judged; return 0 when it may go on, else the seconds to wait.

    The first `free` tries go through. From then on each try must wait twice as long as the one before
    (30, 60, 120 ... 900 seconds). Call `forgive` or `refund` after a success. A try refused here is not counted.
    The gate is taken with an atomic add, so a burst of parallel tries gets no further than a row of single ones.
    """
    try:
        left = wait_left(key)
        if left:
            return left
        tries = _count(f"tries:{key}", forget_after)
        if tries < free:
            return 0
        wait = min(longest_wait, first_wait * 2 ** min(tries - free, 20))
        if cache.add(f"gate:{key}", time.time() + wait, timeout=wait):
            return 0
        return wait_left(key) or 1
    except (RedisError, OSError):
        log.warning("lock-out without Redis: allowed")
        return 0


def wait_left(key: str) -> int:
    """Return the seconds until `key` may be tried again, 0 when it may be tried now."""
    try:
        until = cache.get(f"gate:{key}")
    except (RedisError, OSError):
        log.warning("lock-out without Redis: allowed")
        return 0
    return max(0, math.ceil(until - time.time())) if until else 0


def forgive(key: str) -> None:
    """Forget the failed tries of `key`."""
    try:
        cache.delete_many([f"tries:{key}", f"gate:{key}"])
    except (RedisError, OSError):
        log.warning("lock-out without Redis: nothing to forgive")


def refund(key: str) -> None:
    """Take back one try that turned out well, for a key that many people share."""
    try:
        cache.decr(f"tries:{key}")
        cache.delete(f"gate:{key}")
    except ValueError:
        return  # forgotten meanwhile
    except (RedisError, OSError):
        log.warning("lock-out without Redis: nothing to take back")


def spoken_wait(seconds: int) -> str:
    """Return the wait as a person says it: "45 detik", "2 menit", "1 jam"; minutes and hours are rounded up."""
    if seconds < 60:
        return f"{seconds} detik"
    if seconds < 3600:
        return f"{math.ceil(seconds / 60)} menit"
    return f"{math.ceil(seconds / 3600)} jam"


def address_of(request: HttpRequest) -> str:
    """Return the network address to count by: IPv4 whole, IPv6 as its /64, "unknown" when there is none.

    X-Forwarded-For is believed only as far as settings.TRUSTED_PROXIES (how many proxies of ours stand in front).
    """
    raw = request.META.get("REMOTE_ADDR", "")
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if proxies and hops:
        raw = hops[-min(proxies, len(hops))]
    try:
        address = ipaddress.ip_address(raw)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def _count(key: str, seconds: int) -> int:
    """Return how often `key` was counted in its window; the window starts with the first count."""
    try:
        return cache.incr(key)  # nearly always there: one round less than adding first
    except ValueError:
        if cache.add(key, 1, timeout=seconds):
            return 1
    try:
        return cache.incr(key)  # another request began the window meanwhile
    except ValueError:  # it expired between the two commands
        cache.set(key, 1, timeout=seconds)
        return 1


@once
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, connection_class=HastyConnection
    )
