"""Backup and restore: what comes back is what was there, to the last signature; damage is found before it spreads."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from eptsp.launch.places import ROOT, programs
from files.models import Blob
from permits.models import Application
from portal.safekeeping import pool
from tests.databases import empty_database
from tests.workflow.conftest import filed, issued, monday

__all__ = ["filed", "issued", "monday"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]

Restore = Callable[[Path], "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def pg_programs(settings: Any) -> str:
    """The dump is made by the programs of the server's own version."""
    settings.PG_BIN = str(programs()[0])
    return settings.PG_BIN


@pytest.fixture
def backup(issued: Application, media: Path, tmp_path: Path) -> Path:
    """A backup of a service with one issued permit."""
    call_command("backup", str(tmp_path / "cadangan"))
    (found,) = pool.finished(tmp_path / "cadangan")
    return found


@pytest.fixture
def restore(pg_programs: str, tmp_path: Path) -> Iterator[Restore]:
    """restore(backup) runs the command in a process of its own, on an empty database and an empty folder."""
    with empty_database("restored") as url:

        def run(backup: Path) -> "subprocess.CompletedProcess[str]":
            env = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(tmp_path / "baru"), "PG_BIN": pg_programs}
            command = [sys.executable, "manage.py", "restore", str(backup)]
            return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

        yield run


def test_a_backup_comes_back_whole_into_an_empty_place_and_only_there(backup: Path, restore: Restore) -> None:
    done = restore(backup)

    assert done.returncode == 0, done.stderr
    assert "1 tanda tangan diperiksa ulang" in done.stdout
    assert "RPO" in done.stdout
    assert "RTO" in done.stdout
    certificates = pool.read_manifest(backup).certificates
    assert certificates
    assert not any("PRIVATE KEY" in text for text in certificates.values())

    again = restore(backup)

    assert again.returncode == 1
    assert "tidak kosong" in again.stderr


def test_a_damaged_backup_is_refused_before_anything_is_written(backup: Path, restore: Restore, tmp_path: Path) -> None:
    next((backup.parent / "files").glob("??/*")).write_bytes(b"lain")

    done = restore(backup)

    assert done.returncode == 1
    assert "berubah sejak" in done.stderr
    assert "tidak kosong" not in done.stderr
    assert not (tmp_path / "baru" / "files").exists()


def test_the_second_backup_adds_only_what_is_new_and_old_ones_go(backup: Path) -> None:
    before = sorted((backup.parent / "files").glob("??/*"))
    backup = backup.rename(backup.with_name("20200101-000000"))

    call_command("backup", str(backup.parent), keep=1)

    (left,) = pool.finished(backup.parent)
    assert left != backup
    assert sorted((backup.parent / "files").glob("??/*")) == before


def test_a_file_that_rotted_or_is_gone_stops_the_backup(issued: Application, media: Path, tmp_path: Path) -> None:
    stored = media / "files" / Blob.objects.earliest("pk").file.name

    stored.write_bytes(b"lain")
    with pytest.raises(CommandError, match="tidak cocok dengan sidiknya"):
        call_command("backup", str(tmp_path / "cadangan"))
    stored.unlink()
    with pytest.raises(CommandError, match="hilang dari penyimpanan"):
        call_command("backup", str(tmp_path / "lagi"))

    assert pool.finished(tmp_path / "cadangan") == pool.finished(tmp_path / "lagi") == []
