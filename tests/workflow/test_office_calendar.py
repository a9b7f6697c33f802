"""Kalender kerja: the administrator's page, its changes, and what they do to running files."""

import datetime as dt
from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client

from accounts.roles import Role
from office import actions as office_actions
from office.actions import DayHours
from office.calendar import working_calendar
from office.models import CalendarChange, Holiday, OfficeHours, SpecialHours
from permits.stages import Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import MONDAY
from workflow.actions.recompute import recompute_due_dates
from workflow.models import DueDateMove

pytestmark = pytest.mark.django_db
URL = "/petugas/kalender/"
TUESDAY = dt.date(2026, 7, 7)


@pytest.fixture
def sari(officer: Any) -> Any:
    """Sari, the administrator."""
    return officer(Role.ADMINISTRATOR)


@pytest.fixture
def browser(sari: Any, catalogue: None, monday: None, client_of: Any) -> Client:
    """Sari's browser on Monday 6 July 2026, 11.00."""
    return client_of(sari)


def holiday(**fields: Any) -> dict[str, Any]:
    return {"date": "2026-07-07", "name": "Hari Jadi Kota", "kind": "local"} | fields


def test_the_year_is_shown_with_its_holidays(browser: Client) -> None:
    page = browser.get(URL).content.decode()

    assert "Kalender Kerja" in page
    assert "2026" in page
    assert "Hari Kemerdekaan" in page
    assert "Cuti bersama" in page


def test_another_year_is_a_link_away_and_nonsense_is_this_year(browser: Client) -> None:
    assert "2025" in browser.get(URL, {"tahun": "2025"}).content.decode()
    assert browser.get(URL, {"tahun": "99999"}).status_code == 200
    assert browser.get(URL, {"tahun": "²"}).status_code == 200


def test_a_new_holiday_closes_the_day_and_is_recorded(browser: Client, sari: Any) -> None:
    response = browser.post(f"{URL}libur/", holiday())

    assert response.status_code == 302
    assert working_calendar().hours(TUESDAY) is None
    change = CalendarChange.objects.get()
    assert change.what == "Libur 7 Juli 2026: Hari Jadi Kota (Libur daerah)"
    assert (change.by, change.at) == (sari, ELEVEN)
    assert change.what in browser.get(URL).content.decode()


def test_a_new_holiday_moves_open_files_and_lists_them(browser: Client, filed: Any, client_of: Any) -> None:
    step = filed(Stage.AGENCY_REVIEW)  # one working day, H = Monday: closing time of Tuesday the 7th
    applicant = client_of(step.application.applicant)
    address = f"/permohonan/{step.application.resi}/"
    assert "7 Jul 2026, 16.00 WITA" in applicant.get(address).content.decode()

    browser.post(f"{URL}libur/", holiday())
    assert recompute_due_dates(now=ELEVEN) == 1
    assert recompute_due_dates(now=ELEVEN) == 0

    move = DueDateMove.objects.get()
    assert (move.application, move.step) == (step.application, step)
    assert (move.new_due_at - move.old_due_at) == dt.timedelta(days=1)
    assert step.application.resi in browser.get(URL).content.decode()
    page = applicant.get(address).content.decode()
    assert "8 Jul 2026, 16.00 WITA" in page
    assert "7 Jul 2026, 16.00 WITA" not in page


def test_cuti_bersama_may_be_worked_and_closed_again(browser: Client) -> None:
    row = Holiday.objects.get(date=dt.date(2026, 12, 24))
    assert row.kind == Holiday.Kind.JOINT_LEAVE

    browser.post(f"{URL}libur/{row.pk}/")
    assert working_calendar().hours(row.date) is not None

    browser.post(f"{URL}libur/{row.pk}/")
    assert working_calendar().hours(row.date) is None
    assert CalendarChange.objects.count() == 2


def test_special_hours_are_added_and_removed(browser: Client) -> None:
    span = {"name": "Ramadan", "starts_on": "2027-02-08", "ends_on": "2027-03-09", "opens": "08:00", "closes": "14:00"}
    browser.post(f"{URL}jam-khusus/", span)

    hours = working_calendar().hours(dt.date(2027, 2, 9))
    assert hours is not None
    assert hours[1].hour == 14

    browser.post(f"{URL}jam-khusus/{SpecialHours.objects.get().pk}/hapus/")
    hours = working_calendar().hours(dt.date(2027, 2, 9))
    assert hours is not None
    assert hours[1].hour == 16
    assert "dihapus" in CalendarChange.objects.latest("at", "pk").what


