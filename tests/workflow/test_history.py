"""The history: append-only by the database, chained, sealed, and honest about every change."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, Office, a_draft, open_step, step_on
from workflow import actions
from workflow.history import broken_entries, seal_days
from workflow.models import DailySeal, HistoryEntry, HistoryNote

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(budi: Any, desks: Office) -> Application:
    """A file of Budi's that was returned once, so that its history has notes of both kinds."""
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    found = actions.submit(draft.key, by=budi, now=MONDAY, declared=True)
    step_on(
        found,
        desks,
        now=MONDAY + dt.timedelta(minutes=5),
        move=Move.RETURN,
        internal_note="Denah buram.",
        applicant_note="Unggah ulang gambar rencana.",
    )
    return found


@contextmanager
def without_guard() -> Iterator[Any]:
    """As somebody who owns the database and goes around its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workflow_historyentry SET move = 'approve'",
        "DELETE FROM workflow_historynote; DELETE FROM workflow_historyentry",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(application: Application, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert HistoryEntry.objects.filter(application=application).count() == 2


def test_the_database_refuses_to_empty_the_history(application: Application) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE workflow_historyentry ENABLE TRIGGER USER")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE workflow_historyentry CASCADE")


def test_a_submitted_version_and_its_documents_never_change(application: Application) -> None:
    version = application.versions.get(n=1)

    version.data["place"]["street"] = "Jl. Lain"
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save(update_fields=["data"])
    with pytest.raises(DatabaseError), transaction.atomic():
        version.documents.all().delete()


def test_a_whole_chain_verifies(application: Application, capsys: Any) -> None:
    call_command("verify_audit")

    assert "Riwayat utuh: 2 entri" in capsys.readouterr().out


def test_each_entry_carries_the_hash_of_the_one_before(application: Application) -> None:
    first, second = HistoryEntry.objects.filter(application=application).order_by("n")

    assert first.previous_hash == "0" * 64
    assert second.previous_hash == first.hash


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("UPDATE workflow_historyentry SET move = 'reject' WHERE n = 2", "entri 2 berubah"),
        ("UPDATE workflow_historyentry SET at = at + interval '1 second' WHERE n = 1", "entri 1 berubah"),
        ("UPDATE workflow_historyentry SET previous_hash = repeat('1', 64) WHERE n = 2", "entri 2 berubah"),
    ],
)
def test_a_change_behind_the_triggers_is_found(application: Application, sql: str, complaint: str) -> None:
    with without_guard() as cursor:
        cursor.execute(sql)

    assert any(complaint in line for line in broken_entries())
    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_a_changed_note_is_found_but_an_erased_one_is_not_a_break(application: Application) -> None:
    note = HistoryNote.objects.get(entry__application=application)
    HistoryNote.objects.filter(pk=note.pk).update(applicant="Tidak apa-apa.")
    assert any("catatan entri 2 berubah" in line for line in broken_entries())

    HistoryNote.objects.filter(pk=note.pk).update(applicant="", internal="", erased_at=MONDAY)
    assert list(broken_entries()) == []


def test_a_finished_day_is_sealed_once_and_the_seal_notices_a_lost_entry(application: Application) -> None:
    tuesday = MONDAY + dt.timedelta(days=1)

    assert seal_days(now=tuesday) == 1
    assert seal_days(now=tuesday) == 0
    assert DailySeal.objects.get().entries == 2

    with without_guard() as cursor:
        HistoryNote.objects.all().delete()
        cursor.execute("DELETE FROM workflow_historyentry WHERE n = 2")
    assert any("segel 2026-07-06 tidak cocok" in line for line in broken_entries())


def test_today_is_not_sealed(application: Application) -> None:
    assert seal_days(now=MONDAY + dt.timedelta(hours=5)) == 0


def test_the_note_of_an_entry_is_not_in_the_chain_itself(application: Application) -> None:
    entry = HistoryEntry.objects.get(application=application, n=2)

    assert "buram" not in str(entry.detail) + entry.internal_digest
    assert len(entry.internal_digest) == len(entry.applicant_digest) == 64
    assert open_step(application).stage == Stage.REVISION
