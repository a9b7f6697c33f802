"""The test suite: real servers, fast password hashes, every upload in a folder of its own."""

import secrets

from eptsp.settings.base import *  # noqa: F403
from eptsp.settings.base import CACHES

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Redis outlives the test database: what one run counted must not reach the next
CACHES["default"]["KEY_PREFIX"] = secrets.token_hex(4)
