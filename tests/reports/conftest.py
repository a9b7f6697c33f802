"""Permits without the long road, answers of the survey, and the people who lead."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.roles import Role
from permits.models import Application, NumberSequence, Permit, PermitType, RegisterEntry
from surveys import actions, sums
from surveys.loading import load, shipped
from surveys.models import Response
from tests.surveys.conftest import PAMERAN, filled

WITA = ZoneInfo("Asia/Makassar")
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=WITA)
_N = count(1)
AIR_LIMBAH = "SOP-LP2N-LHP-02"


@pytest.fixture
def instruments(db: None) -> None:
    """Both shipped instruments."""
    load(shipped(), now=timezone.now())


@pytest.fixture
def kabid(officer: Any) -> Any:
    """The division head, who writes and checks."""
    return officer(Role.KABID)


@pytest.fixture
def a_permit(catalogue: None, budi: Any) -> Callable[..., Permit]:
    """A permit that bears this day: a_permit(dt.date(2026, 7, 1), code=..., state=...)."""

    def make(
        day: dt.date, *, code: str = PAMERAN, state: str = "ACTIVE", promised_in: int = 5, took: int = 3
    ) -> Permit:
        n = next(_N)
        permit_type = PermitType.objects.get(code=code)
        closed = dt.datetime.combine(day, dt.time(10), WITA)
        application = Application.objects.create(
            applicant=budi,
            permit_type=permit_type,
            edition=permit_type.current_edition,
            status="ISSUED",
            resi=f"{0xB00000 + n:06X}",
            created_at=closed - dt.timedelta(days=took),
            submitted_at=closed - dt.timedelta(days=took),
            promise_due_at=closed + dt.timedelta(days=promised_in - took),
            closed_at=closed,
        )
        sequence, _ = NumberSequence.objects.get_or_create(name="uji", year=2026)
        entry = RegisterEntry.objects.create(
            sequence=sequence, number=n, text=f"503/{n}", application=application, taken_at=closed, dated_on=day
        )
        released = None if state == "PENDING" else closed
        return Permit.objects.create(
            application=application, entry=entry, state=state, issued_on=day, released_at=released
        )

    return make


def answered(day: dt.date, *rows: Any, permit_type: PermitType | None = None) -> None:
    """Questionnaires of the counter on that day; a number answers all questions with it."""
    instrument = actions.instrument_on(day)
    made = [
        actions.response_of(
            instrument,
            actions.CounterRow(day, permit_type, filled(row) if isinstance(row, int) else row),
            channel=Response.Channel.COUNTER,
        )
        for row in rows
    ]
    Response.objects.bulk_create(made)
    sums.add(made)
