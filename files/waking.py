"""Asking a worker for a thumbnail; a broker that is down costs half a second and the sweeper finds the row."""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "max_retries": 0}


def draw_thumbnail(blob_id: int) -> None:
    """Queue the drawing of one thumbnail."""
    pool = producers[current_app.connection_for_write(transport_options=PATIENCE)]
    try:
        with pool.acquire(block=True, timeout=0.5) as producer:
            current_app.send_task("files.thumbnail", args=[blob_id], producer=producer, retry=False, ignore_result=True)
    except (KombuError, RedisError, OSError) as error:
        logger.warning("broker does not answer (%s); thumbnail %s waits for the sweeper", type(error).__name__, blob_id)
