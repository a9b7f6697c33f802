"""The clock of five working days: alarms at 50, 80 and 100 %, each once, and what the watch mends."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import RoleAssignment
from accounts.roles import Role
from complaints import actions, tasks
from complaints.clock import percent_used
from complaints.models import Alarm, Complaint
from complaints.moves import Move
from eptsp.lib.workingtime import WorkingCalendar
from office import calendar
from office.models import Holiday
from outbox.models import OutboxMessage
from tests.complaints.making import HOUR, MONDAY, WITA, Chain, a_complaint, step, to_kadis

pytestmark = pytest.mark.django_db


def test_the_share_is_counted_in_office_time() -> None:
    cal = WorkingCalendar({day: (dt.time(8), dt.time(16)) for day in range(5)}, {}, (), WITA)
    start = dt.datetime(2026, 7, 6, 8, 0, tzinfo=WITA)
    due = dt.datetime(2026, 7, 10, 16, 0, tzinfo=WITA)  # 5 days of 8 hours = 40 hours

    def used(day: int, hour: int, waits: Any = ()) -> int:
        return percent_used(cal, start, due, list(waits), now=dt.datetime(2026, 7, day, hour, 0, tzinfo=WITA))

    assert used(8, 12) == 50  # 8 + 8 + 4 = 20 of 40
    assert used(9, 16) == 80  # 32 of 40
    assert used(9, 23) == 80  # the night does not count
    assert used(10, 16) == 100
    # waited the whole of Tuesday: 12 of 32 hours
    waited = [(dt.datetime(2026, 7, 7, 8, tzinfo=WITA), dt.datetime(2026, 7, 7, 16, tzinfo=WITA))]
    assert used(8, 12, waited) == 37


def rung() -> list[tuple[int, int]]:
    return list(Alarm.objects.order_by("round", "percent").values_list("round", "percent"))


def told() -> list[tuple[int, str]]:
    rows = OutboxMessage.objects.filter(template="complaint_alarm").order_by("pk")
    return [(row.context["percent"], row.recipient.name) for row in rows if row.recipient]


def test_each_alarm_rings_once_for_the_desk_and_its_superior(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi)
    assert actions.watch(now=MONDAY + HOUR) == 0

    for _ in range(3):
        actions.watch(now=complaint.due_at - dt.timedelta(days=2))  # Saturday 11 July: over half
        actions.watch(now=complaint.due_at - 2 * HOUR)
        actions.watch(now=complaint.due_at)

    assert rung() == [(1, 50), (1, 80), (1, 100)]
    both = [chain.officer.name, chain.section.name]
    assert sorted({(percent, who) for percent, who in told()}) == sorted(
        {(percent, who) for percent in sorted({one for one, _ in told()}) for who in both}
    )
    assert len(told()) == len(set(told()))
    assert (100, chain.section.name) in told()


def test_of_several_missed_alarms_only_the_highest_is_told(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi)

    assert actions.watch(now=complaint.due_at + dt.timedelta(days=3)) == 3

    assert told() == [(100, chain.officer.name), (100, chain.section.name)]


def test_nothing_rings_while_the_complainant_is_asked(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi)
    step(complaint, chain, Move.ASK)

    assert actions.watch(now=MONDAY + dt.timedelta(days=30)) == 0


def test_an_answered_complaint_rings_no_more(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    assert actions.watch(now=MONDAY + dt.timedelta(days=30)) == 0


def test_a_reopened_complaint_has_alarms_of_its_own(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    actions.watch(now=complaint.due_at)
    step(complaint, chain, Move.ANSWER, now=complaint.due_at)
    again = actions.reopen(complaint.pk, "Masih.", now=complaint.due_at + HOUR)

    actions.watch(now=again.due_at)

    assert rung() == [(1, 50), (1, 80), (1, 100), (2, 50), (2, 80), (2, 100)]


def test_the_superior_of_the_integrity_channel_hears_nothing(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi, is_integrity=True)

    actions.watch(now=complaint.due_at)

    assert told() == [(100, chain.auditor.name)]


def test_a_new_holiday_moves_the_due_date(budi: Any, chain: Chain, catalogue: None) -> None:
    complaint = a_complaint(budi)
    Holiday.objects.create(date=dt.date(2026, 7, 8), name="Libur tambahan")
    calendar.forget()

    actions.watch(now=MONDAY + HOUR)

    complaint.refresh_from_db()
    assert complaint.due_at.astimezone(WITA).date() == dt.date(2026, 7, 14)  # one working day later


def test_the_watch_moves_on_what_nobody_may_hold_any_more(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi)
    RoleAssignment.objects.filter(user=chain.officer).update(ends_on=MONDAY.date())

    actions.watch(now=MONDAY + dt.timedelta(days=1))

    complaint.refresh_from_db()
    assert complaint.desk == Role.COMPLAINT_SECTION
    assert complaint.events.last().move == "reroute"
    assert OutboxMessage.objects.filter(template="complaint_arrived", recipient=chain.section).exists()


def test_the_task_may_run_twice(budi: Any, chain: Chain) -> None:
    a_complaint(budi, now=timezone.now() - dt.timedelta(days=30))

    assert tasks.watch_complaints() == 3
    assert tasks.watch_complaints() == 0
    assert Complaint.objects.open().count() == 1
