"""What pages read from a request: the person behind `login_required`, the session, and where to go next."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.actions import sign_ins
from accounts.models import User
from eptsp.lib import ratelimit


class SignedInRequest(HttpRequest):
    """An HttpRequest whose user has signed in."""

    user: User


def start_session(request: HttpRequest, user: User, *, now: dt.datetime) -> None:
    """Sign in under a new session key and put the session on the person's list."""
    auth.login(request, user, backend="accounts.backends.NikOrEmailBackend")
    note_session(request, user.pk, now=now)


def note_session(request: HttpRequest, user_id: Any, *, now: dt.datetime) -> None:
    """Note on the person's list that this session is in use."""
    if request.session.session_key is None:  # a session that was flushed just now
        request.session.create()
    sign_ins.record(
        user_id,
        session=request.session,
        user_agent=request.headers.get("User-Agent", "")[:500],
        address=ratelimit.address_of(request),
        now=now,
    )


def safe_next(request: HttpRequest, *, default: str = "") -> str:
    """Return `next` when it leads to a page of ours, else `default` (a URL name), else the dashboard."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(default or settings.LOGIN_REDIRECT_URL)
