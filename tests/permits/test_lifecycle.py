"""The table of a permit's states, and the days on which reports fall due; both pure."""

import datetime as dt

import pytest

from permits import duty_schedule, lifecycle
from permits.catalogue.schema import DutySpec
from permits.lifecycle import ACTIVE, EXPIRED, PENDING, REVOKED, SUPERSEDED, Event

DAY = dt.date(2026, 7, 6)


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (PENDING, Event.RELEASED, ACTIVE),
        (ACTIVE, Event.EXPIRED, EXPIRED),
        (ACTIVE, Event.REVOKED, REVOKED),
        (ACTIVE, Event.SUPERSEDED, SUPERSEDED),
        (EXPIRED, Event.SUPERSEDED, SUPERSEDED),
    ],
)
def test_what_may_happen(state: str, event: Event, after: str) -> None:
    assert lifecycle.after(state, event) == after


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("state", [REVOKED, SUPERSEDED])
def test_what_is_over_stays_over(state: str, event: Event) -> None:
    with pytest.raises(lifecycle.NotNow):
        lifecycle.after(state, event)


def test_the_last_day_still_counts() -> None:
    assert lifecycle.state_on(ACTIVE, DAY, DAY) == ACTIVE
    assert lifecycle.state_on(ACTIVE, DAY, DAY + dt.timedelta(days=1)) == EXPIRED
    assert lifecycle.state_on(REVOKED, DAY, DAY + dt.timedelta(days=1)) == REVOKED
    assert lifecycle.state_on(ACTIVE, None, DAY) == ACTIVE


@pytest.mark.parametrize(
    ("left", "mark"), [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (7, 7), (0, 7), (-1, None)]
)
def test_the_reminder_whose_turn_it_is(left: int, mark: int | None) -> None:
    assert lifecycle.reminder_due(DAY + dt.timedelta(days=left), DAY) == mark


def test_quarters_run_from_the_day_of_issue() -> None:
    duty = DutySpec("q", "Laporan Triwulan", "quarter", 15)

    found = list(duty_schedule.periods(duty, DAY, valid_until=dt.date(2027, 7, 5), until=dt.date(2030, 1, 1)))

    # 6 July to 5 October, and fifteen days after its end
    assert (found[0].starts_on, found[0].ends_on, found[0].due_on) == (
        dt.date(2026, 7, 6),
        dt.date(2026, 10, 5),
        dt.date(2026, 10, 20),
    )
    assert [due.n for due in found] == [1, 2, 3, 4], "a year of validity holds four quarters"


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert duty_schedule.add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert duty_schedule.add_months(dt.date(2026, 12, 31), 12) == dt.date(2027, 12, 31)


@pytest.mark.parametrize(
    ("left", "mark"),
    [
        (15, None),
        (14, "before-14"),
        (3, "before-3"),
        (0, "before-3"),
        (-1, "after-1"),
        (-7, "after-7"),
        (-90, "after-30"),
    ],
)
def test_the_reminder_of_a_report(left: int, mark: str | None) -> None:
    assert duty_schedule.reminder_due(DAY + dt.timedelta(days=left), DAY) == mark
