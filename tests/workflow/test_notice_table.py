"""The table of notices, row by row: who is told what, by which way, and once however often the jobs run.

Sources: SOP-LP2N-LHP-02 and SOP-LP2N-PAR-05 (who hands a file to whom), the guide, chapters 2.3.2 and 3.4. The rows of
the chat stand in tests/messaging/test_chat*.py.
"""

import datetime as dt
from typing import Any

import pytest

from accounts.roles import Role
from complaints.moves import Move as ComplaintMove
from outbox.models import OutboxMessage
from permits.actions import drafts, duties, states
from permits.models import Application, Permit, RevisionRequest
from permits.stages import Move, Stage
from tests.complaints.making import a_chain, a_complaint, step, to_kadis
from tests.outbox.conftest import woken
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow import actions
from workflow.actions.data import Invitation, MoveData
from workflow.actions.deadlines import flag_revisions
from workflow.actions.digest import send_digests

__all__ = ["woken"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("woken")]

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
PAMERAN, WASTEWATER = "SOP-LP2N-PAR-05", "SOP-LP2N-LHP-02"


def told(person: Any, template: str) -> list[str]:
    """Return by which ways this person was told, each as often as it happened."""
    rows = OutboxMessage.objects.filter(recipient=person, template=template)
    return sorted(rows.values_list("channel", flat=True))


def submitted(by: Any, code: str = PAMERAN) -> Application:
    return actions.submit(a_draft(by, code).key, by=by, now=MONDAY, declared=True)


BOTH = ["email", "inbox"]
INBOX = ["inbox"]


def test_from_submission_to_the_permit(budi: Any, desks: Office) -> None:
    file = submitted(budi)
    backoffice, agency = desks.people[Role.BACKOFFICE], desks.agency_people["dispar"]
    assert (told(budi, "submitted"), told(backoffice, "submitted")) == (BOTH, INBOX)

    walk_to(file, Stage.AGENCY_REVIEW, desks)
    assert told(budi, "registration_verified") == BOTH
    assert told(agency, "agency_asked") == BOTH

    walk_to(file, Stage.KASI_CHECK, desks)
    assert told(backoffice, "advice_given") == INBOX

    for _ in range(2):
        send_digests(now=MONDAY + DAY)
    assert told(desks.people[Role.KASI], "step_digest") == BOTH

    walk_to(file, Stage.KADIS_APPROVAL, desks)
    step_on(file, desks, now=MONDAY + 3 * HOUR)
    assert told(budi, "issued") == BOTH
    context = OutboxMessage.objects.get(template="issued", channel="email").context
    assert context["rights"]
    assert context["duties"]
    assert context["survey_link"].startswith("/survei/")  # the invitation to the survey


def test_a_meeting_invites_its_participants_and_not_the_applicant(budi: Any, desks: Office) -> None:
    file = submitted(budi)
    walk_to(file, Stage.KABID_CHECK, desks)
    invitation = Invitation(MONDAY + 2 * DAY, "Ruang Rapat", "Lokasi pameran", "Dinas Pariwisata")
    meeting = MoveData(invitation=invitation)

    step_on(file, desks, now=MONDAY + 2 * HOUR, move=Move.CONVENE_MEETING, data=meeting)

    assert told(desks.agency_people["dispar"], "meeting_convened") == BOTH
    assert told(desks.people[Role.BACKOFFICE], "meeting_convened") == BOTH
    assert told(budi, "meeting_convened") == []


def test_a_revision_is_asked_reminded_twice_overdue_and_received(budi: Any, desks: Office) -> None:
    file = submitted(budi)
    step_on(file, desks, now=MONDAY + HOUR, move=Move.RETURN, applicant_note="KTP buram.")
    assert told(budi, "returned") == BOTH

    due = RevisionRequest.objects.get(application=file).due_at
    reminders = []
    day = MONDAY + HOUR
    while day < due:  # the job of every morning, twice each
        day += DAY
        for _ in range(2):
            flag_revisions(now=min(day, due))
        reminders.append(len(told(budi, "returned")) - 2)
    # two more messages (inbox, e-mail) two working days before, two more one working day before, then no other
    assert sorted(set(reminders)) == [0, 2, 4]

    for _ in range(2):
        flag_revisions(now=due + HOUR)
    assert told(budi, "revision_overdue") == BOTH
    assert told(desks.people[Role.BACKOFFICE], "revision_overdue") == INBOX

    drafts.open_revision_version(file, now=due + HOUR)
    actions.resubmit(file.resi or "", by=budi, now=due + 2 * HOUR, declared=True)
    assert told(desks.people[Role.BACKOFFICE], "revision_received") == INBOX


def test_a_rejection_names_its_reason(budi: Any, desks: Office) -> None:
    file = submitted(budi)
    walk_to(file, Stage.KASI_CHECK, desks)
    step_on(file, desks, now=MONDAY + 2 * HOUR, move=Move.REJECT, applicant_note="Lokasi di luar peruntukan.")
    rows = OutboxMessage.objects.filter(template="rejected")
    if not rows:  # the kadis decides
        walk_to(file, Stage.KADIS_APPROVAL, desks)
        step_on(file, desks, now=MONDAY + 3 * HOUR, move=Move.REJECT, applicant_note="Lokasi di luar peruntukan.")

    assert told(budi, "rejected") == BOTH
    assert {row.context["reason"] for row in rows.all()} == {"Lokasi di luar peruntukan."}


def test_the_life_of_a_permit_is_told_to_its_holder(budi: Any, desks: Office) -> None:
    file = submitted(budi, WASTEWATER)
    walk_to(file, Stage.KADIS_APPROVAL, desks)
    step_on(file, desks, now=MONDAY + 3 * HOUR)
    permit = Permit.objects.get(application=file)
    first = permit.duties.order_by("due_on").first()
    assert first
    assert permit.valid_until

    due = dt.datetime.combine(first.due_on, MONDAY.timetz())
    for _ in range(2):
        duties.remind_duties(now=due)
    assert "email" in told(budi, "duty_reminder")
    assert len(told(budi, "duty_reminder")) == len(BOTH)

    end = dt.datetime.combine(permit.valid_until, MONDAY.timetz())
    for days in (90, 60, 30, 7):
        for _ in range(2):
            states.remind_expiring(now=end - days * DAY)
    assert told(budi, "permit_expiring") == ["email"] * 4 + ["inbox"] * 4

    states.revoke(permit.pk, by=desks.people[Role.KADIS], now=MONDAY + 2 * DAY, reason="Melanggar syarat.")
    assert told(budi, "permit_state") == BOTH


def test_a_complaint_is_received_and_answered(budi: Any, officer: Any) -> None:
    chain = a_chain(officer)
    complaint = a_complaint(budi)
    assert told(budi, "complaint_received") == BOTH

    step(to_kadis(complaint, chain), chain, ComplaintMove.ANSWER, now=MONDAY + 4 * HOUR)
    assert told(budi, "complaint_answered") == BOTH
