"""The second factor: codes of an authenticator app, and recovery codes for the day the phone is lost.

The tables and the arithmetic are django-otp's; the time is passed in and the row is locked, so that of two requests
with the same code one is refused. Switching on, off or resetting ends every other session of the person: a session
that is valid has passed whatever the account asks for.
"""

import datetime as dt
import logging
import re

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import codes, refusals
from accounts.actions.slowing import FREE_TRIES_OF_PERSON, slow_down
from accounts.models import User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError
from outbox.actions import tell

log = logging.getLogger(__name__)

RECOVERY_CODES = 10
NAME = "aplikasi autentikator"
WRONG = "Kode verifikasi salah."
WRONG_HINT = "Ketik enam angka yang sedang tampil di aplikasi, dan pastikan jam ponsel Anda diatur otomatis."
USED = "Kode ini sudah dipakai. Tunggu kode berikutnya di aplikasi Anda."
ALREADY_ON = "Verifikasi dua langkah sudah aktif."
NOT_ON = "Verifikasi dua langkah tidak aktif."
NOT_BEGUN = "Mulai dahulu dengan mengisi password Anda."


def device_of(user: User) -> TOTPDevice | None:
    """Return the app that must be asked when this person signs in, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def waiting_of(user: User) -> TOTPDevice | None:
    """Return the app that was begun and not confirmed yet, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def codes_left(user: User) -> int:
    """Return how many recovery codes are still unused."""
    return StaticToken.objects.filter(device__user=user).count()


def begin(user: User, *, password: str) -> None:
    """Draw a new secret that waits for its first code; raise RefusalError when the password is wrong."""
    _ask_password(user, password)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if device_of(user):
            raise DomainError(ALREADY_ON)
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


def confirm(user: User, *, code: str, now: dt.datetime) -> list[str]:
    """Switch the second factor on with the app's first code; return the recovery codes, which nobody sees again."""
    _count(user)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if device_of(person):
            raise DomainError(ALREADY_ON)
        device = waiting_of(person)
        if device is None:
            raise DomainError(NOT_BEGUN)
        _accept(device, codes.plain(code), now=now)
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        made = _new_recovery_codes(person)
        _end_sessions(person)
        _tell(person, "on", now=now)
    ratelimit.forgive(_key(user))
    log.info("user %s switched the second factor on", user.pk)
    return made


def check(user: User, *, code: str, now: dt.datetime) -> None:
    """Accept a code of the app, or a recovery code once; raise RefusalError, after five wrong ones with a wait."""
    _count(user)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise DomainError(NOT_ON)
        typed = codes.plain(code)
        if _use_recovery_code(user, typed):
            _tell(user, "recovery", now=now, left=codes_left(user))
        else:
            _accept(device, typed, now=now)
    ratelimit.forgive(_key(user))


def renew_codes(user: User, *, password: str, code: str, now: dt.datetime) -> list[str]:
    """Replace the recovery codes by new ones and return them."""
    _ask_password(user, password)
    check(user, code=code, now=now)
    with transaction.atomic():
        return _new_recovery_codes(user)


def switch_off(user: User, *, password: str, code: str, now: dt.datetime) -> None:
    """Switch the second factor off; needs the password and a code."""
    _ask_password(user, password)
    check(user, code=code, now=now)
    with transaction.atomic():
        _forget(user)
        _tell(user, "off", now=now)
    log.info("user %s switched the second factor off", user.pk)


def reset(user: User, *, by: User, now: dt.datetime) -> None:
    """Take the second factor of somebody who lost phone and codes away; the person is told.

    Raises DomainError when there is none, or when it is one's own.
    """
    if user.pk == by.pk:
        raise DomainError("Verifikasi dua langkah milik sendiri dimatikan di halaman Keamanan Akun.")
    with transaction.atomic():
        if not TOTPDevice.objects.select_for_update().filter(user=user).exists():
            raise DomainError(NOT_ON)
        _forget(user)
        _tell(user, "reset", now=now)
    log.warning("second factor of user %s reset by user %s", user.pk, by.pk)


def _key(user: User) -> str:
    return f"second_factor:{user.pk}"


def _count(user: User) -> None:
    slow_down(_key(user), free=FREE_TRIES_OF_PERSON)


def _ask_password(user: User, password: str) -> None:
    key = f"password:{user.pk}"
    slow_down(key, free=FREE_TRIES_OF_PERSON)
    if not user.check_password(password):
        raise RefusalError(refusals.WRONG_PASSWORD, field="password")
    ratelimit.forgive(key)


def _accept(device: TOTPDevice, code: str, *, now: dt.datetime) -> None:
    """Note the time step of a right code; raise RefusalError for a wrong one and for one used before."""
    if not re.fullmatch(r"[0-9]{6}", code):
        raise RefusalError(WRONG, field="code", hint=WRONG_HINT)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = now.timestamp()
    if not totp.verify(int(code), device.tolerance):
        raise RefusalError(WRONG, field="code", hint=WRONG_HINT)
    if totp.t() <= device.last_t:
        raise RefusalError(USED, field="code")
    device.last_t, device.last_used_at = totp.t(), now
    device.save(update_fields=["last_t", "last_used_at"])


def _new_recovery_codes(user: User) -> list[str]:
    """Draw ten codes and keep their hashes in place of the old ones. Must run inside a transaction."""
    made = [codes.new_recovery_code() for _ in range(RECOVERY_CODES)]
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name="kode pemulihan")
    StaticToken.objects.bulk_create(
        StaticToken(device=paper, token=codes.recovery_hash(code, key=settings.SECRET_KEY)) for code in made
    )
    return made


def _use_recovery_code(user: User, typed: str) -> bool:
    """Take the code out of the list; return whether it stood there. Older keys of the installation count too."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    hashes = [codes.recovery_hash(typed, key=str(key)) for key in keys]
    return bool(StaticToken.objects.filter(device__user=user, token__in=hashes).delete()[0])


def _forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    _end_sessions(user)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.sign_ins.all().delete()


def _tell(user: User, what: str, *, now: dt.datetime, left: int = 0) -> None:
    tell(
        f"second_factor_{what}:{user.pk}:{now.timestamp():.0f}",
        recipient=user,
        template="second_factor",
        context={"what": what, "changed_at": now, "left": left, "link": reverse("accounts:second_factor")},
        now=now,
    )
