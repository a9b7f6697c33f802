"""Several people at once; each race has a control that fails when the guard is taken away."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from permits.actions import numbering
from permits.models import Application, NumberSequence, RegisterEntry
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, PASSPHRASE, Office, a_draft, open_step, points_ticked, walk_to
from workflow import actions
from workflow.actions import applicant, moves, steps
from workflow.invariants import violations
from workflow.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 2.0  # seconds that a racer waits for one whom the lock keeps out
UNGUARDED = 30.0  # and for one whom nothing keeps out, on a busy machine


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls in threads with connections of their own; return results or the exceptions raised."""
    results: list[Any] = [None] * len(calls)

    def run(index: int) -> None:
        try:
            results[index] = calls[index]()
        except Exception as error:  # noqa: BLE001 the test looks at what was raised
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def meet_after_reading(monkeypatch: Any, *, patience: float = PATIENCE) -> None:
    """Make both racers read the step before either decides, unless a lock keeps one of them out."""
    barrier = threading.Barrier(2, timeout=patience)
    begin = steps.begin_turn

    def begin_and_meet(*args: Any, **kwargs: Any) -> Any:
        turn = begin(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait()
        return turn

    monkeypatch.setattr(moves, "begin_turn", begin_and_meet)


def take_the_lock_away(monkeypatch: Any) -> None:
    """The same reading without the row lock."""

    def read(pk: int) -> Application:
        return Application.objects.select_related("permit_type", "edition").get(pk=pk)

    monkeypatch.setattr(steps, "lock_application", read)


@pytest.fixture
def application(budi: Any, desks: Office) -> Application:
    """A file that waits at the kasi's desk."""
    found = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    walk_to(found, Stage.KASI_CHECK, desks)
    found.refresh_from_db()
    return found


def two_kasi(application: Application, desks: Office, officer: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """One approves and one rejects, both from the page as they saw it."""
    step = open_step(application)
    seen = application.state_version
    first, second = desks.people[Role.KASI], officer(Role.KASI, sectors=("sekunder", "tersier"))

    def approve() -> Any:
        return actions.act(step.pk, Move.APPROVE, by=first, now=MONDAY, seen_version=seen, data=points_ticked(step))

    def reject() -> Any:
        return actions.act(step.pk, Move.REJECT, by=second, now=MONDAY, seen_version=seen, applicant_note="Tidak.")

    return approve, reject


def test_of_two_reviewers_at_once_one_succeeds_and_the_other_is_told(
    application: Application, desks: Office, officer: Any, monkeypatch: Any
) -> None:
    meet_after_reading(monkeypatch)

    results = together(*two_kasi(application, desks, officer))

    told = [result for result in results if isinstance(result, DomainError)]
    assert len(told) == 1
    assert "Tahap ini sudah diselesaikan oleh" in told[0].message
    assert HistoryEntry.objects.filter(application=application, stage=Stage.KASI_CHECK).count() == 1
    assert list(violations()) == []


def test_control_without_the_lock_two_reviewers_collide(
    application: Application, desks: Office, officer: Any, monkeypatch: Any
) -> None:
    meet_after_reading(monkeypatch, patience=UNGUARDED)
    take_the_lock_away(monkeypatch)

    results = together(*two_kasi(application, desks, officer))

    assert not [result for result in results if isinstance(result, DomainError)]
    decided = HistoryEntry.objects.filter(application=application, stage=Stage.KASI_CHECK).count()
    assert decided == 2 or any(isinstance(result, DatabaseError) for result in results) or list(violations()) != []


def test_twenty_submits_of_one_draft_give_one_file(budi: Any, desks: Office) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")

    results = together(*[lambda: actions.submit(draft.key, by=budi, now=MONDAY, declared=True).resi] * 20)

    assert len(set(results)) == 1
    assert HistoryEntry.objects.filter(application=draft, move=Move.SUBMIT).count() == 1
    assert list(violations()) == []


def test_control_without_the_lock_a_double_submit_collides(budi: Any, desks: Office, monkeypatch: Any) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    barrier = threading.Barrier(2, timeout=UNGUARDED)

    def read(pk: int) -> Application:
        found = Application.objects.select_related("permit_type", "edition").get(pk=pk)
        barrier.wait()
        return found

    monkeypatch.setattr(applicant, "lock_application", read)

    results = together(*[lambda: actions.submit(draft.key, by=budi, now=MONDAY, declared=True).resi] * 2)

    assert [result for result in results if isinstance(result, Exception)] or len(set(results)) == 2


def test_two_signatures_at_once_give_one_permit(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()
    seen, kadis = application.state_version, desks.people[Role.KADIS]

    def sign() -> Any:
        return actions.sign(step.pk, by=kadis, passphrase=PASSPHRASE, now=MONDAY, seen_version=seen)

    results = together(sign, sign)

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert application.permit.files.count() == 1
    assert list(violations()) == []


def two_kadis(application: Application, desks: Office, officer: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Two people with the desk sign the same file from the page as each saw it."""
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()
    seen = application.state_version

    def sign_as(person: Any) -> Callable[[], Any]:
        return lambda: actions.sign(step.pk, by=person, passphrase=PASSPHRASE, now=MONDAY, seen_version=seen)

    return sign_as(desks.people[Role.KADIS]), sign_as(officer(Role.KADIS))


def test_of_two_kadis_at_once_one_signs_and_the_other_is_told(
    application: Application, desks: Office, officer: Any
) -> None:
    results = together(*two_kadis(application, desks, officer))

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert application.permit.files.count() == 1
    assert HistoryEntry.objects.filter(application=application, stage=Stage.KADIS_APPROVAL).count() == 1
    assert list(violations()) == []


def test_control_without_the_lock_two_kadis_collide(
    application: Application, desks: Office, officer: Any, monkeypatch: Any
) -> None:
    racers = two_kadis(application, desks, officer)
    barrier, have_met = threading.Barrier(2, timeout=UNGUARDED), threading.Event()

    def read(pk: int) -> Application:
        found = Application.objects.select_related("permit_type", "edition").get(pk=pk)
        if not have_met.is_set():
            barrier.wait()
            have_met.set()
        return found

    monkeypatch.setattr(steps, "lock_application", read)

    results = together(*racers)

    # both got past the check: the database had to stop one, or both have signed; nobody was told in words
    assert have_met.is_set()
    assert not [result for result in results if isinstance(result, DomainError | threading.BrokenBarrierError)]


@pytest.fixture
def many(budi: Any, catalogue: None) -> list[Application]:
    """Forty submitted files that ask for a number."""
    from permits.models import PermitType

    kind = PermitType.objects.get(code="SOP-LP2N-PAR-05")
    return Application.objects.bulk_create(
        Application(
            applicant=budi,
            permit_type=kind,
            edition=kind.current_edition,
            status="IN_PROCESS",
            resi=f"{n:06X}",
            created_at=MONDAY,
            submitted_at=MONDAY,
        )
        for n in range(40)
    )


class Undo(Exception):
    """A transaction that does not come to its end."""


def take(applications: list[Application]) -> None:
    """Take a number for each; every third transaction is rolled back and tried again."""
    for index, application in enumerate(applications):
        register = application.permit_type.current_edition.spec.letter.register
        if index % 3 == 0:
            try:
                with transaction.atomic():
                    numbering.take_number(application, register, now=MONDAY)
                    raise Undo
            except Undo:
                pass
        with transaction.atomic():
            numbering.take_number(application, register, now=MONDAY)


def test_eight_takers_with_rollbacks_leave_no_gap_and_no_double(many: list[Application]) -> None:
    results = together(*[lambda part=many[start::8]: take(part) for start in range(8)])

    assert results == [None] * 8
    numbers = sorted(RegisterEntry.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 41))
    assert NumberSequence.objects.get().last == 40


def test_control_without_the_lock_numbers_collide(many: list[Application], monkeypatch: Any) -> None:
    NumberSequence.objects.create(name="perizinan-nonperizinan", year=2026)
    barrier = threading.Barrier(2, timeout=PATIENCE)

    def read(name: str, year: int) -> NumberSequence:
        found = NumberSequence.objects.get(name=name, year=year)
        barrier.wait()
        return found

    monkeypatch.setattr(numbering, "_locked_sequence", read)

    def one(application: Application) -> None:
        register = application.permit_type.current_edition.spec.letter.register
        with transaction.atomic():
            numbering.take_number(application, register, now=MONDAY)

    results = together(lambda: one(many[0]), lambda: one(many[1]))

    assert any(isinstance(result, IntegrityError) for result in results)


def test_the_year_of_a_number_is_that_of_makassar(many: list[Application]) -> None:
    # 31 December 2026, 16:30 UTC is already half past midnight of 1 January 2027 in Makassar
    import datetime as dt

    moment = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)
    register = many[0].permit_type.current_edition.spec.letter.register

    with transaction.atomic():
        entry = numbering.take_number(many[0], register, now=moment)

    assert (entry.text, entry.dated_on) == ("503/1/DPMPTSP/2027", dt.date(2027, 1, 1))