def week(**changes: str) -> dict[str, str]:
    """The form of the week as shipped, with changes."""
    data = {}
    for row in OfficeHours.objects.all():
        data |= {f"opens_{row.weekday}": f"{row.opens:%H:%M}", f"closes_{row.weekday}": f"{row.closes:%H:%M}"}
        data |= {f"note_{row.weekday}": row.note} | ({f"counts_{row.weekday}": "on"} if row.counts else {})
    return data | changes


def test_the_hours_of_the_week_are_changed(browser: Client) -> None:
    assert browser.get(f"{URL}jam/").status_code == 200

    response = browser.post(f"{URL}jam/", week(closes_1="15:00"))

    assert response.status_code == 302
    hours = working_calendar().hours(TUESDAY)
    assert hours is not None
    assert hours[1].hour == 15
    assert "Selasa 08.00–15.00" in CalendarChange.objects.get().what


def test_hours_that_are_the_same_change_nothing(browser: Client) -> None:
    browser.post(f"{URL}jam/", week())

    assert not CalendarChange.objects.exists()


# ---- refusals


def test_a_past_holiday_asks_to_be_confirmed(browser: Client) -> None:
    past = holiday(date="2026-07-01")

    response = browser.post(f"{URL}libur/", past)
    assert response.status_code == 422
    assert "sudah lewat" in response.content.decode()
    assert not Holiday.objects.filter(date=dt.date(2026, 7, 1)).exists()

    assert browser.post(f"{URL}libur/", past | {"sure": "on"}).status_code == 302
    assert Holiday.objects.filter(date=dt.date(2026, 7, 1)).exists()


def test_a_holiday_of_last_year_is_refused_even_when_confirmed(browser: Client) -> None:
    response = browser.post(f"{URL}libur/", holiday(date="2025-07-07", sure="on"))

    assert response.status_code == 422
    assert "tidak dapat diubah lagi" in response.content.decode()


def test_a_past_holiday_is_not_kept_open_by_accident(browser: Client) -> None:
    row = Holiday.objects.create(date=dt.date(2026, 7, 3), name="Libur", kind="local")

    browser.post(f"{URL}libur/{row.pk}/")
    row.refresh_from_db()
    assert not row.is_working_day

    browser.post(f"{URL}libur/{row.pk}/", {"sure": "1"})
    row.refresh_from_db()
    assert row.is_working_day


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2027-02-01"}, "lebih awal dari tanggal mulai"),
        ({"closes": "07:00"}, "Jam tutup harus sesudah jam buka"),
        ({"name": ""}, "Isi nama"),
        ({"starts_on": "2025-02-08", "ends_on": "2025-03-09"}, "tidak dapat diubah lagi"),
    ],
)
def test_special_hours_that_make_no_sense_are_refused(browser: Client, changes: dict[str, str], words: str) -> None:
    span = {"name": "Ramadan", "starts_on": "2027-02-08", "ends_on": "2027-03-09", "opens": "08:00", "closes": "14:00"}

    response = browser.post(f"{URL}jam-khusus/", span | changes)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SpecialHours.objects.exists()


def test_special_hours_do_not_overlap(browser: Client) -> None:
    span = {"name": "Ramadan", "starts_on": "2027-02-08", "ends_on": "2027-03-09", "opens": "08:00", "closes": "14:00"}
    browser.post(f"{URL}jam-khusus/", span)

    response = browser.post(f"{URL}jam-khusus/", span | {"name": "Lagi", "starts_on": "2027-03-09"})

    assert "bertumpuk dengan jam khusus Ramadan" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"closes_1": "07:00"}, "sesudah jam buka"), ({"closes_1": ""}, "kosongkan keduanya")],
)
def test_hours_that_make_no_sense_are_refused(browser: Client, changes: dict[str, str], words: str) -> None:
    response = browser.post(f"{URL}jam/", week(**changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CalendarChange.objects.exists()


def test_a_week_without_a_working_day_is_refused(browser: Client) -> None:
    data = {key: value for key, value in week().items() if not key.startswith("counts_")}

    assert "sedikitnya satu hari kerja" in browser.post(f"{URL}jam/", data).content.decode()


def test_the_record_of_changes_is_never_edited(sari: Any, catalogue: None) -> None:
    office_actions.set_hours([DayHours(0, dt.time(8), dt.time(12))], by=sari, now=MONDAY)

    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        CalendarChange.objects.update(what="lain")
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        CalendarChange.objects.all().delete()
    assert connection.is_usable()


def test_the_page_asks_as_often_for_one_year_as_for_another(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    browser.get(URL)
    # session, user, assignments, sectors; hours, holidays, special hours; the year's holidays and spans; changes,
    # moves; unread and the frame
    with django_assert_max_num_queries(16):
        browser.get(URL)
