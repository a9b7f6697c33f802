"""The settings of a real installation, as its own start would read them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eptsp.launch.checking import environment

ROOT = Path(__file__).parents[2]
NAMES = (
    *("SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
    *("SECURE_HSTS_PRELOAD", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CONTENT_SECURITY_POLICY"),
    *("SECURE_REFERRER_POLICY", "X_FRAME_OPTIONS", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"),
    *("CSRF_COOKIE_SAMESITE", "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_CROSS_ORIGIN_OPENER_POLICY"),
)
ASK = f"import json; from eptsp.settings import prod; print(json.dumps({{n: getattr(prod, n) for n in {NAMES!r}}}))"


@pytest.fixture(scope="session")
def production_values(tmp_path_factory: Any) -> dict[str, Any]:
    """What eptsp.settings.prod says about headers and cookies, read by a process of its own."""
    env = environment("deploy", str(tmp_path_factory.mktemp("var")))
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    found["SECURE_PROXY_SSL_HEADER"] = tuple(found["SECURE_PROXY_SSL_HEADER"])
    return found


@pytest.fixture
def production(settings: Any, production_values: dict[str, Any]) -> None:
    """This test answers with the headers of production."""
    for name, value in production_values.items():
        setattr(settings, name, value)
