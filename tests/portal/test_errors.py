"""Pages for when something is wrong."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from portal.views import errors


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_and_shows_the_way_out(client: Any) -> None:
    response = client.get("/tidak/ada/")

    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()
    assert 'href="/"' in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_the_house_style(budi: Any) -> None:
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/keluar/")

    assert response.status_code == 403
    assert "Formulir kedaluwarsa" in response.content.decode()


@pytest.mark.django_db
def test_a_bad_request_is_answered_in_the_house_style(client: Any) -> None:
    request = RequestFactory().get("/")
    request.user = client.get("/").wsgi_request.user

    response = errors.bad_request(request, ValueError())

    assert response.status_code == 400
    assert "Permintaan tidak dapat dibaca" in response.content.decode()


def test_the_500_page_needs_no_database_and_no_user() -> None:
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Terjadi gangguan" in response.content.decode()
