"""What pages read from a request: the person behind `login_required`, the session, and where to go next."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.actions import second_factor, sign_ins
from accounts.models import User
from eptsp.lib import ratelimit

CODE_PASSED = "second_factor"  # in the session: this person's second factor was asked for, or set up, here
WAITS_FOR_CODE = "waits_for_code"
WAITS_SECONDS = 600
ENDS_AT = "ends_at"  # in the session: when it ends unless it is saved again, seconds since 1970


class SignedInRequest(HttpRequest):
    """An HttpRequest whose user has signed in."""

    user: User


def start_session(request: HttpRequest, user: User, *, now: dt.datetime) -> None:
    """Sign in under a new session key and put the session on the person's list."""
    auth.login(request, user, backend="accounts.backends.NikOrEmailBackend")
    note_session(request, user.pk, now=now)


def let_in(request: HttpRequest, user: User, *, now: dt.datetime) -> str:
    """Sign in whoever proved to be this person and return where to go: to the second factor first, if there is one.

    Every way in comes through here: the password and the one-time link alike.
    """
    if second_factor.device_of(user) is None:
        start_session(request, user, now=now)
        return safe_next(request)
    request.session.cycle_key()
    request.session[WAITS_FOR_CODE] = {
        "user": user.pk,
        "until": now.timestamp() + WAITS_SECONDS,
        "hash": user.get_session_auth_hash(),  # another password in the meantime ends the wait
        "next": safe_next(request),
    }
    return resolve_url("accounts:login_code")


def waits_for_code(request: HttpRequest, *, now: dt.datetime) -> tuple[User, str] | None:
    """Return who has given the right password and must still give a code, and where they wanted to go; or None."""
    held = request.session.get(WAITS_FOR_CODE)
    if not held or held["until"] <= now.timestamp():
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    if user is None or not constant_time_compare(held["hash"], user.get_session_auth_hash()):
        return None
    return user, held["next"]


def pass_code(request: HttpRequest, user: User, *, now: dt.datetime) -> None:
    """Sign in after the right code."""
    request.session.pop(WAITS_FOR_CODE, None)
    start_session(request, user, now=now)
    request.session[CODE_PASSED] = True


def go_on_here(request: HttpRequest, user: User, *, now: dt.datetime) -> None:
    """Keep this session after everything else of the person was ended (another password, second factor)."""
    user.refresh_from_db()
    auth.update_session_auth_hash(request, user)
    note_session(request, user.pk, now=now)


def seconds_left(request: HttpRequest, *, now: dt.datetime) -> int:
    """Return how long this session still lasts."""
    ends_at = request.session.get(ENDS_AT)
    return request.session.get_expiry_age() if ends_at is None else max(0, int(ends_at - now.timestamp()))


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
