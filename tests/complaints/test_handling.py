"""The desks' moves, who may make them, and what they leave behind."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.roles import Role
from complaints import actions
from complaints.models import Complaint, Event
from complaints.moves import Move
from eptsp.lib.errors import DomainError
from outbox.models import OutboxMessage
from permits.models import ApplicationParty
from tests.complaints.making import HOUR, MONDAY, WITA, Chain, a_complaint, step, to_kadis
from tests.workflow.road import a_draft
from workflow import actions as moving

pytestmark = pytest.mark.django_db


def test_it_climbs_the_chain_and_is_answered(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    assert complaint.desk == Role.KADIS
    step(complaint, chain, Move.MEETING, now=MONDAY + 4 * HOUR)

    done = step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    assert (done.status, done.decision, done.desk, done.was_on_time) == ("done", "accepted", "", True)
    assert done.answered_at == MONDAY + 5 * HOUR
    moves = list(Event.objects.order_by("n").values_list("n", "move", "from_desk", "to_desk"))
    assert moves == [
        (1, "receive", "", "complaint_officer"),
        (2, "forward", "complaint_officer", "complaint_section"),
        (3, "forward", "complaint_section", "complaint_head"),
        (4, "forward", "complaint_head", "kadis"),
        (5, "meeting", "kadis", "kadis"),
        (6, "answer", "kadis", ""),
    ]


def test_five_working_days_from_monday_end_next_monday(budi: Any, chain: Chain, catalogue: None) -> None:
    # received Monday 6 July; H+5 = Tue 7, Wed 8, Thu 9, Fri 10, Mon 13 (Saturday is limited counter service)
    assert a_complaint(budi).due_at.astimezone(WITA).date() == dt.date(2026, 7, 13)


def test_the_section_needs_a_finding(budi: Any, chain: Chain) -> None:
    complaint = step(a_complaint(budi), chain, Move.FORWARD)

    with pytest.raises(DomainError, match="hasil verifikasi"):
        step(complaint, chain, Move.FORWARD, finding=" ")


def test_sending_back_needs_a_note(budi: Any, chain: Chain) -> None:
    complaint = step(a_complaint(budi), chain, Move.FORWARD)

    with pytest.raises(DomainError, match="catatan internal"):
        step(complaint, chain, Move.SEND_BACK, note="")
    assert step(complaint, chain, Move.SEND_BACK).desk == Role.COMPLAINT_OFFICER


def test_an_answer_needs_a_decision_and_words(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)

    with pytest.raises(DomainError, match="keputusan"):
        step(complaint, chain, Move.ANSWER, decision="")
    with pytest.raises(DomainError, match="pesan"):
        step(complaint, chain, Move.ANSWER, public="  ")


def test_only_the_kadis_answers(budi: Any, chain: Chain) -> None:
    with pytest.raises(DomainError, match="tidak tersedia"):
        step(a_complaint(budi), chain, Move.ANSWER)


@pytest.mark.parametrize("who", ["section", "head", "kadis", "auditor"])
def test_another_desk_may_not_act(budi: Any, chain: Chain, who: str) -> None:
    complaint = a_complaint(budi)

    with pytest.raises(PermissionDenied):
        actions.act(complaint.pk, Move.FORWARD, actions.Words(), by=getattr(chain, who), now=MONDAY, seen_version=1)


def test_an_answered_complaint_takes_no_move(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    seen = complaint.state_version
    step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    words = actions.Words(public="Lagi", decision="rejected")
    with pytest.raises(DomainError, match=r"sudah dijawab pada 6 Jul 2026, 14\.00 WITA"):
        actions.act(complaint.pk, Move.ANSWER, words, by=chain.kadis, now=MONDAY, seen_version=seen)


def test_a_stale_page_is_refused(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi)
    seen = complaint.state_version
    actions.reply(complaint.pk, "Ada tambahan.", now=MONDAY)

    with pytest.raises(DomainError, match="berubah sejak"):
        actions.act(complaint.pk, Move.FORWARD, actions.Words(), by=chain.officer, now=MONDAY, seen_version=seen)


def test_the_history_is_append_only(budi: Any, chain: Chain) -> None:
    a_complaint(budi)

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(note="lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.all().delete()


def test_a_question_stops_the_clock_until_the_reply(budi: Any, chain: Chain, catalogue: None) -> None:
    complaint = a_complaint(budi)
    step(complaint, chain, Move.ASK, now=MONDAY + HOUR)  # Monday 10.00
    complaint.refresh_from_db()
    assert complaint.status == "waiting"

    actions.reply(complaint.pk, "Kemarin.", now=MONDAY + HOUR + dt.timedelta(days=2))  # Wednesday 10.00

    complaint.refresh_from_db()
    # two working days of waiting: Monday 13 July becomes Wednesday 15 July
    assert complaint.status == "in_process"
    assert complaint.due_at.astimezone(WITA).date() == dt.date(2026, 7, 15)


def test_naming_the_officer_moves_it_up(budi: Any, chain: Chain) -> None:
    moved = step(a_complaint(budi), chain, Move.NAME, named=[chain.officer.pk])

    assert moved.desk == Role.COMPLAINT_SECTION
    assert not Complaint.objects.visible_to(chain.officer, on=MONDAY.date()).exists()
    assert Complaint.objects.visible_to(chain.section, on=MONDAY.date()).exists()


def test_naming_the_kabid_leaves_only_the_kadis(budi: Any, chain: Chain) -> None:
    moved = step(a_complaint(budi), chain, Move.NAME, named=[chain.head.pk])

    assert moved.desk == Role.KADIS
    for kept_away in (chain.officer, chain.section, chain.head):
        assert not Complaint.objects.visible_to(kept_away, on=MONDAY.date()).exists()


def test_a_file_that_the_kadis_handled_goes_to_the_auditor(budi: Any, desks: Any, chain: Chain) -> None:
    application = moving.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    for kadis in (chain.kadis, desks.people[Role.KADIS]):
        ApplicationParty.objects.create(application=application, user=kadis)

    complaint = a_complaint(budi, application=application)

    assert (complaint.desk, complaint.is_integrity) == (Role.AUDITOR, True)
    assert not Complaint.objects.visible_to(chain.section, on=MONDAY.date()).exists()


def test_a_file_that_only_the_counter_handled_takes_the_usual_way(budi: Any, desks: Any, chain: Chain) -> None:
    application = moving.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    ApplicationParty.objects.create(application=application, user=desks.people[Role.BACKOFFICE])

    assert a_complaint(budi, application=application).desk == Role.COMPLAINT_OFFICER


def test_who_is_kept_away_may_not_act_even_when_the_desk_is_theirs(budi: Any, desks: Any, chain: Chain) -> None:
    application = moving.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    complaint = a_complaint(budi, application=application)
    ApplicationParty.objects.create(application=application, user=chain.officer)  # since the complaint came

    with pytest.raises(PermissionDenied):
        step(complaint, chain, Move.FORWARD)


def test_nobody_handles_a_complaint_of_their_own(chain: Chain) -> None:
    own = a_complaint(chain.officer)

    assert own.desk == Role.COMPLAINT_SECTION
    assert not Complaint.objects.visible_to(chain.officer, on=MONDAY.date()).exists()


def test_the_auditor_changes_nothing_outside_the_integrity_channel(budi: Any, chain: Chain) -> None:
    ordinary = to_kadis(a_complaint(budi), chain)

    words = actions.Words(public="x", decision="accepted")
    with pytest.raises(PermissionDenied):
        actions.act(ordinary.pk, Move.ANSWER, words, by=chain.auditor, now=MONDAY, seen_version=ordinary.state_version)


def test_the_integrity_channel_is_answered_by_the_auditor_and_hidden_from_the_chain(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi, is_integrity=True)
    for who in (chain.officer, chain.section, chain.head, chain.kadis):
        assert not Complaint.objects.visible_to(who, on=MONDAY.date()).exists()

    assert step(complaint, chain, Move.ANSWER).status == "done"


def test_the_auditor_hands_an_ordinary_matter_back(budi: Any, chain: Chain) -> None:
    back = step(a_complaint(budi, is_integrity=True), chain, Move.TO_CHAIN)

    assert (back.desk, back.is_integrity) == (Role.COMPLAINT_OFFICER, False)


def test_the_desk_sends_it_to_the_auditor(budi: Any, chain: Chain) -> None:
    sent = step(a_complaint(budi), chain, Move.TO_AUDITOR)

    assert (sent.desk, sent.is_integrity) == (Role.AUDITOR, True)
    assert not Complaint.objects.visible_to(chain.kadis, on=MONDAY.date()).exists()


def test_an_ended_assignment_gives_no_desk(budi: Any, officer: Any, chain: Chain) -> None:
    former = officer(Role.COMPLAINT_OFFICER, ends_on=dt.date(2026, 7, 5))
    complaint = a_complaint(budi)

    with pytest.raises(PermissionDenied):
        actions.act(complaint.pk, Move.FORWARD, actions.Words(), by=former, now=MONDAY, seen_version=1)


def test_only_the_free_people_of_the_desk_are_told(budi: Any, officer: Any, chain: Chain) -> None:
    second = officer(Role.COMPLAINT_OFFICER)
    type(second).objects.filter(pk=chain.officer.pk).update(name="Rina Teladan")
    a_complaint(budi, named_text="Ibu Rina Teladan")

    told = OutboxMessage.objects.filter(template="complaint_arrived")
    assert [row.recipient for row in told] == [second]


def test_reopening_within_fourteen_days_starts_a_new_clock(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    later = MONDAY + 5 * HOUR + dt.timedelta(days=14)
    again = actions.reopen(complaint.pk, "Masih sama.", now=later)

    assert (again.status, again.desk, again.round, again.started_at) == ("in_process", "complaint_officer", 2, later)
    assert again.answer == "Sudah kami perbaiki."  # the last answer stays readable


def test_after_fourteen_days_it_stays_closed(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    with pytest.raises(DomainError, match="14 hari"):
        actions.reopen(complaint.pk, "Masih.", now=MONDAY + 5 * HOUR + dt.timedelta(days=14, seconds=1))


def test_it_is_rated_once_and_only_after_the_answer(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    with pytest.raises(DomainError, match="setelah pengaduan dijawab"):
        actions.rate(complaint.pk, 5, now=MONDAY)
    step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    assert actions.rate(complaint.pk, 4, "Cepat.", now=MONDAY + 6 * HOUR).rating == 4
    with pytest.raises(DomainError, match="sudah memberi penilaian"):
        actions.rate(complaint.pk, 1, now=MONDAY + 6 * HOUR)


def test_a_late_answer_is_known_as_late(budi: Any, chain: Chain) -> None:
    complaint = to_kadis(a_complaint(budi), chain)

    assert step(complaint, chain, Move.ANSWER, now=MONDAY + dt.timedelta(days=20)).was_on_time is False
