"""Durasi, Offtime, due dates and the promise of real files, worked by hand."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from accounts.roles import Role
from office import actions as office_actions
from office.calendar import working_calendar
from office.models import Agency
from permits.actions import drafts
from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, WITA, Office, a_draft, advice, open_step, step_on
from workflow import actions
from workflow.actions.data import MoveData
from workflow.actions.recompute import recompute_due_dates
from workflow.tracking import timeline

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> dt.datetime:
    """July 2026 in Makassar: the 6th is a Monday, 11-12 and 18-19 are weekends, no holidays."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=WITA)


def hm(hours: int, minutes: int = 0) -> dt.timedelta:
    return dt.timedelta(hours=hours, minutes=minutes)


@pytest.fixture
def application(budi: Any, desks: Office) -> Application:
    return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)


def rows(application: Application, now: dt.datetime) -> dict[str, Any]:
    found = timeline(application, working_calendar(), audience="staff", now=now)
    return {row.label: row for row in found.rows} | {"total": found}


def test_a_night_is_offtime(application: Application, desks: Office) -> None:
    # Monday 09.00 -> Tuesday 10.00: 7 h (09-16) + 2 h (08-10) of office hours in 25 h
    step_on(application, desks, now=at(7, 10))

    row = rows(application, at(7, 10))["verifikasi pendaftaran"]
    assert (row.duration, row.offtime) == (hm(9), hm(16))


def test_a_weekend_is_offtime(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(10, 15))
    # Friday 15.00 -> Monday 09.00: 1 h (15-16) + 1 h (08-09) of 66 h; Saturday's counter does not count
    step_on(application, desks, now=at(13, 9))

    row = rows(application, at(13, 9))["verifikasi izin"]
    assert (row.duration, row.offtime) == (hm(2), hm(64))


def test_the_time_with_the_applicant_is_wholly_offtime(application: Application, desks: Office, budi: Any) -> None:
    step_on(application, desks, now=at(6, 10), move=Move.RETURN, applicant_note="Lengkapi.")
    drafts.open_revision_version(application, now=at(6, 11))
    # 10.00 -> 14.26.22 on a working day: four hours of office time, none of them the office's
    actions.resubmit(application.resi or "", by=budi, now=at(6, 14, 26), declared=True)

    row = rows(application, at(6, 15))["revisi permohonan"]
    assert (row.duration, row.offtime) == (hm(0), hm(4, 26))


def test_parallel_agencies_are_counted_once_in_the_total(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 10))
    both = tuple(Agency.objects.filter(code__in=["dispar", "dlh"]).values_list("pk", flat=True))
    step_on(application, desks, now=at(6, 11), move=Move.APPROVE, data=MoveData(agencies=both))
    first, second = application.steps.open().order_by("id")
    for step, moment in ((first, at(6, 13)), (second, at(6, 15))):
        seen = Application.objects.get(pk=application.pk).state_version
        actions.act(step.pk, Move.ADVISE, by=desks.at(step), now=moment, seen_version=seen, data=advice())

    # side by side 11-13 and 11-15; the file was 09-15 at the office: six hours in all, none twice
    total = rows(application, at(6, 15))["total"].total
    assert (total.durasi, total.offtime) == (hm(6), hm(0))


def test_durasi_and_offtime_add_up_to_the_elapsed_time(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(8, 12))
    found = rows(application, at(9, 20))["total"]

    assert found.elapsed == at(9, 20) - MONDAY


def test_office_minutes_run_on_into_the_next_working_day(budi: Any, desks: Office) -> None:
    # Friday 15.55, ten minutes: five until 16.00, five more on Monday morning
    late = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=at(10, 15, 55), declared=True)

    assert open_step(late).due_at == at(13, 8, 5)


def test_working_days_end_at_closing_time(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 9, 5))
    step_on(application, desks, now=at(6, 9, 10))

    # one working day for the agency, H = Monday the 6th: closing time of Tuesday the 7th
    assert open_step(application).stage == Stage.AGENCY_REVIEW
    assert open_step(application).due_at == at(7, 16)


