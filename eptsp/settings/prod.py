"""A real installation: refuses to start on a missing or default secret, or with demo data."""

from django.core.exceptions import ImproperlyConfigured

from eptsp.env import database_from_url, env_bool, env_int, env_secret, env_str
from eptsp.settings.base import *  # noqa: F403
from eptsp.settings.base import (
    ALLOWED_HOSTS,
    AUTH_PASSWORD_VALIDATORS,
    BSRE_PASSWORD,
    BSRE_URL,
    BSRE_USER,
    DEMO,
    EMAIL_HOST_PASSWORD,
    LOGGING,
    METRICS_TOKEN,
    SIGNER,
)

if DEMO:
    raise ImproperlyConfigured("DEMO=1 tidak boleh dipakai pada pengaturan produksi.")
if env_str("FAULT_POINTS", ""):
    raise ImproperlyConfigured("FAULT_POINTS hanya untuk pengujian.")
FAULT_POINTS = None


PLACEHOLDERS = ("dev-", "change", "ganti", "contoh")
SHORTEST_SECRET = 32
WELL_KNOWN = frozenset({"", "postgres", "eptsp", "password", "admin", "secret", "rahasia", "sandi"})


def _refuse(name: str, why: str) -> None:
    raise ImproperlyConfigured(f"{name} {why}.")


def _own_secret(name: str) -> str:
    value = env_secret(name)
    if len(value) < SHORTEST_SECRET or len(set(value)) < 8 or value.startswith(PLACEHOLDERS):
        _refuse(name, f"masih bawaan atau terlalu pendek (minimal {SHORTEST_SECRET} karakter)")
    return value


SECRET_KEY = _own_secret("SECRET_KEY")
HISTORY_KEY = _own_secret("HISTORY_KEY")
ALTCHA_HMAC_KEY = _own_secret("ALTCHA_HMAC_KEY")
if len({SECRET_KEY, HISTORY_KEY, ALTCHA_HMAC_KEY}) < 3:
    _refuse("SECRET_KEY, HISTORY_KEY, ALTCHA_HMAC_KEY", "harus berbeda satu sama lain")
if METRICS_TOKEN and len(METRICS_TOKEN) < SHORTEST_SECRET:
    _refuse("METRICS_TOKEN", f"terlalu pendek (minimal {SHORTEST_SECRET} karakter)")

_database = database_from_url(env_secret("DATABASE_URL"))
if _database["HOST"] and str(_database["PASSWORD"]).lower() in WELL_KNOWN:  # a socket of the machine asks for none
    _refuse("DATABASE_URL", "memakai sandi bawaan atau tanpa sandi")
if not env_secret("REDIS_URL").startswith(("redis://", "rediss://", "unix://")):
    _refuse("REDIS_URL", "harus berbentuk redis://:sandi@host:port/0")
if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
    _refuse("ALLOWED_HOSTS", "harus menyebut nama host; * tidak diterima")
for _name, _value in (
    ("EMAIL_HOST_PASSWORD", EMAIL_HOST_PASSWORD),
    ("BSRE_PASSWORD", BSRE_PASSWORD),
    ("PHONE_GATEWAY_TOKEN", env_secret("PHONE_GATEWAY_TOKEN", "")),
):
    if _value.startswith(PLACEHOLDERS):
        _refuse(_name, "masih berisi contoh; isi yang sebenarnya atau kosongkan")
if SIGNER not in {"local", "bsre"}:
    _refuse("SIGNER", "harus local atau bsre")
if SIGNER == "bsre":
    for _name, _value in (("BSRE_URL", BSRE_URL), ("BSRE_USER", BSRE_USER), ("BSRE_PASSWORD", BSRE_PASSWORD)):
        if not _value:
            _refuse(_name, "belum diatur, padahal SIGNER=bsre")

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
