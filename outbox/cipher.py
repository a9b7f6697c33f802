"""The secret part of a notice (a code, a one-time link) while it waits in the table."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from outbox.errors import Undeliverable


def _keys() -> MultiFernet:
    """Return the keys of SECRET_KEY and its predecessors; the first one encrypts."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("outbox.cipher", "", secret=secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(context: Mapping[str, Any]) -> str:
    """Return the context as an encrypted text."""
    return _keys().encrypt(json.dumps(dict(context)).encode()).decode()


def decrypt(text: str) -> dict[str, Any]:
    """Return what `encrypt` was given, an empty dict for "". Raises Undeliverable when no key fits."""
    if not text:
        return {}
    try:
        return json.loads(_keys().decrypt(text.encode()))
    except InvalidToken as error:
        raise Undeliverable("Isi rahasia tidak dapat dibuka (kunci berganti).") from error
