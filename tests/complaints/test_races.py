"""Two people at once: one succeeds, the other is told; a control fails without the lock."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from complaints import actions
from complaints.actions import handling, turns
from complaints.models import Complaint, Event
from complaints.moves import Move
from eptsp.lib.errors import DomainError
from tests.complaints.making import MONDAY, Chain, a_complaint, to_kadis
from tests.workflow.test_races import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def meet_after_reading(monkeypatch: Any) -> None:
    """Make both racers read the complaint before either goes on, unless a lock keeps one of them out."""
    barrier = threading.Barrier(2, timeout=PATIENCE)
    demand = turns.demand_seen

    def demand_and_meet(*args: Any, **kwargs: Any) -> None:
        demand(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait()

    monkeypatch.setattr(handling.turns, "demand_seen", demand_and_meet)


def two_answers(complaint: Complaint, chain: Chain) -> list[Callable[[], Any]]:
    """The kadis answers twice from the same page: once accepted, once rejected."""
    seen = complaint.state_version

    def answer(decision: str) -> Callable[[], Any]:
        words = actions.Words(public="Jawaban.", decision=decision)
        return lambda: actions.act(complaint.pk, Move.ANSWER, words, by=chain.kadis, now=MONDAY, seen_version=seen)

    return [answer("accepted"), answer("rejected")]


def test_of_two_answers_at_once_one_is_kept(budi: Any, chain: Chain, monkeypatch: Any) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    meet_after_reading(monkeypatch)

    results = together(*two_answers(complaint, chain))

    refused = [one for one in results if isinstance(one, DomainError)]
    assert len(refused) == 1, results
    assert "sudah dijawab" in refused[0].message
    assert Event.objects.filter(move=Move.ANSWER).count() == 1


def test_control_without_the_lock_both_get_through_the_check(budi: Any, chain: Chain, monkeypatch: Any) -> None:
    complaint = to_kadis(a_complaint(budi), chain)
    meet_after_reading(monkeypatch)
    monkeypatch.setattr(turns, "lock", lambda pk: Complaint.objects.select_related("identity").get(pk=pk))

    results = together(*two_answers(complaint, chain))

    # nobody was told that the other was first: the numbering of the history is what stops the second one
    assert not any(isinstance(one, DomainError) for one in results), results


def test_the_same_form_sent_twice_makes_one_complaint(budi: Any, chain: Chain) -> None:
    import uuid

    key = uuid.uuid4()

    def send() -> Any:
        intake = actions.Intake(category="other", body="Satu kali saja.")
        return actions.receive(intake, actions.Writer(name="Budi", user=budi), key=key, by=budi, now=MONDAY)

    first, second = together(send, send)

    assert first.complaint == second.complaint
    assert Complaint.objects.count() == 1
