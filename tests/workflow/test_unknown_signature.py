"""A provider that may have signed: the state is kept, nobody signs twice, a person finds out what happened."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from outbox.models import OutboxMessage
from permits.models import Permit, PermitStateEntry
from permits.signing.base import SignerUnknown
from permits.stages import Move, Stage
from tests.permits.fake_bsre import DOCUMENT, PASSPHRASE, FakeBsre
from tests.workflow.conftest import move_data
from tests.workflow.road import MONDAY, Office
from workflow import actions
from workflow.invariants import violations
from workflow.models import HistoryEntry, Step

pytestmark = pytest.mark.django_db
NOON = MONDAY + dt.timedelta(hours=2)


@pytest.fixture
def waiting(filed: Callable[..., Step], bsre: FakeBsre) -> Step:
    """A file on the kadis desk."""
    return filed(Stage.KADIS_APPROVAL)


def sign(step: Step, desks: Office, *, passphrase: str = PASSPHRASE, now: dt.datetime = NOON) -> Any:
    step.application.refresh_from_db()
    seen = step.application.state_version
    return actions.sign(step.pk, by=desks.people[Role.KADIS], passphrase=passphrase, now=now, seen_version=seen)


@pytest.fixture
def unknown(waiting: Step, bsre: FakeBsre, desks: Office) -> Step:
    """The provider signed, and half of its answer came."""
    bsre.mood = "half"
    with pytest.raises(SignerUnknown):
        sign(waiting, desks)
    bsre.mood = "sign"
    return waiting


def permit_of(step: Step) -> Permit:
    return Permit.objects.get(application=step.application_id)


def settle(name: str, step: Step, desks: Office, *args: Any, **kwargs: Any) -> Any:
    step.application.refresh_from_db()
    kwargs |= {"by": desks.people[Role.KADIS], "now": NOON, "seen_version": step.application.state_version}
    return getattr(actions, name)(step.pk, *args, **kwargs)


def test_a_good_answer_issues_with_the_sentence_of_bsre(waiting: Step, desks: Office, bsre: FakeBsre) -> None:
    sign(waiting, desks)

    permit = permit_of(waiting)
    assert permit.state == Permit.State.ACTIVE
    assert "BSrE" in permit.letter["signature_sentence"]
    assert bsre.asked[0]["nik"] == desks.people[Role.KADIS].nik
    assert list(violations()) == []


def test_an_unknown_answer_is_kept_and_nobody_signs_twice(unknown: Step, desks: Office, bsre: FakeBsre) -> None:
    permit = permit_of(unknown)
    assert (permit.state, permit.signing_reference) == (Permit.State.PENDING, DOCUMENT)
    assert permit.signing_unknown_at is not None

    for minutes in (0, 5, 600):
        with pytest.raises(SignerUnknown):
            sign(unknown, desks, now=NOON + dt.timedelta(minutes=minutes))

    assert len(bsre.asked) == 1
    assert Step.objects.get(pk=unknown.pk).closed_at is None


def test_without_the_mark_a_second_signature_would_be_made(unknown: Step, desks: Office, bsre: FakeBsre) -> None:
    """The control of the test above: it is the mark that keeps the second request away."""
    Permit.objects.filter(application=unknown.application_id).update(signing_unknown_at=None)

    sign(unknown, desks)

    assert len(bsre.asked) == 2


def test_a_process_that_dies_on_the_way_leaves_the_question_open(
    waiting: Step, desks: Office, bsre: FakeBsre, monkeypatch: Any
) -> None:
    def die(*_args: Any, **_kwargs: Any) -> None:
        raise SystemExit

    monkeypatch.setattr("permits.signing.bsre.BsreSigner._checked", die)
    with pytest.raises(SystemExit):
        sign(waiting, desks)
    monkeypatch.undo()

    with pytest.raises(DomainError, match="sedang berjalan"):
        sign(waiting, desks, now=NOON + dt.timedelta(seconds=30))
    with pytest.raises(SignerUnknown):
        sign(waiting, desks, now=NOON + dt.timedelta(minutes=10))
    assert len(bsre.asked) == 1


def test_a_certain_refusal_leaves_no_question(waiting: Step, desks: Office, bsre: FakeBsre) -> None:
    bsre.mood = "expired"
    with pytest.raises(DomainError, match="tidak berlaku"):
        sign(waiting, desks)
    bsre.mood = "sign"

    sign(waiting, desks)

    assert permit_of(waiting).state == Permit.State.ACTIVE


def test_the_provider_is_asked_for_the_document_and_its_signature_issues(
    unknown: Step, desks: Office, bsre: FakeBsre
) -> None:
    settle("ask_signer", unknown, desks)

    permit = permit_of(unknown)
    assert permit.state == Permit.State.ACTIVE
    assert permit.files.get().blob.file.read() == bsre.signed[DOCUMENT]
    assert len(bsre.asked) == 1
    assert list(permit.state_entries.values_list("event", flat=True)) == ["signature_found", "released"]
    assert list(violations()) == []


def test_a_person_brings_the_signed_file(unknown: Step, desks: Office, bsre: FakeBsre) -> None:
    settle("adopt", unknown, desks, bsre.signed[DOCUMENT])

    assert permit_of(unknown).state == Permit.State.ACTIVE


def test_a_wrong_file_is_not_taken_and_the_question_stays(unknown: Step, desks: Office) -> None:
    with pytest.raises(DomainError, match="bukan PDF"):
        settle("adopt", unknown, desks, b"bukan")

    assert permit_of(unknown).signing_unknown_at is not None


def test_a_statement_opens_signing_again_and_stays_in_the_history(unknown: Step, desks: Office) -> None:
    with pytest.raises(DomainError, match="memastikan"):
        settle("declare_unsigned", unknown, desks, reason=" ")
    settle("declare_unsigned", unknown, desks, reason="Portal BSrE tidak memuat dokumen ini.")

    entry = PermitStateEntry.objects.get(permit=permit_of(unknown))
    assert (entry.event, entry.reason) == ("signature_cleared", "Portal BSrE tidak memuat dokumen ini.")
    sign(unknown, desks)
    assert permit_of(unknown).state == Permit.State.ACTIVE


def test_an_old_signature_is_not_taken_for_a_letter_that_changed(unknown: Step, desks: Office, bsre: FakeBsre) -> None:
    before = unknown.opened_at - dt.timedelta(hours=1)  # the file went round once more since
    Permit.objects.filter(application=unknown.application_id).update(signing_unknown_at=before)

    with pytest.raises(DomainError, match="berubah setelah percobaan"):
        settle("adopt", unknown, desks, bsre.signed[DOCUMENT])


def test_the_page_says_what_to_do_and_offers_no_second_signature(unknown: Step, desks: Office, client_of: Any) -> None:
    client = client_of(desks.people[Role.KADIS])

    html = client.get(reverse("workflow:step", args=[unknown.pk])).content.decode()

    assert "Hasil tanda tangan belum diketahui" in html
    assert "Periksa ke penyedia" in html
    assert "Passphrase TTE" not in html
    seen = {"seen_version": unknown.application.state_version}
    client.post(reverse("workflow:settle_signature", args=[unknown.pk, "tanya"]), seen)
    assert permit_of(unknown).state == Permit.State.ACTIVE


def test_a_wrong_passphrase_sits_on_its_field(waiting: Step, desks: Office, client_of: Any) -> None:
    address = reverse("workflow:act", args=[waiting.pk, "sign"])

    answer = client_of(desks.people[Role.KADIS]).post(address, move_data(waiting, "sign", passphrase="keliru"))

    (form,) = [button.form for button in answer.context["buttons"] if button.move == Move.SIGN]
    assert "tidak cocok" in str(form.errors["passphrase"])


def test_a_planted_passphrase_is_in_no_log_no_row_and_no_message(
    waiting: Step, desks: Office, bsre: FakeBsre, client_of: Any, caplog: Any
) -> None:
    planted = "Passphrase-Tertanam-4711"
    client = client_of(desks.people[Role.KADIS])
    with caplog.at_level(logging.DEBUG):
        for mood in ("wrong_passphrase", "expired", "crash"):
            bsre.mood = mood
            address = reverse("workflow:act", args=[waiting.pk, "sign"])
            client.post(address, move_data(waiting, "sign", passphrase=planted))

    assert planted in {told["passphrase"] for told in bsre.asked}
    assert planted not in caplog.text
    assert planted not in str(list(OutboxMessage.objects.values()))
    assert planted not in str(list(HistoryEntry.objects.values()))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname NOT LIKE 'regions%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{planted}%"])
            assert cursor.fetchone() == (0,), table
