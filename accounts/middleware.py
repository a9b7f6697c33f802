"""Keeps the list of a person's sessions fresh, lets a session in use go on, and asks staff for a second factor."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.actions import second_factor, sign_ins
from accounts.models import assignments_of
from accounts.requests import CODE_PASSED, ENDS_AT, note_session, seconds_left

log = logging.getLogger(__name__)

EVERY_SECONDS = 300
GO_ON_BELOW = 0.9  # of a session's length: an hour or so passes between two saves of a session in use


class LastSeen:
    """At most one write per session in five minutes. Place it after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        # a page that never looked at the session stays one that caches may keep
        if not (session.accessed and session.session_key and SESSION_KEY in session):
            return response
        now = timezone.now()  # noqa: TID251 the edge of a request
        if _is_time(session.session_key):
            note_session(request, session[SESSION_KEY], now=now)
            if _is_in_use(request) and seconds_left(request, now=now) < GO_ON_BELOW * session.get_expiry_age():
                session.modified = True
        if session.modified:  # about to be saved: it lasts its full length from now on
            session[ENDS_AT] = now.timestamp() + session.get_expiry_age()
        return response


class SecondFactorForStaff:
    """Leads staff without a second factor to setting it up before any other page of theirs opens."""

    OPEN = frozenset(
        {
            *("accounts:second_factor", "accounts:second_factor_begin", "accounts:second_factor_qr"),
            *("accounts:second_factor_confirm", "accounts:security", "accounts:password", "accounts:photo"),
            *("accounts:logout", "accounts:session", "accounts:session_back"),
            *("portal:home", "portal:banner_picture", "portal:help", "portal:guide"),
            "portal:security_txt",
            *("favicon", "healthz", "readyz"),
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Return the way to the setup, or None when the page may open."""
        if not settings.SECOND_FACTOR_REQUIRED_FOR_STAFF or not _lacks_second_factor(request):
            return None
        if request.resolver_match and request.resolver_match.view_name in self.OPEN:
            return None
        setup = resolve_url("accounts:second_factor")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": setup})
        messages.warning(request, "Petugas wajib mengaktifkan verifikasi dua langkah sebelum membuka halaman ini.")
        return redirect(setup)


def _lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this is a member of staff who was never asked for a code; asked once per session of those who have one.

    Setting one up ends every other session, so a valid session of somebody who has one has passed it.
    """
    user = request.user
    if not user.is_authenticated or request.session.get(CODE_PASSED):
        return False
    if not user.is_staff and not assignments_of(user, on=timezone.localdate()):
        return False
    if second_factor.device_of(user) is None:
        return True
    request.session[CODE_PASSED] = True
    return False


def _is_in_use(request: HttpRequest) -> bool:
    """Whether a person did something: sent a form or opened a page. What a page fetches by itself is no sign of one."""
    if request.method not in {"GET", "HEAD"}:
        return True
    if "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    return request.resolver_match is not None and request.resolver_match.view_name != "accounts:session"


def _is_time(session_key: str) -> bool:
    try:
        return cache.add(f"seen:{sign_ins.hash_of(session_key)}", True, timeout=EVERY_SECONDS)
    except (RedisError, OSError):
        log.warning("last seen without Redis: not noted")
        return False
