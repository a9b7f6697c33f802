"""Data Pribadi Saya: one's own data as a ZIP, for oneself alone."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from files.actions import store_bytes
from outbox.models import OutboxMessage
from permits.models import Application, StoredFile
from portal import actions, tasks
from portal.models import DataExport
from tests.conftest import PASSWORD
from tests.workflow.conftest import filed, issued, monday

__all__ = ["filed", "issued", "monday"]
pytestmark = pytest.mark.django_db
URL = "/profil/data/"


@pytest.fixture
def copied(budi: Any, media: Any) -> Callable[[], DataExport]:
    """A copy that a worker has made."""

    def make() -> DataExport:
        export = actions.ask_for_data(budi, now=timezone.now())
        tasks.export_data(export.pk)
        export.refresh_from_db()
        return export

    return make


def opened(client: Client, export: DataExport) -> zipfile.ZipFile:
    answer = client.get(f"{URL}{export.key}.zip")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_copy_holds_the_account_the_files_and_the_permit(
    issued: Application, budi: Any, citra: Any, client_of: Any, copied: Callable[[], DataExport]
) -> None:
    blob = store_bytes(b"denah", content_type="application/pdf", now=timezone.now())
    for _ in range(2):
        StoredFile.objects.create(owner=budi, blob=blob, name="denah.pdf", uploaded_at=timezone.now())

    archive = opened(client_of(budi), copied())

    data = json.loads(archive.read("data.json"))
    assert data["akun"]["nik"] == budi.nik
    assert [one["resi"] for one in data["permohonan"]] == [issued.resi]
    assert data["permohonan"][0]["versions"][0]["answers"]
    assert data["yang_melihat"] == []
    assert archive.read("berkas/denah.pdf") == archive.read("berkas/denah (2).pdf") == b"denah"
    assert archive.read(f"izin/{issued.resi}-1.pdf").startswith(b"%PDF")
    assert any(name.startswith(f"permohonan/{issued.resi}/1/") for name in archive.namelist())
    assert citra.nik not in archive.read("data.json").decode()


def test_the_page_asks_for_the_password_and_a_worker_is_told_the_number_only(
    budi: Any, client_of: Any, media: Any, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(actions, "wake", lambda *what: told.append(what))
    client = client_of(budi)

    with django_capture_on_commit_callbacks(execute=True):
        wrong = client.post(f"{URL}minta/", {"password": "Salah2026!"})
        right = client.post(f"{URL}minta/", {"password": PASSWORD})

    assert wrong.status_code == 422
    assert "Password Salah" in wrong.content.decode()
    assert right.status_code == 302
    assert told == [(actions.TASK, DataExport.objects.get().pk)]
    assert "Disiapkan" in client.get(URL).content.decode()


def test_when_it_is_ready_the_person_is_told_once(copied: Callable[[], DataExport]) -> None:
    export = copied()

    tasks.export_data(export.pk)

    assert OutboxMessage.objects.filter(template="data_export_ready", channel="email").count() == 1
    assert DataExport.objects.get().state == DataExport.State.READY


def test_a_second_copy_within_a_day_is_refused_and_a_failed_one_is_not_counted(
    budi: Any, client_of: Any, copied: Callable[[], DataExport]
) -> None:
    export = copied()
    answer = client_of(budi).post(f"{URL}minta/", {"password": PASSWORD}, follow=True)
    assert "satu kali dalam 24 jam" in answer.content.decode()

    export.blob, export.state = None, DataExport.State.FAILED
    export.save()

    assert actions.ask_for_data(budi, now=timezone.now()).pk != export.pk


def test_nobody_else_and_nobody_after_its_end_gets_it(
    budi: Any, citra: Any, client_of: Any, copied: Callable[[], DataExport]
) -> None:
    export = copied()

    assert client_of(citra).get(f"{URL}{export.key}.zip").status_code == 404
    DataExport.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert client_of(budi).get(f"{URL}{export.key}.zip").status_code == 404
    assert actions.sweep_data_copies(now=timezone.now()) == 1
    assert not DataExport.objects.exists()


def test_what_a_lost_worker_left_is_made_by_the_next_sweep(budi: Any, media: Any) -> None:
    export = actions.ask_for_data(budi, now=timezone.now() - dt.timedelta(hours=1))

    tasks.sweep_data_copies()

    export.refresh_from_db()
    assert export.state == DataExport.State.READY


def test_a_copy_that_cannot_be_made_says_so(budi: Any, client_of: Any, media: Any, monkeypatch: Any) -> None:
    def broken(*_: Any) -> None:
        raise OSError("disk penuh")

    monkeypatch.setattr(actions, "pack", broken)
    export = actions.ask_for_data(budi, now=timezone.now())

    tasks.export_data(export.pk)

    assert "Gagal, minta lagi" in client_of(budi).get(URL).content.decode()


def test_the_privacy_notice_is_for_everybody_and_honest_about_the_survey(client: Client, budi: Any) -> None:
    page = client.get("/privasi/").content.decode()

    assert "pengelola basis data yang mengamati transaksi" in page
    assert "/privasi/" in client.get("/monitoring/").content.decode()
