"""Proving a telephone number: a code of six digits through the gateway, ten minutes, five tries."""

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError
from outbox.actions import tell
from outbox.models import Preference
from outbox.phone import CODE, CODE_MINUTES, code_is_valid, is_on

TRIES = 5
CODES_PER_HOUR = 3
OFF = "Pesan singkat belum tersedia di kantor kami."
WRONG = "Kode keliru atau sudah kedaluwarsa. Periksa kembali, atau minta kode baru."


@transaction.atomic
def ask(user: Any, number: str, *, now: dt.datetime) -> None:
    """Send a code to this number (E.164). Raises DomainError without a gateway and for too many codes."""
    if not is_on():
        raise DomainError(OFF)
    if not ratelimit.allow(f"phone-code:{user.pk}", limit=CODES_PER_HOUR, seconds=3600):
        raise DomainError("Terlalu banyak kode diminta. Coba lagi satu jam lagi.")
    code = f"{secrets.randbelow(10**6):06}"
    fields = {"phone": number, "phone_verified_at": None, "phone_code_hash": make_password(code)}
    Preference.objects.update_or_create(pk=user.pk, defaults={**fields, "phone_code_at": now, "phone_code_tries": 0})
    tell(
        f"phone-code:{user.pk}:{now:%Y%m%d%H%M%S%f}",
        recipient=user,
        template=CODE,
        context={},
        channels=("phone",),
        secret_context={"code": code},
        now=now,
    )


def confirm(user: Any, code: str, *, now: dt.datetime) -> None:
    """Take the code: from now on short messages come. Raises DomainError for a wrong or old one."""
    with transaction.atomic():
        chosen = Preference.objects.select_for_update().filter(pk=user.pk).first()
        is_open = chosen is not None and chosen.phone_code_tries < TRIES and code_is_valid(chosen, now=now)
        is_right = bool(chosen and is_open and check_password(code.strip(), chosen.phone_code_hash))
        if chosen is not None and is_right:
            chosen.phone_verified_at, chosen.phone_code_hash = now, ""
        elif chosen is not None:
            chosen.phone_code_tries = min(chosen.phone_code_tries + 1, TRIES)
        if chosen is not None:
            chosen.save(update_fields=["phone_verified_at", "phone_code_hash", "phone_code_tries"])
    if not is_right:  # after the commit: the try counts
        raise DomainError(WRONG)


def forget(user: Any) -> None:
    """No more short messages; the number is deleted."""
    empty = {"phone": "", "phone_verified_at": None, "phone_code_hash": "", "phone_code_at": None}
    Preference.objects.filter(pk=user.pk).update(**empty)


__all__ = ["CODE_MINUTES", "ask", "confirm", "forget"]
