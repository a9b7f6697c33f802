"""The calendar built from the tables, and the changes that rebuild it."""

import datetime as dt
from typing import Any

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from eptsp.lib.errors import DomainError
from eptsp.lib.workingtime import due_after_working_days
from office.actions import add_holiday, keep_open
from office.calendar import working_calendar
from office.models import Holiday, OfficeHours, SpecialHours
from office.profile import profile

MAY_5 = dt.date(2026, 5, 5)  # a Tuesday
LABOUR_DAY = dt.date(2026, 5, 1)  # a Friday


@pytest.fixture
def sari(db: None, django_user_model: Any) -> Any:
    """Sari, the administrator."""
    return django_user_model.objects.create_user("sari@contoh.test", nik="9900000000009998", name="Sari")


def test_the_shipped_week_runs_from_monday_to_friday(office: None) -> None:
    calendar = working_calendar()

    opens, closes = calendar.hours(dt.date(2026, 5, 4))
    assert (opens.hour, closes.hour) == (8, 16)
    assert opens.utcoffset() == dt.timedelta(hours=8)
    assert calendar.hours(dt.date(2026, 5, 9)) is None  # Saturday: open, but the clock rests
    assert calendar.hours(LABOUR_DAY) is None
    assert calendar.why_closed(LABOUR_DAY) == "Hari Buruh Internasional"


def test_fourteen_working_days_in_march_2026_skip_nyepi_and_lebaran(office: None, monday: dt.datetime) -> None:
    # H = Monday 9 March. 10-13 (1-4), 16, 17 (5, 6), 18-24 closed, 25-27 (7-9), 30, 31 (10, 11), 1, 2 April (12, 13),
    # 3 April is Wafat Yesus Kristus, 4 and 5 weekend, Monday 6 April (14)
    start = monday.replace(month=3, day=9)

    assert due_after_working_days(working_calendar(), start, 14) == monday.replace(month=4, day=6, hour=16)


def test_special_hours_are_part_of_it(office: None) -> None:
    SpecialHours.objects.create(name="Ramadan", starts_on=MAY_5, ends_on=MAY_5, opens=dt.time(8), closes=dt.time(15))

    assert working_calendar().hours(MAY_5)[1].hour == 15


@pytest.mark.django_db
def test_before_the_first_load_the_profile_file_stands_in() -> None:
    OfficeHours.objects.all().delete()

    assert working_calendar().hours(dt.date(2026, 5, 4)) is not None
    assert profile().email == "dpmptsp@kaltimprov.go.id"


def test_query_budget(office: None, django_assert_num_queries: Any) -> None:
    # hours, holidays, special hours; then nothing while nothing changes
    with django_assert_num_queries(3):
        working_calendar()
    with django_assert_num_queries(0):
        working_calendar()


def test_a_new_holiday_moves_due_dates(office: None, sari: Any, monday: dt.datetime) -> None:
    assert due_after_working_days(working_calendar(), monday, 1) == monday.replace(day=5, hour=16)

    add_holiday(MAY_5, "Hari Jadi Provinsi", by=sari, now=monday)

    assert due_after_working_days(working_calendar(), monday, 1) == monday.replace(day=6, hour=16)
    assert Holiday.objects.get(date=MAY_5).kind == Holiday.Kind.LOCAL


def test_a_new_holiday_wakes_the_keeper_of_due_dates(
    office: None,
    sari: Any,
    monday: dt.datetime,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", sent.append)

    with django_capture_on_commit_callbacks(execute=True):
        add_holiday(MAY_5, "Hari Jadi Provinsi", by=sari, now=monday)

    assert sent == ["workflow.recompute_due_dates"]


def test_a_silent_broker_does_not_stop_a_holiday(
    office: None,
    sari: Any,
    monday: dt.datetime,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(name: str) -> None:
        raise OperationalError(name)

    monkeypatch.setattr(current_app, "send_task", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        add_holiday(MAY_5, "Hari Jadi Provinsi", by=sari, now=monday)

    assert working_calendar().hours(MAY_5) is None


def test_a_holiday_can_be_kept_open_and_closed_again(office: None, sari: Any, monday: dt.datetime) -> None:
    keep_open(LABOUR_DAY, sure=True, by=sari, now=monday)
    assert working_calendar().hours(LABOUR_DAY) is not None

    add_holiday(LABOUR_DAY, "Hari Buruh", sure=True, by=sari, now=monday)
    assert working_calendar().hours(LABOUR_DAY) is None


# ---- refusals


def test_a_day_is_not_closed_twice(office: None, sari: Any, monday: dt.datetime) -> None:
    with pytest.raises(DomainError, match="01-05-2026 sudah tercatat sebagai hari libur: Hari Buruh Internasional"):
        add_holiday(LABOUR_DAY, "Libur lagi", by=sari, now=monday)


def test_a_holiday_needs_a_name(office: None, sari: Any, monday: dt.datetime) -> None:
    with pytest.raises(DomainError, match="wajib diisi"):
        add_holiday(MAY_5, "  ", by=sari, now=monday)


def test_only_a_holiday_can_be_kept_open(office: None, sari: Any, monday: dt.datetime) -> None:
    with pytest.raises(DomainError, match="tidak tercatat"):
        keep_open(MAY_5, by=sari, now=monday)
