"""A page of another site sends nothing in somebody's name: every form wants its token."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.security.forms import forms

pytestmark = pytest.mark.django_db

WRONG = {"csrfmiddlewaretoken": "x" * 32}


def test_no_form_is_taken_with_a_made_up_token(budi: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(budi)
    client.get(reverse("accounts:profile"))  # the cookie is there, as in a victim's browser

    answers = {name: client.post(one.sample, WRONG).status_code for name, one in forms().items()}

    assert len(answers) > 100
    assert {name: status for name, status in answers.items() if status != 403} == {}


def test_the_token_of_the_page_is_taken(budi: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(budi)
    client.get(reverse("accounts:profile"))

    token = client.cookies["csrftoken"].value
    assert client.post(reverse("messaging:mark_all_read"), {"csrfmiddlewaretoken": token}).status_code != 403
