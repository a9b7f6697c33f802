"""Who opens the administration, and what it never shows or changes."""

import re
from typing import Any

import pytest
from django.contrib import admin as site

from accounts.models import RoleAssignment, User
from accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_of: Any) -> Any:
    """The owner of the installation."""
    return client_of(User.objects.create_superuser("admin@contoh.test", "Kaltim2026!", nik="9" * 16, name="Admin"))


def test_staff_without_the_role_are_kept_out(client_of: Any, officer: Any) -> None:
    kadis, administrator = officer(Role.KADIS), officer(Role.ADMINISTRATOR)
    User.objects.filter(pk__in=[kadis.pk, administrator.pk]).update(is_staff=True)

    assert client_of(kadis).get("/admin/", follow=True).status_code == 403
    assert client_of(administrator).get("/admin/").status_code == 200


def test_assignments_are_only_seen(admin: Any, officer: Any) -> None:
    officer(Role.KASI)
    row = RoleAssignment.objects.get()

    assert admin.post(f"/admin/accounts/roleassignment/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/accounts/roleassignment/add/").status_code == 403
    assert RoleAssignment.objects.exists()


def test_the_stored_password_is_not_shown(admin: Any, budi: Any) -> None:
    page = admin.get(f"/admin/accounts/user/{budi.pk}/change/").content.decode()

    assert "pbkdf2" not in page
    assert "argon2" not in page


def test_every_list_opens_under_the_policy_of_all_pages(admin: Any) -> None:
    for model in site.site._registry:
        response = admin.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")

        assert response.status_code == 200, model
        assert "unsafe" not in response["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*json)|\son\w+=|\sstyle=", response.content.decode()), model
