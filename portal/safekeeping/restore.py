"""Brings a backup back into an empty place, and proves that it is the same service again."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from eptsp.lib.errors import DomainError
from permits.models import PermitFile
from permits.verification import verdict_of
from portal.safekeeping import pool, programs
from portal.safekeeping.backup import count_rows
from workflow.invariants import violations

Say = Callable[[str], None]


def restore(backup: Path, *, say: Say) -> pool.Manifest:
    """Restore a backup and return its manifest.

    Raises DomainError before anything is written when the backup is damaged or the place is not empty; afterwards
    when the result is not what was backed up.
    """
    manifest = pool.read_manifest(backup)
    pool.check(backup, manifest)
    say(f"cadangan utuh: {len(manifest.files)} berkas, {sum(manifest.rows.values())} baris")
    _must_be_empty(manifest)
    programs.run(
        "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}", str(backup / pool.DUMP),
    )  # fmt: skip
    for name, sha256 in manifest.files.items():
        with pool.place_of(backup.parent, sha256).open("rb") as file:
            default_storage.save(name, File(file))
    for name, text in manifest.certificates.items():
        path = Path(settings.SIGNING_KEYS_DIR) / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text)
    found = list(differences(manifest, say=say))
    if found:
        raise DomainError("Pemulihan tidak sama dengan cadangannya:\n" + "\n".join(found))
    return manifest


def _must_be_empty(manifest: pool.Manifest) -> None:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise DomainError("Basis data tujuan tidak kosong; pulihkan ke basis data yang baru.")
    if any(default_storage.exists(name) for name in manifest.files):
        raise DomainError("Penyimpanan tujuan sudah berisi berkas; pulihkan ke folder yang baru.")


def differences(manifest: pool.Manifest, *, say: Say) -> Iterator[str]:
    """One sentence for each thing that is not as the manifest has it: rows, files, signatures, history, rules."""
    rows = count_rows()
    for table in sorted(manifest.rows.keys() | rows.keys()):
        if manifest.rows.get(table) != rows.get(table):
            yield f"tabel {table}: {rows.get(table)} baris, seharusnya {manifest.rows.get(table)}"
    say(f"{len(rows)} tabel dihitung ulang")
    for name, sha256 in manifest.files.items():
        with default_storage.open(name) as file:
            if pool.digest_of(file) != sha256:
                yield f"berkas {name}: sidiknya tidak cocok"
    say(f"{len(manifest.files)} berkas dibaca ulang")
    checked = 0
    for signed in PermitFile.objects.select_related("blob").order_by("pk").iterator():
        with signed.blob.file.open("rb") as file:
            pdf = file.read()
        if hashlib.sha256(pdf).hexdigest() != signed.sha256 or verdict_of(pdf).answer in {"altered", "foreign"}:
            yield f"izin {signed.permit_id}: tanda tangan berkas {signed.n} tidak sah"
        checked += 1
    say(f"{checked} tanda tangan diperiksa ulang")
    yield from violations()
    say("riwayat dan aturan data diperiksa")
