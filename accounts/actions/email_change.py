"""Another e-mail address: confirmed by a code sent there, told to the old one."""

import datetime as dt
import logging

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import codes, refusals
from accounts.actions.mailed_codes import Wrong, keep, try_code, use_up
from accounts.actions.slowing import FREE_TRIES_OF_PERSON, allow_mail_from, slow_down
from accounts.models import EmailCode, User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit
from eptsp.lib.formatting import local_time
from eptsp.lib.masking import mask_email
from outbox.actions import tell

log = logging.getLogger(__name__)

CODE_LASTS = dt.timedelta(minutes=10)
WRONG = Wrong(refusals.WRONG_CODE, "code", "Kode", "Minta kode baru dengan mengisi alamat email baru sekali lagi.")


def ask(user: User, *, email: str, password: str, address: str, now: dt.datetime) -> None:
    """Send a code to the new address once the password is right; whether the address is taken is not said yet.

    `address` is the network address.
    """
    key = f"password:{user.pk}"
    slow_down(key, free=FREE_TRIES_OF_PERSON)
    if not user.check_password(password):
        raise RefusalError(refusals.WRONG_PASSWORD, field="password")
    ratelimit.forgive(key)
    email = email.lower()
    if email == user.email:
        raise RefusalError("Alamat ini sudah menjadi email akun Anda.", field="email")
    allow_mail_from(address)
    code = codes.new_code()
    with transaction.atomic():
        row = keep(EmailCode.Purpose.NEW_EMAIL, email, code, lasts=CODE_LASTS, user=user, now=now)
        tell(
            f"email_change:{row.pk}",
            to_address=email,
            template="email_change",
            context={"valid_until": local_time(row.expires_at)},
            secret_context={"code": code},
            channels=("email",),
            now=now,
        )


def pending(user: User, *, now: dt.datetime) -> EmailCode | None:
    """Return the newest code that still waits to be typed, or None."""
    rows = EmailCode.objects.filter(user=user, purpose=EmailCode.Purpose.NEW_EMAIL, used_at=None, expires_at__gt=now)
    return rows.order_by("-sent_at").first()


def confirm(user: User, *, code: str, now: dt.datetime) -> None:
    """Change the address when the code is right; the old address is told, its PINs and links are void.

    Raises RefusalError; that an address is taken is said only to who can read its mail.
    """
    waiting = pending(user, now=now)
    if waiting is None:
        raise WRONG.refusal(hint=WRONG.again)
    row = try_code(EmailCode.Purpose.NEW_EMAIL, waiting.email, code, words=WRONG, user=user, now=now)
    old, new = user.email, row.email
    if User.objects.filter(email=new).exists():
        raise _taken(new)
    try:
        with transaction.atomic():
            use_up(row, words=WRONG, now=now)
            User.objects.filter(pk=user.pk).update(email=new)
            EmailCode.objects.filter(email=old).delete()
            _tell(user, event=f"email_changed:{row.pk}", old=old, new=new, now=now)
    except IntegrityError as error:  # somebody was faster by a moment
        raise _taken(new) from error
    user.email = new
    log.info("user %s has another e-mail address", user.pk)


def _taken(email: str) -> RefusalError:
    return RefusalError(refusals.email_taken(email).message, field="code", code="taken")


def _tell(user: User, *, event: str, old: str, new: str, now: dt.datetime) -> None:
    context = {"changed_at": now, "new_email": mask_email(new), "link": reverse("portal:home")}
    tell(event, to_address=old, template="email_changed", context=context, channels=("email",), now=now)
    inbox = {**context, "link": reverse("accounts:security")}
    tell(event, recipient=user, template="email_changed", context=inbox, channels=("inbox",), now=now)
