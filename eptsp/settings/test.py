"""The test suite: real servers, fast password hashes, every upload in a folder of its own."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

# one part of the broker for each of pytest's workers: a test that empties its cache empties nobody else's
if "pytest" in sys.modules and os.environ.get("PYTEST_XDIST_WORKER", "").startswith("gw"):
    _part = int(os.environ["PYTEST_XDIST_WORKER"][2:]) + 1
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{_part}").geturl()

from eptsp.settings.base import *  # noqa: F403
from eptsp.settings.base import CACHES

DEMO = True
# where the tests of faults say at which point a process dies (eptsp/lib/faultpoints.py)
FAULT_POINTS = Path(os.environ["FAULT_POINTS"]) if os.environ.get("FAULT_POINTS") else None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Redis outlives the test database: what one run counted must not reach the next
CACHES["default"]["KEY_PREFIX"] = secrets.token_hex(4)
POST_LIMITS_TIMES = 1000  # all tests come from one address; tests/security/test_limits.py counts as production does
