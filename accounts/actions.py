"""Changes to people: codes and links by e-mail, registration, signing in, profile and password."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts import codes, refusals
from accounts.models import EmailCode, User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit, signed_links
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import local_time
from outbox.actions import tell

log = logging.getLogger(__name__)

CODE_LASTS = dt.timedelta(minutes=10)
LINK_LASTS = dt.timedelta(minutes=15)
BETWEEN_SENDS = dt.timedelta(seconds=60)
CODE_TRIES = 5
MAILS_PER_DAY = 10  # to one address
MAILS_PER_HOUR = 60  # asked for from one network address
FREE_TRIES_OF_PERSON = 5
FREE_TRIES_OF_ADDRESS = 30  # an office behind one address signs in a lot
PROFILE_FIELDS = (
    "gender",
    "born_on",
    "education",
    "occupation",
    "job_title",
    "address",
    "village",
    "phone",
    "postcode",
)


# --- signing in ---


def identify(request: HttpRequest, typed: str, password: str) -> User:
    """Return the person with this NIK or e-mail and password; raise RefusalError, after too many tries with a wait."""
    user = User.objects.called(typed)
    address_key = f"login:address:{ratelimit.address_of(request)}"
    person_key = f"login:person:{user.pk}" if user else ""
    _slow_down(address_key, free=FREE_TRIES_OF_ADDRESS, forget_after=3600)
    if user is None:
        log.info("login refused: nobody of that name, from %s", ratelimit.address_of(request))
        raise RefusalError(refusals.UNKNOWN_PERSON, field="identifier")
    _slow_down(person_key, free=FREE_TRIES_OF_PERSON)
    found = authenticate(request, username=user.email, password=password)
    if found is None:
        log.info("login refused: user %s, from %s", user.pk, ratelimit.address_of(request))
        if not user.is_active and user.check_password(password):
            raise DomainError("Akun ini tidak aktif. Silakan hubungi helpdesk kami.")
        raise RefusalError(refusals.WRONG_PASSWORD, field="password")
    ratelimit.forgive(person_key)
    ratelimit.refund(address_key)
    return found


def _slow_down(key: str, *, free: int, forget_after: int = ratelimit.FORGET_AFTER) -> None:
    wait = ratelimit.attempt(key, free=free, forget_after=forget_after)
    if wait:
        log.warning("too many tries: %s waits %d s", key, wait)
        raise DomainError(
            f"Terlalu banyak percobaan yang gagal. Silakan coba lagi dalam {ratelimit.spoken_wait(wait)}."
        )


def send_login_link(email: str, *, address: str, now: dt.datetime) -> None:
    """Send a link that signs in once; an unknown address gets nothing, and nobody can tell the difference."""
    email = email.lower()
    _allow_mail_from(address)
    secret = codes.new_secret()
    with transaction.atomic():
        row = _keep(EmailCode.Purpose.LOGIN, email, secret, lasts=LINK_LASTS, now=now)
        user = User.objects.filter(email=email, is_active=True).first()
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


# --- registration ---


def send_register_code(email: str, *, address: str, now: dt.datetime) -> None:
    """Send a code to the address; raise DomainError when the last one is younger than 60 seconds.

    Known and unknown addresses take the same path and get a code each; the mail to a known one says so.
    """
    email = email.lower()
    _allow_mail_from(address)
    code = codes.new_code()
    with transaction.atomic():
        row = _keep(EmailCode.Purpose.REGISTER, email, code, lasts=CODE_LASTS, now=now)
        known = User.objects.filter(email=email).exists()
        tell(
            f"register_code:{row.pk}",
            to_address=email,
            template="account_exists" if known else "register_code",
            context={"valid_until": local_time(row.expires_at), "link": reverse("accounts:login") if known else ""},
            secret_context={"code": code},
            channels=("email",),
            now=now,
        )


def register(person: User, *, password: str, code: str, now: dt.datetime) -> User:
    """Save the new person once the e-mailed code is right; raise RefusalError otherwise.

    Only after a right code is it said that the NIK or the address is taken; each such answer costs one of the five
    tries, so that nobody reads the list of NIKs with a mailbox of their own.
    """
    person.email = person.email.lower()
    row = _try_code(person.email, code, now=now)
    if User.objects.filter(email=person.email).exists():
        raise refusals.email_taken(person.email)
    if User.objects.filter(nik=person.nik).exists():
        raise refusals.nik_taken(person.nik)
    person.set_password(password)
    try:
        with transaction.atomic():
            used = EmailCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now)
            if not used:
                raise RefusalError(refusals.WRONG_CODE, field="code")
            person.save()
    except IntegrityError as error:  # somebody was faster by a moment
        taken = User.objects.filter(nik=person.nik).exists()
        raise (refusals.nik_taken(person.nik) if taken else refusals.email_taken(person.email)) from error
    return person


def _try_code(email: str, code: str, *, now: dt.datetime) -> EmailCode:
    """Count one try of the newest code and return its row; the count stays even when the code is refused."""
    with transaction.atomic():
        rows = EmailCode.objects.select_for_update().filter(email=email, purpose=EmailCode.Purpose.REGISTER)
        row = rows.order_by("-sent_at").first()
        if row is not None:
            row.tries += 1
            row.save(update_fields=["tries"])
    again = 'Minta kode baru dengan tombol "Generate Code".'
    if row is None:
        raise RefusalError(refusals.WRONG_CODE, field="code", hint=again)
    if row.used_at or row.expires_at <= now:
        raise RefusalError(refusals.WRONG_CODE, field="code", hint=f"Kode sudah dipakai atau kedaluwarsa. {again}")
    if row.tries > CODE_TRIES:
        raise RefusalError(refusals.WRONG_CODE, field="code", hint=f"Kode ini sudah terlalu sering dicoba. {again}")
    if not codes.matches(code, row.code_hash, key=settings.SECRET_KEY):
        raise RefusalError(refusals.WRONG_CODE, field="code")
    return row


def _keep(purpose: str, email: str, secret: str, *, lasts: dt.timedelta, now: dt.datetime) -> EmailCode:
    """Keep the hash of a new secret; raise DomainError when this address asked too soon or too often today.

    Must run inside a transaction. Requests for one address queue up behind an advisory lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"emailcode:{purpose}:{email}"])
    a_day_ago = now - dt.timedelta(days=1)
    EmailCode.objects.filter(expires_at__lt=a_day_ago).delete()
    times = list(
        EmailCode.objects.filter(email=email, purpose=purpose, sent_at__gt=a_day_ago)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)[:MAILS_PER_DAY]
    )
    if times and now - times[0] < BETWEEN_SENDS:
        left = max(1, round((BETWEEN_SENDS - (now - times[0])).total_seconds()))
        raise DomainError(f"Email baru saja dikirim. Anda dapat meminta lagi dalam {left} detik.")
    if len(times) >= MAILS_PER_DAY:
        raise DomainError("Sudah terlalu banyak email diminta untuk alamat ini. Silakan coba lagi besok.")
    code_hash = codes.hash_code(secret, key=settings.SECRET_KEY)
    return EmailCode.objects.create(
        purpose=purpose, email=email, code_hash=code_hash, sent_at=now, expires_at=now + lasts
    )


def _allow_mail_from(address: str) -> None:
    if not ratelimit.allow(f"mail:{address}", limit=MAILS_PER_HOUR, seconds=3600):
        raise DomainError("Terlalu banyak permintaan email dari jaringan Anda. Silakan coba lagi satu jam lagi.")


# --- profile and password ---


def save_profile(user: User, changes: Mapping[str, Any]) -> None:
    """Save what a person may change about themselves; NIK, name and e-mail are not among it."""
    for field in PROFILE_FIELDS:
        setattr(user, field, changes[field])
    user.save(update_fields=PROFILE_FIELDS)


def change_password(user: User, *, old: str, new: str) -> None:
    """Set a new password when the old one is right; every other session of this person ends with that."""
    key = f"password:{user.pk}"
    _slow_down(key, free=FREE_TRIES_OF_PERSON)
    if not user.check_password(old):
        raise RefusalError(refusals.WRONG_PASSWORD, field="old_password")
    ratelimit.forgive(key)
    user.set_password(new)
    user.save(update_fields=["password"])
