"""Lupa Password: a PIN by e-mail for whoever names NIK, telephone and address of one account (panduan 2.3.3)."""

import datetime as dt
import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts import codes, passwords, phone, refusals
from accounts.actions.mailed_codes import Wrong, keep, try_code, use_up
from accounts.actions.own_data import set_new_password
from accounts.actions.slowing import (
    FREE_TRIES_OF_ADDRESS,
    FREE_TRIES_OF_PERSON,
    allow_mail_from,
    nameless,
    slow_down,
)
from accounts.models import UNCLAIMED, EmailCode, User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit, signed_links
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import local_time
from outbox.actions import tell

log = logging.getLogger(__name__)

PIN_LASTS = dt.timedelta(minutes=15)
WRONG_PIN = Wrong(refusals.WRONG_PIN, "pin", "PIN", "Minta PIN baru di halaman Lupa Password.")


def send_pin(*, identity: str, telephone: str, email: str, address: str, now: dt.datetime) -> None:
    """Send a PIN when NIK (or NPWP), telephone and e-mail are of one account; raise RefusalError otherwise.

    Wrong answers wait longer and longer, by e-mail and by network address; `address` is the network address.
    """
    email = email.lower()
    network, person = f"pin:address:{address}", f"pin:person:{nameless(email)}"
    slow_down(network, free=FREE_TRIES_OF_ADDRESS, forget_after=3600)
    slow_down(person, free=FREE_TRIES_OF_PERSON)
    user = User.objects.exclude(UNCLAIMED).filter(email=email, is_active=True).first()
    if user is None or identity not in {user.nik, user.npwp or None} or not phone.same(telephone, user.phone):
        log.info("pin refused, from %s", address)
        raise RefusalError(refusals.NOT_ONE_ACCOUNT)
    ratelimit.forgive(person)
    ratelimit.refund(network)
    allow_mail_from(address)
    _send(user, now=now)


def _send(user: User, *, now: dt.datetime) -> None:
    pin = codes.new_code()
    with transaction.atomic():
        row = keep(EmailCode.Purpose.PIN, user.email, pin, lasts=PIN_LASTS, user=user, now=now)
        token = signed_links.make("pin", row.pk)
        tell(
            f"pin:{row.pk}",
            recipient=user,
            template="pin",
            context={"valid_until": local_time(row.expires_at)},
            secret_context={
                "pin": pin,
                "pin_url": settings.SITE_URL + reverse("accounts:forgot_password_open", args=[token]),
            },
            channels=("email",),
            now=now,
        )


def email_of_pin_link(token: str, *, now: dt.datetime) -> str:
    """Return the address to which this PIN went; raise DomainError when the link is stale, used or altered."""
    pk = signed_links.read("pin", token, max_age=PIN_LASTS + dt.timedelta(minutes=1))
    row = EmailCode.objects.filter(pk=pk, purpose=EmailCode.Purpose.PIN, used_at=None, expires_at__gt=now).first()
    if row is None:
        raise DomainError(signed_links.STALE)
    return row.email


def reset_password(email: str, *, pin: str, new: str, address: str, now: dt.datetime) -> User:
    """Set the new password when the PIN is right; every session of the account ends. Raises RefusalError.

    A right PIN also ends the waits after wrong passwords: nobody is kept out of their own account.
    """
    slow_down(f"pin:try:{address}", free=FREE_TRIES_OF_ADDRESS, forget_after=3600)
    row = try_code(EmailCode.Purpose.PIN, email.lower(), pin, words=WRONG_PIN, now=now)
    user = row.user
    if user is None or not user.is_active or user.email != row.email:
        raise WRONG_PIN.refusal(hint=WRONG_PIN.again)
    try:
        passwords.judge(new, user)
    except ValidationError as error:  # the PIN was right: this try does not count
        EmailCode.objects.filter(pk=row.pk).update(tries=F("tries") - 1)
        raise RefusalError(" ".join(error.messages), field="new_password") from error
    with transaction.atomic():
        use_up(row, words=WRONG_PIN, now=now)
        set_new_password(user, new, now=now)
    ratelimit.forgive(f"login:person:{user.pk}")
    ratelimit.forgive(f"password:{user.pk}")
    ratelimit.refund(f"pin:try:{address}")
    return user
