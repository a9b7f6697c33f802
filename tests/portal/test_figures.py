"""The service in figures: right, cheap, and honest about how many permits were measured."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from permits.models import Application, Permit
from permits.stages import Stage
from portal import figures
from tests.workflow.road import a_draft, step_on, walk_to
from workflow import actions

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")
MONDAY = dt.datetime(2026, 3, 9, 8, tzinfo=WITA)


@pytest.fixture
def year(budi: Any, desks: Any) -> int:
    """Two permits and one file in process; the first took 8 office hours, the second 24. Registered on a Monday."""
    now = timezone.now() - dt.timedelta(days=1)

    def submitted() -> Application:
        return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05", now=now).key, by=budi, now=now, declared=True)

    for released in (MONDAY.replace(hour=16), MONDAY.replace(day=11, hour=16)):
        file = submitted()
        walk_to(file, Stage.KADIS_APPROVAL, desks, now=now)
        step_on(file, desks, now=now)
        Application.objects.filter(pk=file.pk).update(registered_at=MONDAY)
        Permit.objects.filter(application=file).update(issued_on=released.date(), released_at=released)
    submitted()
    return 2026


def test_they_count_permits_of_the_year_and_files_in_process(year: int) -> None:
    read = figures.read(year)

    assert (read.issued, read.in_process, read.measured) == (2, 1, 2)
    # 8 and 24 office hours: the median is 16. A week of 5 x 8 and 1 x 4 or of 5 x 8 hours: 2.0 days of 8 hours
    assert read.days == Decimal("2.0")


def test_another_year_has_its_own(year: int) -> None:
    read = figures.read(year - 1)

    assert (read.issued, read.days, read.in_process) == (0, None, 1)


def test_they_cost_five_queries_however_many(year: int, django_assert_max_num_queries: Any) -> None:
    figures.read(year)  # the calendar

    with django_assert_max_num_queries(5):
        figures.read(year)


def test_an_empty_service_shows_no_figures(client: Any) -> None:
    assert "Layanan dalam angka" not in client.get("/").content.decode()


def test_home_shows_them_with_links_to_their_sources(client: Any, monkeypatch: Any) -> None:
    given = SimpleNamespace(year=2026, issued=1234, in_process=14, days=Decimal("2.5"), measured=200)
    monkeypatch.setattr("portal.views.home.figures", lambda: given)

    html = client.get("/").content.decode()

    assert "1.234" in html
    assert "≈ 2,5" in html
    assert "dari 200 izin terakhir" in html
    assert f'<a href="{reverse("workflow:monitoring")}">permohonan sedang diproses</a>' in html


def test_no_permit_yet_leaves_the_time_out(client: Any, monkeypatch: Any) -> None:
    given = SimpleNamespace(year=2026, issued=0, in_process=3, days=None, measured=0)
    monkeypatch.setattr("portal.views.home.figures", lambda: given)

    assert "hari kerja" not in client.get("/").content.decode()


def test_the_second_visit_costs_no_query(client: Any, year: int, django_assert_num_queries: Any) -> None:
    client.get("/")

    with django_assert_num_queries(0):
        client.get("/")
