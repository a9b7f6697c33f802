"""Codes and link secrets that go by e-mail: kept as hashes, short-lived, few tries, one use."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from accounts import codes
from accounts.models import EmailCode, User
from accounts.refusals import RefusalError
from eptsp.lib.errors import DomainError

BETWEEN_SENDS = dt.timedelta(seconds=60)
CODE_TRIES = 5
MAILS_PER_DAY = 10  # to one address


@dataclass(frozen=True, slots=True)
class Wrong:
    """How a wrong code is refused: the sentence, its field, what the code is called, how to get another."""

    sentence: str
    field: str
    thing: str
    again: str

    def refusal(self, *, hint: str = "") -> RefusalError:
        return RefusalError(self.sentence, field=self.field, hint=hint)


def keep(
    purpose: str, email: str, secret: str, *, lasts: dt.timedelta, user: User | None = None, now: dt.datetime
) -> EmailCode:
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
        purpose=purpose, email=email, user=user, code_hash=code_hash, sent_at=now, expires_at=now + lasts
    )


def try_code(
    purpose: str, email: str, code: str, *, words: Wrong, user: User | None = None, now: dt.datetime
) -> EmailCode:
    """Count one try of the newest code and return its row; the count stays even when the code is refused.

    Raises RefusalError with `words`. Must not run inside a transaction that a refusal would roll back.
    """
    with transaction.atomic():
        rows = EmailCode.objects.select_for_update(of=("self",)).select_related("user")
        rows = rows.filter(purpose=purpose, email=email)
        row = (rows.filter(user=user) if user else rows).order_by("-sent_at").first()
        if row is not None:
            row.tries += 1
            row.save(update_fields=["tries"])
    if row is None:
        raise words.refusal(hint=words.again)
    if row.used_at or row.expires_at <= now:
        raise words.refusal(hint=f"{words.thing} sudah dipakai atau kedaluwarsa. {words.again}")
    if row.tries > CODE_TRIES:
        raise words.refusal(hint=f"{words.thing} ini sudah terlalu sering dicoba. {words.again}")
    if not codes.matches(code, row.code_hash, key=settings.SECRET_KEY):
        raise words.refusal()
    return row


def use_up(row: EmailCode, *, words: Wrong, now: dt.datetime) -> None:
    """Mark the code as used; raise RefusalError when another request was faster. Must run inside a transaction."""
    if not EmailCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise words.refusal()