def test_the_promise_starts_with_the_last_agreeing_advice(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 10))
    application.refresh_from_db()
    assert application.promise_started_at is None

    step_on(application, desks, now=at(6, 11))
    step_on(application, desks, now=at(8, 9))

    application.refresh_from_db()
    # PAR-05 promises one working day: H = Wednesday the 8th, so closing time of Thursday the 9th
    assert (application.promise_started_at, application.promise_due_at) == (at(8, 9), at(9, 16))


def test_a_refusing_advice_does_not_start_the_promise(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 10))
    step_on(application, desks, now=at(6, 11))
    step_on(application, desks, now=at(8, 9), data=advice("not_agreed", note="Kurang."))

    application.refresh_from_db()
    assert application.promise_started_at is None


def test_the_promise_pauses_while_the_applicant_mends_and_never_restarts(
    application: Application, desks: Office, budi: Any
) -> None:
    for moment in (at(6, 10), at(6, 11), at(6, 12)):
        step_on(application, desks, now=moment)
    step_on(application, desks, now=at(7, 10), move=Move.RETURN, applicant_note="Lengkapi.")
    drafts.open_revision_version(application, now=at(7, 11))
    actions.resubmit(application.resi or "", by=budi, now=at(8, 10), declared=True)

    application.refresh_from_db()
    # promised until Tuesday 7 July 16.00; on the 7th at 10.00 six office hours were left; they run again from the
    # 8th at 10.00: 10.00-16.00 is six hours, so closing time of the 8th
    assert application.promise_started_at == at(6, 12)
    assert application.promise_due_at == at(8, 16)


def test_a_holiday_and_cuti_bersama_do_not_count(budi: Any, desks: Office) -> None:
    # Friday 14 August 2026 at 15.00; Monday the 17th is Independence Day; one working day after H = 14th is the 18th
    submitted = at(14, 15, month=8)
    found = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05", now=submitted).key, by=budi, now=submitted, declared=True)
    step_on(found, desks, now=at(14, 15, 10, month=8))
    step_on(found, desks, now=at(14, 15, 20, month=8))
    assert open_step(found).due_at == at(18, 16, month=8)

    cal = working_calendar()
    # 24 December 2026 is cuti bersama, the 25th Christmas, 26-27 a weekend
    assert [cal.hours(dt.date(2026, 12, day)) for day in (24, 25, 26, 27)] == [None] * 4


def test_a_new_holiday_moves_the_open_due_dates(application: Application, desks: Office, officer: Any) -> None:
    step_on(application, desks, now=at(6, 9, 5))
    step_on(application, desks, now=at(6, 9, 10))
    admin = officer(Role.ADMINISTRATOR)

    office_actions.add_holiday(dt.date(2026, 7, 7), "Hari Jadi Kota", by=admin, now=at(6, 10))
    assert recompute_due_dates(now=at(6, 10)) == 1
    assert recompute_due_dates(now=at(6, 10)) == 0

    assert open_step(application).due_at == at(8, 16)


def test_a_route_may_start_its_promise_at_registration(application: Application, desks: Office) -> None:
    from permits.catalogue.schema import RouteSpec
    from workflow.clock import promise_event

    step_on(application, desks, now=at(6, 10))
    application.refresh_from_db()
    route = application.edition.spec.route
    early: RouteSpec = dataclasses.replace(route, promise_starts="registered")

    assert promise_event(application, route, settled=False, now=at(6, 11)) is None
    assert promise_event(application, early, settled=False, now=at(6, 11)) == at(6, 10)


def test_where_the_promise_runs_from_registration_the_first_word_of_an_agency_is_part_of_it(
    application: Application, desks: Office
) -> None:
    from workflow.clock import pausing_steps
    from workflow.models import Step

    for moment in (at(6, 10), at(6, 11), at(6, 12)):
        step_on(application, desks, now=moment)
    stay = application.steps.get(stage=Stage.AGENCY_REVIEW)
    again = Step(stage=Stage.AGENCY_REVIEW, agency=stay.agency, opened_at=at(7, 9))
    route = application.edition.spec.route
    early = dataclasses.replace(route, promise_starts="registered")

    assert pausing_steps(early, [stay, again], started=at(6, 10)) == [again]
    assert pausing_steps(route, [stay, again], started=at(6, 12)) == [again]
