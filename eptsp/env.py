"""Settings from the environment, loud when a value makes no sense."""

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def env_str(name: str, default: str | None = None) -> str:
    """Return the value of `name`; raise ImproperlyConfigured when it is absent and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} belum diatur.")
    return value


def env_bool(name: str, default: bool) -> bool:
    """Return True or False; anything but True/False/1/0 raises ImproperlyConfigured."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in {"True", "False", "1", "0"}:
        raise ImproperlyConfigured(f"{name}={value!r}: gunakan True atau False.")
    return value in {"True", "1"}


def env_int(name: str, default: int) -> int:
    """Return a whole number; anything else raises ImproperlyConfigured."""
    value = os.environ.get(name)
    if value is None:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r}: gunakan bilangan bulat.")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of `name`."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def env_secret(name: str, default: str | None = None) -> str:
    """Return a secret from `name`, or from the file that `name`_FILE points to."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        return Path(file_name).read_text(encoding="utf-8").strip()
    return env_str(name, default)


def database_from_url(url: str) -> dict[str, object]:
    """Return a Django DATABASES entry for postgres://user:password@host:port/name."""
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL harus berbentuk postgres://user:sandi@host:port/nama.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
