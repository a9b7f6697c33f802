"""Alarms at 50, 80 and 100 %: to the desk, then to its superior, exactly once each; they decide nothing."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.roles import Role
from outbox.models import OutboxMessage
from permits.actions import drafts
from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, WITA, Office, a_draft, open_step, step_on
from workflow import actions
from workflow.actions.alarms import raise_alarms
from workflow.clock import silence_due
from workflow.models import Alarm

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 7, day, hour, minute, tzinfo=WITA)


@pytest.fixture
def application(budi: Any, desks: Office) -> Application:
    """Budi's file at the agency since Monday 10.00, due on Tuesday the 7th at 16.00: 6 + 8 office hours."""
    file = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    step_on(file, desks, now=at(6, 9, 5))
    step_on(file, desks, now=at(6, 10))
    return file


def raised(subject: str = "step") -> list[tuple[int, str]]:
    rows = Alarm.objects.filter(subject=subject).order_by("percent", "audience")
    return list(rows.values_list("percent", "audience"))


def told(person: Any) -> int:
    return OutboxMessage.objects.filter(recipient=person, template="time_alarm").count()


def test_half_of_the_time_is_told_to_the_desk_alone(application: Application, desks: Office) -> None:
    assert raise_alarms(now=at(6, 15, 59)) == 0  # 5:59 of 14 hours

    raise_alarms(now=at(7, 9))  # 7 of 14 hours: one half

    assert raised() == [(50, "desk")]
    assert told(desks.agency_people["dispar"]) == 1
    assert told(desks.people[Role.KABID]) == 0


def test_four_fifths_reach_the_superior_as_well(application: Application, desks: Office) -> None:
    raise_alarms(now=at(7, 13, 12))  # 11:12 of 14 hours: 80 %

    assert raised() == [(50, "desk"), (80, "desk"), (80, "superior")]
    assert told(desks.people[Role.KABID]) == 1


def test_a_second_beat_says_nothing(application: Application, desks: Office) -> None:
    assert raise_alarms(now=at(7, 9)) > 0
    before = OutboxMessage.objects.count()

    assert raise_alarms(now=at(7, 9, 1)) == 0
    assert OutboxMessage.objects.count() == before


def test_a_beat_that_was_away_catches_up_with_one_message_each(application: Application, desks: Office) -> None:
    raise_alarms(now=at(7, 16))

    assert raised() == [(50, "desk"), (80, "desk"), (80, "superior"), (100, "desk"), (100, "superior")]
    assert told(desks.agency_people["dispar"]) == 1
    message = OutboxMessage.objects.get(recipient=desks.agency_people["dispar"], template="time_alarm")
    assert message.context["percent"] == 100


def test_the_table_refuses_the_same_alarm_twice(application: Application, desks: Office) -> None:
    raise_alarms(now=at(7, 9))
    alarm = Alarm.objects.filter(subject="step").get()

    alarm.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        alarm.save(force_insert=True)


def test_the_promise_has_alarms_of_its_own(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 14))  # advice: the promise runs until Tuesday 16.00, 2 + 8 hours

    raise_alarms(now=at(7, 11))  # 5 of 10 hours

    assert raised("promise") == [(50, "desk")]
    assert told(desks.people[Role.BACKOFFICE]) >= 1


def test_the_promise_stands_still_while_the_applicant_mends(application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 14))
    step_on(application, desks, now=at(6, 15), move=Move.RETURN, applicant_note="Lengkapi.")

    raise_alarms(now=at(9, 15))

    assert raised("promise") == []
    assert open_step(application).stage == Stage.REVISION
    assert raised() == []  # the applicant gets reminders, not alarms


def test_the_silence_countdown_alarms_and_issues_nothing(application: Application, desks: Office) -> None:
    # registered on Monday the 6th at 09.05; five working days after H end on Monday the 13th at 16.00
    application.refresh_from_db()
    calendar_days = silence_due(application, _calendar(), revisions=[], now=at(6, 12))
    assert calendar_days == at(13, 16)

    raise_alarms(now=at(13, 16, 1))

    assert raised("silence")[-1] == (100, "superior")
    application.refresh_from_db()
    assert application.status == Application.Status.IN_PROCESS
    assert not hasattr(application, "permit")


def test_the_silence_countdown_waits_for_the_applicant(budi: Any, application: Application, desks: Office) -> None:
    step_on(application, desks, now=at(6, 14))
    step_on(application, desks, now=at(7, 8), move=Move.RETURN, applicant_note="Lengkapi.")
    drafts.open_revision_version(application, now=at(7, 9))
    actions.resubmit(application.resi or "", by=budi, now=at(8, 8), declared=True)

    application.refresh_from_db()
    revisions = list(application.steps.filter(stage=Stage.REVISION))
    # one whole working day with the applicant: from Monday the 13th to Tuesday the 14th
    assert silence_due(application, _calendar(), revisions=revisions, now=at(9, 9)) == at(14, 16)


def test_a_closed_file_raises_nothing(application: Application, desks: Office) -> None:
    actions.withdraw(application.resi or "", by=application.applicant, now=at(6, 12), reason="Batal")

    assert raise_alarms(now=at(20, 9)) == 0


def _calendar() -> Any:
    from office.calendar import working_calendar

    return working_calendar()


def test_the_countdown_stands_on_the_desk_and_in_the_explanation(
    application: Application, desks: Office, client_of: Any
) -> None:
    step = open_step(application)
    with time_machine.travel(at(6, 12), tick=False):
        desk = client_of(desks.agency_people["dispar"]).get(f"/petugas/tugas/{step.pk}/").content.decode()
        sheet = client_of(application.applicant).get(f"/permohonan/{application.resi}/batas-waktu/").content.decode()

    assert "Batas jawaban (UU 30/2014)" in desk
    assert "13 Jul 2026, 16.00 WITA" in desk
    assert "Batas waktu penetapan keputusan" in sheet
    assert "tidak ada izin yang terbit dengan sendirinya" in sheet
    assert "Cetak lembar ini" in sheet
