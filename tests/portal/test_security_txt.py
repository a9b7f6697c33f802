"""Whoever finds a weakness finds the address for it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from office.profile import profile

pytestmark = pytest.mark.django_db

URL = "/.well-known/security.txt"


def test_it_names_the_offices_address_and_ends_within_a_year(client: Client, catalogue: Any) -> None:
    response = client.get(URL)
    said = dict(line.split(": ", 1) for line in response.content.decode().splitlines())

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert said["Contact"] == f"mailto:{profile().email}"
    left = dt.datetime.fromisoformat(said["Expires"]) - timezone.now()
    assert dt.timedelta(days=60) < left < dt.timedelta(days=365)
    assert said["Canonical"].endswith(URL)


def test_it_is_only_read(client: Client) -> None:
    assert client.post(URL).status_code == 405
