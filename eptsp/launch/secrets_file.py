"""Secrets of this installation: made at the first start, kept in var/secrets.env, passed on by environment."""

import os
import secrets
from pathlib import Path

NAMES = ("SECRET_KEY", "HISTORY_KEY", "ALTCHA_HMAC_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD")


def generate() -> dict[str, str]:
    """Return a new random value for every secret."""
    return {name: secrets.token_urlsafe(48) for name in NAMES}


def load_or_make(path: Path) -> dict[str, str]:
    """Return the secrets in `path`, adding those that are missing; the file is readable by its owner only."""
    known = _read(path) if path.exists() else {}
    missing = {name: value for name, value in generate().items() if name not in known}
    if missing:
        known |= missing
        unfinished = path.with_name(f".{path.name}-{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.writelines(f"{name}={value}\n" for name, value in known.items())
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    return known


def _read(path: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in path.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _equals, value in pairs}
