"""What every installation shares; dev, test and prod say the rest."""

from pathlib import Path

from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

from eptsp.env import database_from_url, env_bool, env_int, env_list, env_secret, env_str
from eptsp.lib.redislink import HastyConnection
from regions.tiles import csp_source

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env_str("VAR_DIR", str(BASE_DIR / "var")))

DEBUG = False
DEMO = env_bool("DEMO", default=False)
SECRET_KEY = env_secret("SECRET_KEY", "dev-only-not-a-secret")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# the address that e-mails and QR codes point to
SITE_URL = env_str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    # no autodiscovery: django-leaflet registers an admin that needs GDAL; eptsp.admin names ours
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # the templates of widgets, for TemplatesSetting
    "csp",
    "pgtrigger",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "leaflet",
    "django_altcha",
    "regions",
    "office",
    "files",
    "outbox",
    "accounts",
    "messaging",
    "permits",
    "workflow",
    "surveys",
    "complaints",
    "reports",
    "portal",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_prometheus",
]

MIDDLEWARE = [
    "eptsp.lib.logs.RequestId",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "eptsp.lib.head.HeadWithoutBody",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "eptsp.limits.TooMany",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LastSeen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SecondFactorForStaff",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "eptsp.urls"
WSGI_APPLICATION = "eptsp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["eptsp.lib.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": database_from_url(env_secret("DATABASE_URL", "postgres://postgres@127.0.0.1:15432/eptsp"))}
PG_BIN = env_str("PG_BIN", "")  # folder of pg_dump and pg_restore; empty: from the PATH
FAULT_POINTS: Path | None = None  # only the test settings name a folder (eptsp/lib/faultpoints.py)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_secret("REDIS_URL", "redis://127.0.0.1:16379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "connection_class": HastyConnection},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.NikOrEmailBackend"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "portal:dashboard"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.HouseRuleValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.NotYourDataValidator"},
]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_WARNING_SECONDS = 5 * 60  # before a session ends, the page says so
SECOND_FACTOR_REQUIRED_FOR_STAFF = env_bool("SECOND_FACTOR_REQUIRED_FOR_STAFF", default=False)
OTP_TOTP_ISSUER = "E-PTSP"  # what the authenticator app calls us
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Makassar"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # never served by path
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
X_ACCEL_PREFIX = env_str("X_ACCEL_PREFIX", "")  # the internal location from which nginx sends files
FILE_SCANNER = env_str("FILE_SCANNER", "")  # dotted path of a virus scanner: "files.scanning.clamd"
CLAMD_ADDRESS = env_str("CLAMD_ADDRESS", "127.0.0.1:3310")
UPLOAD_MAX_BYTES = 50 * 1024 * 1024  # guide: "ukuran tidak lebih dari 50 MB"
LIBRARY_MAX_BYTES = env_int("LIBRARY_MAX_MB", 2048) * 1024 * 1024  # File Saya of one person
UPLOAD_ROOM = "permits.actions.library.room_of"  # asked before an upload in parts begins: bytes left for a person

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env_str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env_int("EMAIL_PORT", 1025)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "E-PTSP Kalimantan Timur <tidak-dibalas@contoh.test>")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # LOGGING below speaks for the workers too
# what takes long stands in a queue of its own, so that no mail waits behind it
CELERY_TASK_ROUTES = {
    name: {"queue": "pdf"}
    for name in (
        *("files.thumbnail", "files.thumbnails", "permits.old_thumbnails", "workflow.print_letter"),
        *("portal.export_data", "portal.sweep_data_copies"),
    )
}
METRICS_TOKEN = env_secret("METRICS_TOKEN", "")  # lets a scraper from elsewhere read /metrics; loopback needs none
PROMETHEUS_EXPORT_MIGRATIONS = False
# who delivers what the outbox holds; a room above outbox may add a channel without outbox knowing it
OUTBOX_CHANNELS = {
    "email": "outbox.email.deliver",
    "inbox": "messaging.inbox.deliver",
    "phone": "outbox.phone.deliver",
}
# a gateway of the office for WhatsApp or SMS that takes JSON over HTTP; empty: no short messages
PHONE_GATEWAY_URL = env_str("PHONE_GATEWAY_URL", "")
PHONE_GATEWAY_TOKEN = env_secret("PHONE_GATEWAY_TOKEN", "")
PHONE_GATEWAY_NAME = env_str("PHONE_GATEWAY_NAME", "WhatsApp")  # as people know it: WhatsApp, SMS
PHONE_GATEWAY_TO_FIELD = env_str("PHONE_GATEWAY_TO_FIELD", "to")
PHONE_GATEWAY_TEXT_FIELD = env_str("PHONE_GATEWAY_TEXT_FIELD", "text")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "frame-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"  # files.handover lets our own pages show a document
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)  # how many proxies of ours stand in front
ALTCHA_HMAC_KEY = env_secret("ALTCHA_HMAC_KEY", SECRET_KEY)
RECAPTCHA_PUBLIC_KEY = env_str("RECAPTCHA_PUBLIC_KEY", "")
RECAPTCHA_PRIVATE_KEY = env_secret("RECAPTCHA_PRIVATE_KEY", "")

