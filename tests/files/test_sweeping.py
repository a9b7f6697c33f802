"""Orphans on disk and in the table."""

import datetime as dt
import os
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from files.actions import store_bytes
from files.models import Blob
from files.sweeping import Swept, sweep
from permits.models import StoredFile

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(hours=24)


def orphan(age: dt.timedelta, now: dt.datetime) -> str:
    """Bytes on disk whose row was rolled back."""
    blob = Blob(sha256="0" * 64, size=1, content_type="application/pdf", created_at=now)
    blob.file.save("x", ContentFile(b"x"), save=False)
    stamp = (now - age).timestamp()
    os.utime(blob.file.path, (stamp, stamp))
    return blob.file.path


def test_old_bytes_without_a_row_go_and_young_ones_stay(now: dt.datetime) -> None:
    old, young = orphan(DAY * 2, now), orphan(dt.timedelta(hours=1), now)

    swept = sweep(now=now, older_than=DAY)

    assert swept.files == 1
    assert not Path(old).exists()
    assert Path(young).exists()


def test_bytes_with_a_row_stay(now: dt.datetime) -> None:
    blob = store_bytes(b"izin", content_type="application/pdf", now=now)
    stamp = (now - DAY * 2).timestamp()
    os.utime(blob.file.path, (stamp, stamp))

    sweep(now=now, older_than=DAY)

    assert Path(blob.file.path).exists()


def test_files_of_others_are_not_touched(now: dt.datetime, settings: Any) -> None:
    emblem = Path(settings.MEDIA_ROOT) / "profile" / "lambang.png"
    emblem.parent.mkdir(parents=True)
    emblem.write_bytes(b"x")
    os.utime(emblem, (0, 0))

    sweep(now=now, older_than=DAY)

    assert emblem.exists()


def test_an_old_row_that_nobody_points_at_goes_with_its_bytes(
    now: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    old = store_bytes(b"lama", content_type="application/pdf", now=now - DAY * 2)
    young = store_bytes(b"baru", content_type="application/pdf", now=now)

    with django_capture_on_commit_callbacks(execute=True):
        swept = sweep(now=now, older_than=DAY)

    assert swept.rows == 1
    assert not Path(old.file.path).exists()
    assert list(Blob.objects.all()) == [young]


def test_an_old_row_in_somebodys_library_stays(budi: User, now: dt.datetime) -> None:
    blob = store_bytes(b"ktp", content_type="application/pdf", now=now - DAY * 2)
    StoredFile.objects.create(owner=budi, blob=blob, name="KTP.pdf", uploaded_at=now)

    assert sweep(now=now, older_than=DAY).rows == 0
    assert Path(blob.file.path).exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_point_at_what_was_just_swept(budi: User, now: dt.datetime) -> None:
    blob = store_bytes(b"ktp", content_type="application/pdf", now=now - DAY * 2)
    pointing, swept = threading.Event(), threading.Event()
    refusals: list[IntegrityError] = []

    def keep() -> None:
        try:
            with transaction.atomic():
                StoredFile.objects.create(owner=budi, blob=blob, name="KTP.pdf", uploaded_at=now)
                pointing.set()
                swept.wait(timeout=10)
        except IntegrityError as error:
            refusals.append(error)
        connection.close()

    thread = threading.Thread(target=keep)
    thread.start()
    pointing.wait(timeout=10)
    sweep(now=now, older_than=DAY)
    swept.set()
    thread.join(timeout=10)

    # the point is that no row is left behind that leads to nothing
    assert len(refusals) == 1
    assert not StoredFile.objects.exists()


def test_a_dry_run_removes_nothing(now: dt.datetime) -> None:
    old = orphan(DAY * 2, now)

    swept = sweep(now=now, older_than=DAY, dry_run=True)

    assert swept == Swept(rows=0, files=1)
    assert Path(old).exists()


def test_the_command_says_what_it_did(now: dt.datetime) -> None:
    orphan(DAY * 2, now)
    out = StringIO()

    call_command("sweep_files", stdout=out)
    call_command("sweep_files", stdout=out)

    assert out.getvalue() == "Dihapus: 0 baris dan 1 berkas.\nDihapus: 0 baris dan 0 berkas.\n"
