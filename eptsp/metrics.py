"""/metrics: what a monitoring machine watches. Numbers only: no person, no receipt number.

Requests are counted by django-prometheus (by view name, method and status); the rest is read when it is asked for.
Several processes of one web share PROMETHEUS_MULTIPROC_DIR.
"""

import ipaddress
import os
import secrets
from collections.abc import Iterator

from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from eptsp.lib.ratelimit import address_of

QUEUES = ("celery", "pdf")
# name: (what it is, SQL of one number)
GAUGES = {
    "eptsp_outbox_waiting": (
        "messages that wait to be sent",
        "SELECT count(*) FROM outbox_outboxmessage WHERE status = 'waiting'",
    ),
    "eptsp_outbox_oldest_seconds": (
        "age of the oldest message that waits",
        "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)"
        " FROM outbox_outboxmessage WHERE status = 'waiting'",
    ),
    "eptsp_outbox_parked": (
        "messages given up, for an administrator to look at",
        "SELECT count(*) FROM outbox_outboxmessage WHERE status = 'parked'",
    ),
    "eptsp_steps_open": (
        "files on desks",
        "SELECT count(*) FROM workflow_step WHERE closed_at IS NULL",
    ),
    "eptsp_steps_overdue": (
        "files on desks beyond their due date",
        "SELECT count(*) FROM workflow_step WHERE closed_at IS NULL AND due_at < now()",
    ),
    "eptsp_signatures_unknown": (
        "permits whose signer has not answered",
        "SELECT count(*) FROM permits_permit WHERE signing_unknown_at IS NOT NULL AND state = 'PENDING'",
    ),
    "eptsp_thumbnails_waiting": (
        "files without their thumbnail yet",
        "SELECT count(*) FROM files_blob WHERE thumbnail_state = 'WAITING'",
    ),
}


class ServiceCollector(Collector):
    """Reads the service's own figures, each by one indexed question."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; a broker that is away yields none for its queues."""
        with connection.cursor() as cursor:
            for name, (words, sql) in GAUGES.items():
                cursor.execute(sql)
                yield GaugeMetricFamily(name, words, value=float(cursor.fetchone()[0]))
        try:
            yield _queues()
        except (RedisError, OperationalError, OSError):
            return


def _queues() -> GaugeMetricFamily:
    family = GaugeMetricFamily("eptsp_queue_length", "tasks that no worker has taken", labels=["queue"])
    with current_app.connection_for_read(connect_timeout=1) as broker:
        for queue in QUEUES:
            family.add_metric([queue], float(broker.default_channel.client.llen(queue)))
    return family


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format, for loopback or whoever holds METRICS_TOKEN; others find nothing."""
    if not _may_read(request):
        return HttpResponseNotFound()
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    registry.register(ServiceCollector())
    body = generate_latest(registry)
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        body = generate_latest(REGISTRY) + body
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    try:
        return ipaddress.ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