# rules of the office that an administrator of the installation may change
REVISION_WORKING_DAYS = 5  # guide, FAQ 15
SMALL_OFFICE = env_bool("SMALL_OFFICE", default=False)  # one person may hold two consecutive approval desks
HISTORY_KEY = env_secret("HISTORY_KEY", SECRET_KEY)  # keyed digest of notes in the history chain
SIGNING_KEYS_DIR = VAR_DIR / "keys"
SIGNER = env_str("SIGNER", "local")  # local, or bsre: the national provider signs
SIGNER_P12 = env_str("SIGNER_P12", "")  # the office's own PKCS#12; the demo authority's when empty and DEMO
SIGNER_CERTIFICATE = env_str("SIGNER_CERTIFICATE", "")  # its public certificate in PEM
SIGNER_TRUST_ROOTS = env_list("SIGNER_TRUST_ROOTS")
BSRE_URL = env_str("BSRE_URL", "")  # of the e-Sign service, without /api
BSRE_VERSION = env_int("BSRE_VERSION", 1)  # of its API: 1 (multipart) or 2 (JSON)
BSRE_USER = env_secret("BSRE_USER", "")
BSRE_PASSWORD = env_secret("BSRE_PASSWORD", "")
BSRE_ALLOW_HTTP = env_bool("BSRE_ALLOW_HTTP", default=False)  # only inside a closed network: passphrases travel there

# pictures of the map from a server that the office has chosen; empty: our own base layer alone, which needs nobody
MAP_TILES_URL = env_str("MAP_TILES_URL", "")  # https://{s}.peta.contoh.test/{z}/{x}/{y}.png
MAP_TILES_ATTRIBUTION = env_str("MAP_TILES_ATTRIBUTION", "")
MAP_TILES_MAX_ZOOM = env_int("MAP_TILES_MAX_ZOOM", 18)
if MAP_TILES_URL:
    if not MAP_TILES_ATTRIBUTION:
        raise ImproperlyConfigured("MAP_TILES_URL memerlukan MAP_TILES_ATTRIBUTION: siapa pemilik peta dasarnya.")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(csp_source(MAP_TILES_URL))
# a Nominatim-compatible server, asked by ours: https://peta.contoh.test; empty: the search knows our regions alone
GEOCODER_URL = env_str("GEOCODER_URL", "")
GEOCODER_PER_SECOND = env_int("GEOCODER_PER_SECOND", 1)

CHAT_FILES = "permits.chat_files.files_of"  # asked by the chat: the submitted files of a person
# where pages open their sockets: ws://127.0.0.1:10123; empty: at our own address, behind the web server in front
CHAT_SOCKET_URL = env_str("CHAT_SOCKET_URL", "").rstrip("/")
CHAT_ORIGINS = env_list("CHAT_ORIGINS", SITE_URL) + CSRF_TRUSTED_ORIGINS  # whose pages may open one
CHAT_CHECK_SECONDS = env_int("CHAT_CHECK_SECONDS", 10)  # how often an open socket is asked whether it still may be
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(
    CHAT_SOCKET_URL or SITE_URL.replace("http", "ws", 1)  # older browsers do not count it among 'self'
)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_connect_timeout": 1}],
            "prefix": f"eptsp-chat-{DATABASES['default']['NAME']}",
        },
    }
}

LEAFLET_CONFIG = {"DEFAULT_CENTER": (-0.502, 117.153), "DEFAULT_ZOOM": 8, "TILES": [], "RESET_VIEW": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"work": {"()": "eptsp.lib.logs.WorkFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {work} {name} {message}", "style": "{"},
        "json": {"()": "eptsp.lib.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["work"]}},
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "pyhanko", "pyhanko_certvalidator")},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

POST_LIMITS_TIMES = env_int("POST_LIMITS_TIMES", 1)  # widens every row of eptsp/limits.py, for many behind one address
# public tracking by resi (decisions.md, "Resi"): six characters can be guessed
TRACKING_PER_MINUTE = env_int("TRACKING_PER_MINUTE", 30)
TRACKING_PER_MINUTE_ALL = env_int("TRACKING_PER_MINUTE_ALL", 3000)
TRACKING_FREE_MISSES = env_int("TRACKING_FREE_MISSES", 5)  # then a CAPTCHA is asked

if RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY:
    _RECAPTCHA = ["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"]
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"] += _RECAPTCHA
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] += _RECAPTCHA
