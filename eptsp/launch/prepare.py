"""Brings database and static files up to date before the web starts: `python -m eptsp.launch.prepare FOLDER`.

A step whose inputs did not change and whose table is not empty is skipped; FOLDER keeps what was done.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import django

from eptsp.launch.places import ROOT

# command -> a table that it fills; None: nothing to look at
LOADERS = {
    "load_regions": "regions.Village",
    "load_office": "office.Agency",
    "load_catalogue": "permits.PermitType",
    "demo_data": "accounts.User",
}


def main(memory: Path) -> None:
    """Run what is needed, one line per step on the terminal, the commands' own words to stderr (the log)."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command, get_commands

    memory.touch()
    done = _remembered(memory)
    _step("migrasi", lambda: call_command("migrate", interactive=False, stdout=sys.stderr))
    known = get_commands()
    for command, table in LOADERS.items():
        if command not in known or (command == "demo_data" and not getattr(settings, "DEMO", False)):
            continue
        digest = _digest(_sources(command, str(known[command])))
        if done.get(command) == digest and _has_rows(table):
            continue
        _step(command, lambda name=command: call_command(name, stdout=sys.stderr))
        done[command] = digest
        memory.write_text(json.dumps(done))
    static = _digest(_files(ROOT / "static", "*"), names_only=True)
    if done.get("static") != static or not Path(settings.STATIC_ROOT).exists():
        _step("berkas statis", lambda: call_command("collectstatic", interactive=False, stdout=sys.stderr, verbosity=0))
        memory.write_text(json.dumps(done | {"static": static}))


def _step(name: str, work: object) -> None:
    began = time.monotonic()
    print(f"  {name} ...", end="", flush=True)
    work()  # type: ignore[operator]
    print(f" {time.monotonic() - began:.1f} detik", flush=True)


def _remembered(memory: Path) -> dict[str, str]:
    try:
        return dict(json.loads(memory.read_text()))
    except ValueError:
        return {}


def _has_rows(table: str) -> bool:
    from django.apps import apps

    try:
        return bool(apps.get_model(table)._default_manager.exists())
    except LookupError:
        return True


def _sources(command: str, app: str) -> Iterable[Path]:
    """Return the files that decide what a command loads: itself, and the data files of its app."""
    folder = ROOT / app.rpartition(".")[2]
    yield folder / "management" / "commands" / f"{command}.py"
    for pattern in ("*.yaml", "*.csv", "*.json", "*.txt"):
        yield from _files(folder, pattern)


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if path.is_file())


def _digest(paths: Iterable[Path], *, names_only: bool = False) -> str:
    """Return a digest of the files, the locked libraries, the chosen profile and the database's address."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    digest.update(
        os.environ.get("PROFILE", "").encode() + os.environ.get("DATABASE_URL", "").rpartition("@")[2].encode()
    )
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(str(path.stat().st_mtime_ns).encode() if names_only else path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
