"""Klaim Akun: a person takes over the account that was made for them at the counter."""

import datetime as dt
import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import codes, refusals
from accounts.actions.mailed_codes import Wrong, try_code, use_up
from accounts.actions.slowing import FREE_TRIES_OF_ADDRESS, FREE_TRIES_OF_PERSON, nameless, slow_down
from accounts.models import CounterAccount, EmailCode, User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit

log = logging.getLogger(__name__)

CLAIM_TRIES = 10  # of one code; each wait after the fifth is longer than the one before
WRONG_CLAIM = "NIK atau kode klaim tidak cocok, sudah dipakai, atau sudah kedaluwarsa."
ASK_AGAIN = "Periksa tanda terima dari loket. Kode baru dapat diminta di loket dengan menunjukkan KTP."
WRONG_EMAIL_CODE = Wrong(refusals.WRONG_CODE, "code", "Kode", 'Minta kode baru dengan tombol "Generate Code".')


def claim(nik: str, *, claim_code: str, email: str, code: str, password: str, address: str, now: dt.datetime) -> User:
    """Give the account its person's own address and password; from then on the officer has no way in.

    An unknown NIK, a wrong, used, expired or worn-out code get one and the same RefusalError. `address` is the
    network address. Must not run inside a transaction that a refusal would roll back.
    """
    network, person = f"claim:address:{address}", f"claim:person:{nameless(nik)}"
    slow_down(network, free=FREE_TRIES_OF_ADDRESS, forget_after=3600)
    slow_down(person, free=FREE_TRIES_OF_PERSON)
    account = _account_of(nik, claim_code, now=now)
    ratelimit.forgive(person)
    ratelimit.refund(network)
    email = email.lower()
    row = try_code(EmailCode.Purpose.REGISTER, email, code, words=WRONG_EMAIL_CODE, now=now)
    try:
        with transaction.atomic():
            used = CounterAccount.objects.filter(pk=account.pk, claimed_at=None, code_hash=account.code_hash)
            if not used.update(claimed_at=now, code_hash="", code_expires_at=None):
                raise RefusalError(WRONG_CLAIM, field="claim_code", hint=ASK_AGAIN)
            use_up(row, words=WRONG_EMAIL_CODE, now=now)
            user = User.objects.select_for_update().get(pk=account.user_id)
            user.email = email
            user.set_password(password)
            user.session_epoch += 1
            user.save(update_fields=["email", "password", "session_epoch"])
    except IntegrityError as error:
        raise refusals.email_taken(email) from error
    log.info("counter account of user %s claimed", user.pk)
    return user


def _account_of(nik: str, claim_code: str, *, now: dt.datetime) -> CounterAccount:
    """Count one try and return the account; the try of a right code is given back."""
    with transaction.atomic():
        rows = CounterAccount.objects.select_for_update(of=("self",)).filter(user__nik=nik, user__is_active=True)
        account = rows.filter(claimed_at=None).first()
        if account is not None:
            account.tries += 1
            account.save(update_fields=["tries"])
    is_open = (
        account is not None
        and account.code_expires_at is not None
        and account.code_expires_at > now
        and account.tries <= CLAIM_TRIES
    )
    typed = codes.plain(claim_code)
    if account is None or not is_open or not codes.matches(typed, account.code_hash, key=settings.SECRET_KEY):
        log.info("claim refused")
        raise RefusalError(WRONG_CLAIM, field="claim_code", hint=ASK_AGAIN)
    CounterAccount.objects.filter(pk=account.pk).update(tries=F("tries") - 1)
    return account
