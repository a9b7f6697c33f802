"""Codes and link secrets: drawn at random, kept only as salted hashes."""

import hashlib
import hmac
import secrets

CODE_DIGITS = 6


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_secret() -> str:
    """Return 192 random bits for a link."""
    return secrets.token_urlsafe(24)


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
