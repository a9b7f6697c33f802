"""The tracking table: Durasi, Offtime and Total on dated roads, worked by hand."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from office.calendar import working_calendar
from office.models import Agency
from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, Office, a_draft, advice, step_on
from workflow import actions
from workflow.actions.data import MoveData
from workflow.models import Step
from workflow.tracking import Tracking, last_rejection, timeline

pytestmark = pytest.mark.django_db

# Monday 6 July 2026, office hours 08.00-16.00
SIXTEEN, NINE = dt.time(16, 0), dt.time(9, 0)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 7, day, hour, minute, tzinfo=MONDAY.tzinfo)


def hours(number: float) -> dt.timedelta:
    return dt.timedelta(hours=number)


@pytest.fixture
def application(budi: Any, desks: Office) -> Application:
    """Budi's file, submitted on Monday at nine."""
    return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)


def table(application: Application, *, now: dt.datetime, audience: Any = "staff") -> Tracking:
    return timeline(Application.objects.get(pk=application.pk), working_calendar(), audience=audience, now=now)


def test_a_stay_over_night_is_split_by_the_office_hours(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(7, 9, 30))

    row = table(application, now=at(7, 9, 30)).rows[1]

    # Monday 09.00-16.00 is 7 h, Tuesday 08.00-09.30 is 1.5 h; the night from 16.00 to 08.00 is 16 h
    assert row.label == "verifikasi pendaftaran"
    assert (row.duration, row.offtime) == (hours(8.5), hours(16))


def test_a_stay_with_the_applicant_is_wholly_offtime(application: Application, desks: Office, budi: Any) -> None:
    step_on(application, desks, now=at(6, 10), move=Move.RETURN, applicant_note="Denah buram.")
    from permits.actions import drafts

    drafts.open_revision_version(application, now=at(6, 11))
    actions.resubmit(application.resi or "", by=budi, now=at(7, 10), declared=True)

    found = table(application, now=at(7, 11))

    # with the desk: 1 h on Monday and 1 h on Tuesday; with the applicant: Monday 10.00 to Tuesday 10.00
    assert [(row.label, row.duration, row.offtime) for row in found.rows] == [
        ("pendaftaran permohonan", hours(0), hours(0)),
        ("verifikasi pendaftaran", hours(1), hours(0)),
        ("revisi permohonan", hours(0), hours(24)),
        ("verifikasi pendaftaran", hours(1), hours(0)),
    ]
    assert (found.total.durasi, found.total.offtime, found.elapsed) == (hours(2), hours(24), hours(26))


def test_agencies_side_by_side_count_each_instant_once(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 10))
    both = tuple(Agency.objects.filter(code__in=["dispar", "dlh"]).values_list("pk", flat=True))
    step_on(application, desks, now=at(6, 11), data=MoveData(agencies=both))
    application.refresh_from_db()
    for code, hour in (("dispar", 13), ("dlh", 14)):
        step = application.steps.open().get(agency__code=code)
        seen = Application.objects.get(pk=application.pk).state_version
        by = desks.agency_people[code]
        actions.act(step.pk, Move.ADVISE, by=by, now=at(6, hour), seen_version=seen, data=advice())

    found = table(application, now=at(6, 14))

    stays = {row.label: row.duration for row in found.rows}
    assert stays["Pertimbangan Dinas Teknis (Dispar)"] == hours(2)
    assert stays["Pertimbangan Dinas Teknis (DLH)"] == hours(3)
    # 09.00 to 14.00 is five hours, though the rows add up to seven
    assert (found.total.durasi, found.elapsed) == (hours(5), hours(5))


def test_a_weekend_and_a_closed_file(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(13, 9), move=Move.REJECT, applicant_note="Tidak sesuai.")

    found = table(application, now=at(31, 9))

    # Monday 7 h, Tuesday to Friday 4 x 8 h, next Monday 1 h; a closed file does not run on
    assert found.total.durasi == hours(7 + 32 + 1)
    assert found.elapsed == hours(7 * 24)
    assert not found.is_running
    assert last_rejection(found) == "Tidak sesuai."


def test_each_audience_reads_its_own_words(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 10), internal_note="Berkas tebal.")
    officer = desks.people["backoffice"].name

    staff, owner, public = (table(application, now=at(6, 11), audience=who) for who in ("staff", "owner", "public"))

    assert (staff.rows[1].who, staff.rows[1].internal_note) == (f"{officer} (Back office)", "Berkas tebal.")
    assert (owner.rows[1].who, owner.rows[1].internal_note) == ("Back office · Disetujui", "")
    assert public.rows[1].who == "Back office · Disetujui"
    assert staff.rows[2].label == "verifikasi izin"
    assert owner.rows[2].label == "Petugas sedang memeriksa kebenaran data dan berkas"
    assert (owner.rows[2].duration, public.rows[2].duration) == (hours(1), None)
    assert owner.rows[2].why_url == f"/permohonan/{application.resi}/batas-waktu/#tahap-{_open(application).pk}"
    assert public.rows[2].why_url == ""
    assert [row.step_id for row in public.rows] == [None, None, None]


def _open(application: Application) -> Step:
    return application.steps.open().get()


def test_a_step_past_its_due_date_is_late(application: Application) -> None:
    # ten office minutes from 09.00
    assert not table(application, now=at(6, 9, 10)).rows[1].is_late
    assert table(application, now=at(6, 9, 11)).rows[1].is_late


def test_the_survey_stands_at_the_end_of_an_issued_file(filed: Callable[..., Step], issued: Application) -> None:
    found = table(issued, now=at(6, 12))

    assert (found.rows[-1].label, found.rows[-1].state) == ("survey kepuasan", "todo")
    Application.objects.filter(pk=issued.pk).update(survey_done=True)
    assert table(issued, now=at(6, 12)).rows[-1].state == "done"


def test_an_owner_reads_public_words_only_while_a_stage_is_open(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 10))

    rows = table(application, now=at(6, 11), audience="owner").rows

    assert [row.label for row in rows[:2]] == ["pendaftaran permohonan", "verifikasi pendaftaran"]
    assert rows[0].state == "done"
    assert Stage(_open(application).stage) == Stage.VERIFICATION
