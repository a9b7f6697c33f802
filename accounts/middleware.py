"""Keeps the list of a person's sessions fresh: at most one write per session in five minutes."""

import logging
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.actions import sign_ins
from accounts.requests import note_session

log = logging.getLogger(__name__)

EVERY_SECONDS = 300


class LastSeen:
    """Place it after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        # a page that never looked at the session stays one that caches may keep
        if session.accessed and session.session_key and SESSION_KEY in session and _is_time(session.session_key):
            note_session(request, session[SESSION_KEY], now=timezone.now())  # noqa: TID251 the edge of a request
        return response


def _is_time(session_key: str) -> bool:
    try:
        return cache.add(f"seen:{sign_ins.hash_of(session_key)}", True, timeout=EVERY_SECONDS)
    except (RedisError, OSError):
        log.warning("last seen without Redis: not noted")
        return False
