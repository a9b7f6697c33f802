"""Where a person is signed in: kept by the hash of the session's key, ended one by one or all at once."""

import datetime as dt
import hashlib
import logging
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F
from redis.exceptions import RedisError

from accounts import devices
from accounts.models import SignIn, User
from eptsp.lib.errors import DomainError

log = logging.getLogger(__name__)


def hash_of(session_key: str) -> str:
    """Return what is kept of a session's key; the key itself has 160 random bits, so no salt is needed."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def record(user_id: Any, *, session: SessionBase, user_agent: str, address: str, now: dt.datetime) -> None:
    """Note that the person uses this session now, in one statement; forget their sessions that ran out."""
    sign_in = SignIn(
        user_id=user_id,
        key_hash=hash_of(session.session_key or ""),
        device=devices.describe(user_agent),
        address=devices.shorten(address),
        created_at=now,
        last_seen_at=now,
        expires_at=session.get_expiry_date(modification=now),
    )
    again = ["user", "device", "address", "last_seen_at", "expires_at"]
    SignIn.objects.bulk_create([sign_in], update_conflicts=True, unique_fields=["key_hash"], update_fields=again)
    SignIn.objects.filter(user_id=user_id, expires_at__lte=now).delete()


def forget(session_key: str | None) -> None:
    """The person signs out here: the session leaves the list."""
    if session_key:
        SignIn.objects.filter(key_hash=hash_of(session_key)).delete()


def end(sign_in: SignIn, *, by: User) -> None:
    """End this session wherever it runs. Raises DomainError when the store of sessions cannot be reached."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    try:
        with transaction.atomic():
            for key in _keys_of(sign_in.key_hash):
                store.delete(key)
            sign_in.delete()
    except (RedisError, OSError) as error:  # a copy in the cache would go on: better to say so
        raise DomainError("Sesi belum dapat diakhiri karena gangguan sementara. Silakan coba lagi.") from error
    log.info("user %s ended one session", by.pk)


def _keys_of(key_hash: str) -> list[str]:
    """Return the key of the session with this hash. Reads every session: a rare act, worth no index."""
    table = connection.ops.quote_name(Session._meta.db_table)
    with connection.cursor() as cursor:
        # the table's name is our own; the hash is a parameter
        sql = f"SELECT session_key FROM {table} WHERE encode(sha256(session_key::bytea), 'hex') = %s"  # noqa: S608  # nosec B608
        cursor.execute(sql, [key_hash])
        return [row[0] for row in cursor.fetchall()]


def end_all(user: User) -> None:
    """End every session of the person, also those that are not on the list."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.sign_ins.all().delete()
    log.info("user %s ended every session", user.pk)
