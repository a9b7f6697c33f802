"""Writes a backup: the database as one instant saw it, and every file that this instant knew."""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg2.sql import SQL, Identifier

from eptsp.lib.errors import DomainError
from files.models import Blob
from portal.safekeeping import pool, programs


def write_backup(folder: Path, *, now: dt.datetime) -> Path:
    """Return the folder of a new backup below `folder`; people go on working meanwhile.

    One snapshot serves the dump, the counts and the list of files. Raises DomainError, and leaves nothing that
    could be taken for a backup, when a program fails or a file is missing or does not have its hash.
    """
    backup = folder / f"{now:%Y%m%d-%H%M%S}"
    backup.mkdir(parents=True, mode=0o700)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        rows = count_rows()
        programs.run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
            f"--file={backup / pool.DUMP}",
        )  # fmt: skip
        files = {name: _keep(folder, name, sha256) for name, sha256 in stored_files()}
        manifest = pool.Manifest(
            now.isoformat(), pool.digest_of_path(backup / pool.DUMP), applied_migrations(), rows, files, certificates()
        )
    pool.write_manifest(backup, manifest)
    return backup


def count_rows() -> dict[str, int]:
    """Return how many rows each table has."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
            (counts[table],) = cursor.fetchone()
    return counts


def applied_migrations() -> list[str]:
    """Return "app.name" of every migration that the database has had."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def stored_files() -> list[tuple[str, str]]:
    """Return (name in the storage, sha256 or "") of every stored file; thumbnails carry no hash of their own."""
    found = list(Blob.objects.order_by("pk").values_list("file", "sha256"))
    return found + [(name, "") for name in Blob.objects.exclude(thumbnail="").values_list("thumbnail", flat=True)]


def certificates() -> dict[str, str]:
    """Return the public certificates that signatures are checked with; keys are never part of a backup."""
    folder = Path(settings.SIGNING_KEYS_DIR)
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.glob("**/*.pem"))}


def _keep(folder: Path, name: str, sha256: str) -> str:
    """Put a stored file into the pool unless it is there, and return its hash."""
    if sha256 and pool.place_of(folder, sha256).exists():
        return sha256
    part = folder / f".part-{os.getpid()}"
    try:
        with default_storage.open(name) as source, part.open("wb") as target:
            for piece in iter(lambda: source.read(pool.PIECE), b""):
                target.write(piece)
    except FileNotFoundError as error:
        raise DomainError(f"berkas {name} hilang dari penyimpanan; cadangan ini tidak selesai.") from error
    found = pool.digest_of_path(part)
    if sha256 and found != sha256:
        part.unlink()
        raise DomainError(f"berkas {name} tidak cocok dengan sidiknya; cadangan ini tidak selesai.")
    place = pool.place_of(folder, found)
    place.parent.mkdir(parents=True, exist_ok=True)
    part.replace(place)
    return found
