"""A real installation: refuses to start on a missing or default secret, or with demo data."""

from django.core.exceptions import ImproperlyConfigured

from eptsp.env import env_bool, env_int, env_secret, env_str
from eptsp.settings.base import *  # noqa: F403
from eptsp.settings.base import AUTH_PASSWORD_VALIDATORS, DEMO, LOGGING

if DEMO:
    raise ImproperlyConfigured("DEMO=1 tidak boleh dipakai pada pengaturan produksi.")
if env_str("FAULT_POINTS", ""):
    raise ImproperlyConfigured("FAULT_POINTS hanya untuk pengujian.")
FAULT_POINTS = None


def _own_secret(name: str) -> str:
    value = env_secret(name)
    if len(value) < 32 or value.startswith(("dev-", "change", "ganti")):
        raise ImproperlyConfigured(f"{name} masih bawaan atau terlalu pendek (minimal 32 karakter).")
    return value


SECRET_KEY = _own_secret("SECRET_KEY")
HISTORY_KEY = _own_secret("HISTORY_KEY")
ALTCHA_HMAC_KEY = _own_secret("ALTCHA_HMAC_KEY")
env_secret("DATABASE_URL")
env_secret("REDIS_URL")

AUTH_PASSWORD_VALIDATORS = [
    *AUTH_PASSWORD_VALIDATORS,
    {"NAME": "accounts.passwords.NotTheDemoPasswordValidator"},
]
SECOND_FACTOR_REQUIRED_FOR_STAFF = env_bool("SECOND_FACTOR_REQUIRED_FOR_STAFF", default=True)
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS", 63072000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LOGGING["handlers"]["stderr"]["formatter"] = "json"  # type: ignore[index]
