"""The folder of backups.

    FOLDER/files/ab/<sha256>    every stored file once, under its hash; shared by all backups
    FOLDER/20261201-090000/     one backup: database.dump, manifest.json, manifest.sha256

Stored files never change, so a backup only adds those that the pool has not yet.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from eptsp.lib.errors import DomainError

PIECE = 1 << 20
DUMP, MANIFEST, SEAL = "database.dump", "manifest.json", "manifest.sha256"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. files: name in the storage -> sha256; certificates: file name -> text (public, PEM)."""

    taken_at: str  # ISO, of the instant that database and files show
    database_sha256: str
    migrations: list[str]
    rows: dict[str, int]  # table -> rows
    files: dict[str, str]
    certificates: dict[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.taken_at)


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of an open file as hex."""
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()


def digest_of_path(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with path.open("rb") as file:
        return digest_of(file)


def place_of(folder: Path, sha256: str) -> Path:
    """Where the pool keeps the file with this hash."""
    return folder / "files" / sha256[:2] / sha256


def write_manifest(backup: Path, manifest: Manifest) -> None:
    """Write the manifest and its seal; the seal comes last: without it a backup is unfinished."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (backup / MANIFEST).write_text(text, encoding="utf-8")
    (backup / SEAL).write_text(hashlib.sha256(text.encode()).hexdigest() + "\n", encoding="ascii")


def read_manifest(backup: Path) -> Manifest:
    """Return the manifest of a finished backup; raises DomainError when there is none or it was changed."""
    try:
        text = (backup / MANIFEST).read_text(encoding="utf-8")
        seal = (backup / SEAL).read_text(encoding="ascii").strip()
    except OSError as error:
        raise DomainError(f"{backup}: bukan cadangan yang lengkap.") from error
    if hashlib.sha256(text.encode()).hexdigest() != seal:
        raise DomainError(f"{backup}: manifest.json berubah sejak dicadangkan.")
    return Manifest(**json.loads(text))


def finished(folder: Path) -> list[Path]:
    """Every finished backup of the folder, the oldest first."""
    return sorted(seal.parent for seal in folder.glob(f"*/{SEAL}"))


def check(backup: Path, manifest: Manifest) -> None:
    """Read every byte of a backup; raises DomainError naming what is missing or changed."""
    if digest_of_path(backup / DUMP) != manifest.database_sha256:
        raise DomainError(f"{backup / DUMP}: berubah sejak dicadangkan.")
    for sha256 in sorted(set(manifest.files.values())):
        path = place_of(backup.parent, sha256)
        if not path.exists():
            raise DomainError(f"{path}: hilang dari cadangan.")
        if digest_of_path(path) != sha256:
            raise DomainError(f"{path}: isinya berubah sejak dicadangkan.")


def forget_old(folder: Path, *, keep: int) -> int:
    """Remove all but the newest `keep` backups, and the files that none of these names; return how many went."""
    old = finished(folder)[:-keep]
    for backup in old:
        for name in (SEAL, MANIFEST, DUMP):  # the seal first: half removed is unfinished
            (backup / name).unlink(missing_ok=True)
        backup.rmdir()
    if old:
        _sweep(folder, (read_manifest(backup) for backup in finished(folder)))
    return len(old)


def _sweep(folder: Path, kept: Iterable[Manifest]) -> None:
    wanted = {sha256 for manifest in kept for sha256 in manifest.files.values()}
    for path in (folder / "files").glob("??/*"):
        if path.name not in wanted:
            path.unlink()
