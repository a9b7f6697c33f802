"""/keluar/."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_post_signs_out(client_of: Any, budi: Any) -> None:
    client = client_of(budi)

    response = client.post("/keluar/")

    assert response.status_code == 302
    assert SESSION_KEY not in client.session


def test_a_get_only_asks(client_of: Any, budi: Any) -> None:
    client = client_of(budi)

    response = client.get("/keluar/")

    assert "yakin ingin keluar" in response.content.decode()
    assert SESSION_KEY in client.session


def test_a_form_of_another_site_cannot_sign_out(budi: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(budi)

    assert client.post("/keluar/").status_code == 403
    assert SESSION_KEY in client.session
