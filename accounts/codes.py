"""Codes and link secrets: drawn at random, kept only as salted hashes."""

import base64
import hashlib
import hmac
import re
import secrets

CODE_DIGITS = 6
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1, which look alike on paper
RECOVERY_LENGTH = 10


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_secret() -> str:
    """Return 192 random bits for a link."""
    return secrets.token_urlsafe(24)


def new_recovery_code() -> str:
    """Return a code to be written on paper, "k7m2p-9xw4d", 49 random bits."""
    drawn = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH))
    return f"{drawn[:5]}-{drawn[5:]}"


def plain(typed: str) -> str:
    """Return a typed code without spaces and hyphens, in small letters."""
    return re.sub(r"[\s-]", "", typed).lower()


def recovery_hash(code: str, *, key: str) -> str:
    """Return 16 characters (80 bits) that stand for a recovery code; equal codes give equal hashes of one key."""
    digest = hmac.new(f"{key}:recovery".encode(), plain(code).encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def hash_code(code: str, *, key: str) -> str:
    """Return "salt$digest"; `key` belongs to the installation, so that a stolen table cannot be tried offline."""
    salt = secrets.token_hex(16)
    return f"{salt}${_digest(code, salt, key)}"


def matches(code: str, code_hash: str, *, key: str) -> bool:
    """Return whether the hash is of this code; takes the same time either way."""
    salt, _, digest = code_hash.partition("$")
    return hmac.compare_digest(digest, _digest(code, salt, key))


def _digest(code: str, salt: str, key: str) -> str:
    return hmac.new(f"{key}:{salt}".encode(), code.encode(), hashlib.sha256).hexdigest()
