"""The administrator's pages of the office and the regions."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office.calendar import working_calendar
from office.models import AgencyProfile, Holiday

PAGES = ["agencyprofile", "agency", "sector", "officehours", "holiday", "specialhours"]


@pytest.fixture
def admin(office: None, admin_user: Any) -> Client:
    """The browser of an administrator."""
    client = Client()
    client.force_login(admin_user)
    return client


@pytest.fixture
def admin_user(db: None, django_user_model: Any) -> Any:
    """Sari, who may do everything on the administration pages."""
    return django_user_model.objects.create_superuser("sari@contoh.test", "x", nik="9900000000009999", name="Sari")


@pytest.mark.parametrize("page", PAGES)
def test_every_table_of_the_office_has_a_page(admin: Client, page: str) -> None:
    assert admin.get(f"/admin/office/{page}/").status_code == 200


@pytest.mark.parametrize("page", ["province", "regency", "district", "village"])
def test_regions_can_be_read_but_not_added(admin: Client, page: str) -> None:
    assert admin.get(f"/admin/regions/{page}/").status_code == 200
    assert admin.get(f"/admin/regions/{page}/add/").status_code == 403


def test_a_holiday_saved_there_changes_the_calendar(admin: Client) -> None:
    day = dt.date(2026, 5, 5)
    assert working_calendar().hours(day) is not None

    answer = admin.post(
        "/admin/office/holiday/add/", {"date": "2026-05-05", "name": "Hari Jadi Provinsi", "kind": "local"}
    )

    assert answer.status_code == 302
    assert working_calendar().hours(day) is None


def test_a_holiday_deleted_there_changes_the_calendar(admin: Client) -> None:
    row = Holiday.objects.get(date=dt.date(2026, 5, 1))
    assert working_calendar().hours(row.date) is None

    admin.post(f"/admin/office/holiday/{row.pk}/delete/", {"post": "yes"})

    assert working_calendar().hours(dt.date(2026, 5, 1)) is not None


def test_there_is_one_profile_for_ever(admin: Client) -> None:
    row = AgencyProfile.objects.get()

    assert admin.get("/admin/office/agencyprofile/add/").status_code == 403
    assert admin.get(f"/admin/office/agencyprofile/{row.pk}/delete/").status_code == 403


def test_hours_that_close_before_they_open_are_refused(admin: Client) -> None:
    answer = admin.post("/admin/office/officehours/add/", {"weekday": "6", "opens": "12:00", "closes": "08:00"})

    assert answer.status_code == 200


def test_an_applicant_does_not_come_in(client: Client, office: None) -> None:
    answer = client.get("/admin/office/holiday/")

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]
