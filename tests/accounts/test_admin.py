"""People and assignments in the admin pages."""

from typing import Any

import pytest

from accounts.models import RoleAssignment, User
from accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_of: Any) -> Any:
    """A browser in which the administrator of the installation is signed in."""
    return client_of(User.objects.create_superuser("admin@contoh.test", "Kaltim2026!", nik="9" * 16, name="Admin"))


def test_the_list_masks_the_nik(admin: Any, budi: Any) -> None:
    page = admin.get("/admin/accounts/user/").content.decode()

    assert budi.name in page
    assert budi.nik not in page
    assert f"{budi.nik[:4]}********{budi.nik[-4:]}" in page


def test_a_mistaken_nik_and_name_are_mended_here(admin: Any, budi: Any) -> None:
    page = admin.get(f"/admin/accounts/user/{budi.pk}/change/")

    assert page.status_code == 200
    assert f'value="{budi.nik}"' in page.content.decode()


def test_a_new_person_is_added(admin: Any) -> None:
    response = admin.post(
        "/admin/accounts/user/add/",
        {
            "email": "baru@contoh.test",
            "nik": "9900000000009999",
            "name": "Baru",
            "usable_password": "true",
            "password1": "Sungai#Mahakam7",
            "password2": "Sungai#Mahakam7",
            "assignments-TOTAL_FORMS": "0",
            "assignments-INITIAL_FORMS": "0",
        },
    )

    assert response.status_code == 302
    assert User.objects.get(email="baru@contoh.test").check_password("Sungai#Mahakam7")


def test_assignments_are_listed(admin: Any, officer: Any) -> None:
    officer(Role.KASI, sectors=("tersier",))

    page = admin.get("/admin/accounts/roleassignment/").content.decode()

    assert "Kepala seksi" in page
    assert "tersier" in page
    assert RoleAssignment.objects.count() == 1


def test_a_person_without_the_right_stays_outside(client_of: Any, budi: Any) -> None:
    assert client_of(budi).get("/admin/accounts/user/").status_code in {302, 403}
