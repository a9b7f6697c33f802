"""The applicant's dashboard and the officers' door."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from portal.menu import address

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_login(client: Any) -> None:
    response = client.get(reverse("portal:dashboard"))

    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


def test_the_card_shows_the_profile_and_its_three_buttons(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    for words in ("Profil Saya", "Budi Santoso", "Jl. Contoh No. 1", "budi@contoh.test", "080000000001"):
        assert words in html
    for button in ("Edit", "Ubah Password", "Logout"):
        assert f">{button}<" in html


def test_what_a_person_typed_is_shown_as_text(client_of: Any, budi: Any) -> None:
    budi.name = "<script>alert(1)</script>"
    budi.save(update_fields=["name"])

    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_it_shows_menu_cepat_and_the_list_of_files(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    assert "Menu Cepat" in html
    assert "Berkas Permohonan Saya" in html
    recent = address("workflow:my_recent")
    assert f'hx-get="{recent}"' in html if recent else "Tidak Ada Data" in html


def test_the_staff_door_is_shut_for_applicants(client_of: Any, budi: Any) -> None:
    response = client_of(budi).get(reverse("portal:staff"))

    assert response.status_code == 403
    assert "tidak berwenang" in response.content.decode()


def test_the_staff_door_leads_officers_to_their_tasks(client_of: Any, officer: Any) -> None:
    response = client_of(officer(Role.BACKOFFICE)).get(reverse("portal:staff"))

    assert response.status_code == 302
    assert response["Location"] == address("workflow:tasks")
