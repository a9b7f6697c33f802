"""Asking a worker for a job now; a broker that is down costs half a second, and whoever opens the page does the job."""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "max_retries": 0}


def wake(task: str, pk: int) -> None:
    """Queue one task for one row, by its id only."""
    pool = producers[current_app.connection_for_write(transport_options=PATIENCE)]
    try:
        with pool.acquire(block=True, timeout=0.5) as producer:
            current_app.send_task(task, args=[pk], producer=producer, retry=False, ignore_result=True)
    except (KombuError, RedisError, OSError) as error:
        logger.warning("broker does not answer (%s); %s of row %s waits", type(error).__name__, task, pk)
