"""The leaders' figures equal the files themselves, whatever happened between two refreshes."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, Q
from django.urls import reverse

from accounts.roles import Role
from permits.models import Application
from reports import leadership, sums
from reports.leadership import Flow, percentile
from surveys.periods import year
from tests.reports.conftest import AIR_LIMBAH, NOW, WITA
from tests.workflow.road import a_draft, step_on
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db
Y2026 = year(2026)
JULY = dt.datetime(2026, 7, 6, 9, 0, tzinfo=WITA)


def live_flow() -> Flow:
    """The totals of 2026 straight from the files, by a GROUP BY of their own."""
    ends = (Y2026.start, Y2026.end)
    closed, issued = Q(closed_at__date__range=ends), Q(status="ISSUED")
    found = Application.objects.aggregate(
        submitted=Count("pk", filter=Q(submitted_at__date__range=ends)),
        issued=Count("pk", filter=closed & issued),
        rejected=Count("pk", filter=closed & Q(status="REJECTED")),
        withdrawn=Count("pk", filter=closed & Q(status="WITHDRAWN")),
        promised=Count("pk", filter=closed & issued & Q(promise_due_at__isnull=False)),
        on_time=Count("pk", filter=closed & issued & Q(closed_at__lte=F("promise_due_at"))),
    )
    return Flow(**found)


def live_percentiles(stage: str) -> tuple[int, int]:
    """Median and 90th percentile of a stage in whole hours, by the database's own function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY h), percentile_disc(0.9) WITHIN GROUP (ORDER BY h) "
            "FROM (SELECT ceil(extract(epoch FROM closed_at - opened_at) / 3600) h FROM workflow_step "
            "WHERE stage = %s AND closed_at IS NOT NULL) x",
            [stage],
        )
        return cursor.fetchone()


def test_the_sums_equal_the_files_and_keep_up_with_them(a_permit: Any, desks: Any, budi: Any) -> None:
    a_permit(dt.date(2026, 3, 2))
    a_permit(dt.date(2026, 3, 3), code=AIR_LIMBAH, promised_in=1)  # three days, promised in one
    sums.refresh(now=NOW)
    first = leadership.total(Y2026)

    a_draft(budi, "SOP-LP2N-PAR-05", now=NOW)
    draft = a_draft(budi, "SOP-LP2N-PAR-05", now=NOW)
    actions.submit(draft.key, by=budi, now=NOW, declared=True)

    assert first == Flow(submitted=2, issued=2, promised=2, on_time=1)
    assert leadership.total(Y2026) == first  # the control: nothing is counted before the refresh
    sums.refresh(now=NOW + dt.timedelta(seconds=61))
    assert leadership.total(Y2026) == live_flow() == Flow(submitted=3, issued=2, promised=2, on_time=1)


def test_sums_younger_than_a_minute_are_not_counted_again(a_permit: Any) -> None:
    sums.ensure_fresh(now=NOW)
    a_permit(dt.date(2026, 11, 1))

    assert sums.ensure_fresh(now=NOW + dt.timedelta(seconds=59)) == NOW
    assert leadership.total(Y2026).issued == 0
    sums.ensure_fresh(now=NOW + dt.timedelta(seconds=61))
    assert leadership.total(Y2026).issued == 1


def test_months_and_agencies_add_up_to_the_total(a_permit: Any) -> None:
    for day in (dt.date(2026, 3, 2), dt.date(2026, 4, 2), dt.date(2026, 4, 3)):
        a_permit(day)
    a_permit(dt.date(2026, 5, 2), code=AIR_LIMBAH)
    sums.refresh(now=NOW)

    months, agencies = leadership.by_month(Y2026), leadership.by_agency(Y2026)

    assert len(months) == 12
    assert months[dt.date(2026, 4, 1)].issued == 2
    assert sum(one.issued for one in months.values()) == sum(one.issued for _, one in agencies) == 4
    assert dict(agencies)["Dispar"].issued == 3


def test_stage_times_are_the_databases_own_percentiles(desks: Any, budi: Any) -> None:
    for hours in (1, 5, 30):
        application = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05", now=JULY).key, by=budi, now=JULY, declared=True)
        step_on(application, desks, now=JULY + dt.timedelta(hours=hours))
    sums.refresh(now=NOW)

    found = {one.label: one for one in leadership.spans(Y2026)}

    half, nine = live_percentiles("registration_check")
    assert (half, nine) == (5, 30)
    check = found["Verifikasi pendaftaran"]
    # 5/24 = 0,208 and 30/24 = 1,25 days, half up
    assert (check.n, check.median, check.ninetieth) == (3, Decimal("0.2"), Decimal("1.3"))


@pytest.mark.parametrize(
    ("counts", "half", "nine"),
    [([(7, 1)], 7, 7), ([(1, 5), (9, 5)], 1, 9), ([(1, 9), (50, 1)], 1, 1), ([(1, 1), (2, 1), (3, 1)], 2, 3)],
)
def test_percentiles_by_hand(counts: list[tuple[int, int]], half: int, nine: int) -> None:
    assert percentile(counts, Fraction(1, 2)) == half
    assert percentile(counts, Fraction(9, 10)) == nine


def test_what_waits_is_counted_by_its_age(desks: Any, budi: Any) -> None:
    for days in (1, 5, 40):
        then = NOW - dt.timedelta(days=days)
        actions.submit(a_draft(budi, "SOP-LP2N-PAR-05", now=then).key, by=budi, now=then, declared=True)

    assert dict(leadership.backlog(now=NOW)) == {
        "0–3 hari": 1, "4–7 hari": 1, "8–14 hari": 0, "15–30 hari": 0, "lebih dari 30 hari": 1,
    }  # fmt: skip
    assert Step.objects.open().count() == 3


def test_the_page_asks_as_often_for_one_file_as_for_twenty(
    a_permit: Any, officer: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer(Role.KADIS))
    for place in range(20):
        a_permit(dt.date(2026, 1, 1) + dt.timedelta(days=10 * place), code=(AIR_LIMBAH, "SOP-LP2N-PAR-05")[place % 2])
    sums.refresh(now=NOW)
    client.get(reverse("reports:leadership"))  # brings the sums up to date

    # session, user, roles, unread and profile: 6; sums 1, flow 3, stages 2, backlog 1, complaints 5, survey 2
    with django_assert_max_num_queries(26):
        page = client.get(reverse("reports:leadership"), {"periode": "2026"})

    assert page.status_code == 200
    assert "Dispar" in page.content.decode()
