"""The office of Kalimantan Timur as shipped, forgotten by the process after each test."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from office import calendar, profile
from office.loading import load

WITA = ZoneInfo("Asia/Makassar")


@pytest.fixture
def office(db: None) -> Iterator[None]:
    """The Kaltim profile, its agencies, hours and holidays."""
    load("kaltim")
    calendar.forget()
    profile.forget()
    yield
    calendar.forget()
    profile.forget()


@pytest.fixture
def monday() -> dt.datetime:
    """Monday 4 May 2026, 09.00 WITA."""
    return dt.datetime(2026, 5, 4, 9, tzinfo=WITA)
