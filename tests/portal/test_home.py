"""The landing page."""

from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_it_opens_for_strangers(client: Any) -> None:
    response = client.get("/")

    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert 'href="https://oss.go.id/"' in html
    assert 'href="https://dpmptsp.kaltimprov.go.id"' in html
    assert f'href="{reverse("portal:dashboard")}"' in html


def test_whatsapp_is_inert_in_the_demo(client: Any) -> None:
    with override_settings(DEMO=True):
        html = client.get("/").content.decode()
    assert "WhatsApp" in html
    assert "wa.me" not in html

    with override_settings(DEMO=False):
        assert "wa.me" in client.get("/").content.decode()


def test_it_needs_no_inline_script_or_style(client: Any) -> None:
    html = client.get("/").content.decode()

    assert "<style" not in html
    assert "style=" not in html
    assert "onclick" not in html
    assert html.count("<script") == html.count("<script src=")


def test_it_refuses_a_post(client: Any) -> None:
    assert client.post("/").status_code == 405


def test_the_gallery_is_for_the_demo_only(client: Any) -> None:
    with override_settings(DEMO=True):
        assert client.get(reverse("portal:gallery")).status_code == 200
    with override_settings(DEMO=False):
        assert client.get(reverse("portal:gallery")).status_code == 404
