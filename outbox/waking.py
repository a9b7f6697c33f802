"""Waking the sender through the broker; a broker that is down or hung costs at most about a second, once."""

import logging
import time
from collections.abc import Sequence

from celery import current_app
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

from eptsp.lib import faultpoints

logger = logging.getLogger(__name__)

# shorter than the worker's own: a page waits for this
PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "max_retries": 0}
QUIET_SECONDS = 15.0
MANY = 3  # from here on one sweep instead of a task per row

_quiet_until = 0.0  # on time.monotonic(): until then nobody knocks; the sweeper finds the rows


def wake(row_ids: Sequence[int]) -> bool:
    """Queue the sending of these rows; False when the broker did not answer (the sweeper will find them)."""
    global _quiet_until
    faultpoints.reach("outbox.committed")
    if time.monotonic() < _quiet_until:
        return False
    try:
        _publish(row_ids)
    except (KombuError, RedisError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("broker does not answer (%s); %d rows wait for the sweeper", type(error).__name__, len(row_ids))
        return False
    return True


def forget_silence() -> None:
    """Knock again at once (after the broker is known to be back)."""
    global _quiet_until
    _quiet_until = 0.0


def _publish(row_ids: Sequence[int]) -> None:
    tasks = [("outbox.send", [row_id]) for row_id in row_ids] if len(row_ids) < MANY else [("outbox.sweep", [])]
    pool = producers[current_app.connection_for_write(transport_options=PATIENCE)]
    with pool.acquire(block=True, timeout=0.5) as producer:  # a connection that fails is replaced by the pool
        for name, args in tasks:
            current_app.send_task(name, args=args, producer=producer, retry=False, ignore_result=True)
