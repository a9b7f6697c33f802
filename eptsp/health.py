"""Is the process alive, and can it do its work?"""

import logging
from collections.abc import Callable

from celery import current_app
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Database, broker and storage, each "ok" or "gagal"; 503 when one fails. Why stands in the log only."""
    found = {name: _works(name, check) for name, check in CHECKS.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def _works(name: str, check: Callable[[], object]) -> str:
    try:
        check()
    except Exception as error:  # noqa: BLE001 whatever is wrong, the answer is "not ready"
        log.warning("not ready: %s (%s)", name, type(error).__name__)
        return "gagal"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with current_app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, timeout=1)


def _storage() -> None:
    default_storage.listdir("")


CHECKS: dict[str, Callable[[], object]] = {"database": _database, "broker": _broker, "storage": _storage}
