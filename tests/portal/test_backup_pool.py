"""The folder of backups by itself: what is damaged is named, what is old goes, what is shared stays."""

import hashlib
from pathlib import Path

import pytest

from eptsp.lib.errors import DomainError
from portal.safekeeping import pool


def a_backup(folder: Path, name: str, *contents: bytes) -> Path:
    """A finished backup of these files and a dump."""
    backup = folder / name
    backup.mkdir(parents=True)
    (backup / pool.DUMP).write_bytes(b"dump")
    files = {}
    for n, content in enumerate(contents):
        sha256 = hashlib.sha256(content).hexdigest()
        place = pool.place_of(folder, sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        files[f"ab/{n}"] = sha256
    dump = hashlib.sha256(b"dump").hexdigest()
    pool.write_manifest(backup, pool.Manifest("2026-07-06T09:00:00+08:00", dump, [], {"a": 1}, files))
    return backup


def test_a_whole_backup_is_found_whole(tmp_path: Path) -> None:
    backup = a_backup(tmp_path, "1", b"satu", b"dua")

    pool.check(backup, pool.read_manifest(backup))

    assert pool.finished(tmp_path) == [backup]


@pytest.mark.parametrize("name", [pool.DUMP, pool.MANIFEST, "file"])
def test_what_was_changed_is_named(tmp_path: Path, name: str) -> None:
    backup = a_backup(tmp_path, "1", b"satu")
    changed = pool.place_of(tmp_path, hashlib.sha256(b"satu").hexdigest()) if name == "file" else backup / name
    with changed.open("ab") as file:
        file.write(b" ")

    with pytest.raises(DomainError, match="berubah sejak dicadangkan"):
        pool.check(backup, pool.read_manifest(backup))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    backup = a_backup(tmp_path, "1", b"satu")
    pool.place_of(tmp_path, hashlib.sha256(b"satu").hexdigest()).unlink()

    with pytest.raises(DomainError, match="hilang dari cadangan"):
        pool.check(backup, pool.read_manifest(backup))


def test_without_its_seal_a_backup_is_none(tmp_path: Path) -> None:
    backup = a_backup(tmp_path, "1", b"satu")
    (backup / pool.SEAL).unlink()

    assert pool.finished(tmp_path) == []
    with pytest.raises(DomainError, match="bukan cadangan yang lengkap"):
        pool.read_manifest(backup)


def test_old_backups_go_and_what_the_kept_ones_name_stays(tmp_path: Path) -> None:
    a_backup(tmp_path, "1", b"lama", b"dua")
    kept = a_backup(tmp_path, "2", b"dua", b"tiga")

    assert pool.forget_old(tmp_path, keep=1) == 1

    assert pool.finished(tmp_path) == [kept]
    pool.check(kept, pool.read_manifest(kept))
    assert not pool.place_of(tmp_path, hashlib.sha256(b"lama").hexdigest()).exists()
