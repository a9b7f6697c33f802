"""Signing in: by password with growing waits, or by a link that works once."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts import codes, refusals
from accounts.actions.mailed_codes import keep
from accounts.actions.slowing import FREE_TRIES_OF_ADDRESS, FREE_TRIES_OF_PERSON, allow_mail_from, slow_down
from accounts.models import UNCLAIMED, EmailCode, User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit, signed_links
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import local_time
from outbox.actions import tell

log = logging.getLogger(__name__)

LINK_LASTS = dt.timedelta(minutes=15)


def identify(request: HttpRequest, typed: str, password: str) -> User:
    """Return the person with this NIK or e-mail and password; raise RefusalError, after too many tries with a wait."""
    user = User.objects.called(typed)
    address_key = f"login:address:{ratelimit.address_of(request)}"
    person_key = f"login:person:{user.pk}" if user else ""
    slow_down(address_key, free=FREE_TRIES_OF_ADDRESS, forget_after=3600)
    if user is None:
        log.info("login refused: nobody of that name, from %s", ratelimit.address_of(request))
        raise RefusalError(refusals.UNKNOWN_PERSON, field="identifier")
    slow_down(person_key, free=FREE_TRIES_OF_PERSON)
    found = authenticate(request, username=user.email, password=password)
    if found is None:
        log.info("login refused: user %s, from %s", user.pk, ratelimit.address_of(request))
        if not user.is_active and user.check_password(password):
            raise DomainError("Akun ini tidak aktif. Silakan hubungi helpdesk kami.")
        raise RefusalError(refusals.WRONG_PASSWORD, field="password")
    ratelimit.forgive(person_key)
    ratelimit.refund(address_key)
    return found


def send_login_link(email: str, *, address: str, now: dt.datetime) -> None:
    """Send a link that signs in once; an unknown address gets nothing, and nobody can tell the difference."""
    email = email.lower()
    allow_mail_from(address)
    secret = codes.new_secret()
    with transaction.atomic():
        row = keep(EmailCode.Purpose.LOGIN, email, secret, lasts=LINK_LASTS, now=now)
        user = User.objects.exclude(UNCLAIMED).filter(email=email, is_active=True).first()
        if user is None:
            return
        token = signed_links.make("login", [row.pk, secret])
        tell(
            f"login_link:{row.pk}",
            recipient=user,
            template="login_link",
            context={"valid_until": local_time(row.expires_at)},
            secret_context={"login_url": settings.SITE_URL + reverse("accounts:one_time_login_open", args=[token])},
            channels=("email",),
            now=now,
        )


def person_of_login_link(token: str, *, now: dt.datetime) -> User:
    """Return whose link this is without using it up; raise DomainError when it is stale, used or altered."""
    return _open_link(token, EmailCode.objects.all(), now=now)[1]


def use_login_link(token: str, *, now: dt.datetime) -> User:
    """Return the person and use the link up; raise DomainError when it is stale, used or altered."""
    with transaction.atomic():
        row, user = _open_link(token, EmailCode.objects.select_for_update(), now=now)
        row.used_at = now
        row.save(update_fields=["used_at"])
    return user


def _open_link(token: str, rows: Any, *, now: dt.datetime) -> tuple[EmailCode, User]:
    pk, secret = signed_links.read("login", token, max_age=LINK_LASTS + dt.timedelta(minutes=1))
    row = rows.filter(pk=pk, purpose=EmailCode.Purpose.LOGIN, used_at=None, expires_at__gt=now).first()
    if row is None or not codes.matches(secret, row.code_hash, key=settings.SECRET_KEY):
        raise DomainError(signed_links.STALE)
    user = User.objects.filter(email=row.email, is_active=True).first()
    if user is None:
        raise DomainError(signed_links.STALE)
    return row, user
