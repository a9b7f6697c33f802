"""The map's pictures come from the server that the office has chosen, and from no other."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from regions.tiles import csp_source


@pytest.mark.parametrize(
    ("template", "source"),
    [
        ("https://peta.contoh.test/{z}/{x}/{y}.png", "https://peta.contoh.test"),
        ("https://{s}.peta.contoh.test/{z}/{x}/{y}.png?kunci=1", "https://*.peta.contoh.test"),
        ("http://127.0.0.1:8080/{z}/{x}/{y}", "http://127.0.0.1:8080"),
        ("https://orang:sandi@peta.contoh.test/{z}/{x}/{y}", "https://peta.contoh.test"),
    ],
)
def test_only_the_chosen_origin_is_opened(template: str, source: str) -> None:
    assert csp_source(template) == source


@pytest.mark.parametrize(
    "template",
    [
        "ftp://contoh.test/{z}/{x}/{y}",
        "https://contoh.test/peta.png",
        "/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://a b/{z}/{x}/{y}",
        "https://contoh.test;script-src/{z}/{x}/{y}",
        "https://{s}/{z}/{x}/{y}",
    ],
)
def test_an_address_that_would_open_more_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="ubin"):
        csp_source(template)


def _settings(**environment: str) -> subprocess.CompletedProcess[str]:
    script = "from eptsp.settings import base; print(base.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    env = os.environ | {"MAP_TILES_URL": "", "MAP_TILES_ATTRIBUTION": ""} | environment
    return subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)


def test_by_default_pictures_come_from_us_alone() -> None:
    assert _settings().stdout.strip() == "[\"'self'\", 'data:']"


def test_a_chosen_server_is_added_for_pictures() -> None:
    made = _settings(MAP_TILES_URL="https://peta.contoh.test/{z}/{x}/{y}.png", MAP_TILES_ATTRIBUTION="© Peta")

    assert "https://peta.contoh.test" in made.stdout


def test_a_server_without_its_owner_is_refused_at_the_start() -> None:
    refused = _settings(MAP_TILES_URL="https://peta.contoh.test/{z}/{x}/{y}.png")

    assert "MAP_TILES_ATTRIBUTION" in refused.stderr


@pytest.mark.django_db
def test_the_policy_of_a_page_names_nobody_else(client: Client, db: Any) -> None:
    policy = client.get("/monitoring/")["Content-Security-Policy"]

    directives = {part.strip() for part in policy.split(";")}  # in no fixed order
    assert "img-src 'self' data:" in directives
