"""Pendaftaran Akun: a code by e-mail, then the new person."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import codes, refusals
from accounts.actions.mailed_codes import Wrong, keep, try_code, use_up
from accounts.actions.slowing import allow_mail_from
from accounts.models import UNCLAIMED, EmailCode, User
from eptsp.lib.formatting import local_time
from outbox.actions import tell

CODE_LASTS = dt.timedelta(minutes=10)
WRONG = Wrong(refusals.WRONG_CODE, "code", "Kode", 'Minta kode baru dengan tombol "Generate Code".')


def send_register_code(email: str, *, address: str, now: dt.datetime) -> None:
    """Send a code to the address; raise DomainError when the last one is younger than 60 seconds.

    Known and unknown addresses take the same path and get a code each; the mail to a known one says so.
    """
    email = email.lower()
    allow_mail_from(address)
    code = codes.new_code()
    with transaction.atomic():
        row = keep(EmailCode.Purpose.REGISTER, email, code, lasts=CODE_LASTS, now=now)
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
    row = try_code(EmailCode.Purpose.REGISTER, person.email, code, words=WRONG, now=now)
    if User.objects.filter(UNCLAIMED, nik=person.nik).exists():
        raise refusals.nik_at_counter(person.nik)
    if User.objects.filter(email=person.email).exists():
        raise refusals.email_taken(person.email)
    if User.objects.filter(nik=person.nik).exists():
        raise refusals.nik_taken(person.nik)
    person.set_password(password)
    try:
        with transaction.atomic():
            use_up(row, words=WRONG, now=now)
            person.save()
    except IntegrityError as error:  # somebody was faster by a moment
        taken = User.objects.filter(nik=person.nik).exists()
        raise (_nik_taken(person.nik) if taken else refusals.email_taken(person.email)) from error
    return person


def _nik_taken(nik: str) -> refusals.RefusalError:
    """What fits: an account of the counter is claimed, any other is opened by its password or Lupa Password."""
    if User.objects.filter(UNCLAIMED, nik=nik).exists():
        return refusals.nik_at_counter(nik)
    return refusals.nik_taken(nik)
