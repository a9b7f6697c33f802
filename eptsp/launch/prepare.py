"""Brings database and static files up to date before the web starts: `python -m eptsp.launch.prepare PART FILE`.

PART is data or static. A step whose inputs did not change and whose table is not empty is skipped; FILE keeps what
was done.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from eptsp.launch.places import ROOT

# command -> a table that it fills
LOADERS = {
    "load_regions": "regions.Village",
    "load_office": "office.Agency",
    "load_catalogue": "permits.PermitType",
    "load_help": "portal.HelpEntry",
    "load_surveys": "surveys.Instrument",
    "load_chat": "messaging.CannedAnswer",
    "demo_data": "accounts.User",
}


def main(part: str, memory: Path) -> None:
    """Run what one part needs, one line per step on the terminal, the commands' own words to stderr (the log)."""
    import django

    django.setup()
    done = _remembered(memory)
    PARTS[part](done, memory)


def prepare_data(done: dict[str, str], memory: Path) -> None:
    """Migrate, then run the loaders that exist and have something new to load."""
    from django.conf import settings
    from django.core.management import call_command, get_commands

    _step("migrate", lambda: call_command("migrate", interactive=False, stdout=sys.stderr))
    known = get_commands()
    for command, table in LOADERS.items():
        if command not in known or (command == "demo_data" and not getattr(settings, "DEMO", False)):
            continue
        digest = _digest(_sources(command, str(known[command])))
        if done.get(command) == digest and _has_rows(table):
            continue
        _step(command, partial(call_command, command, stdout=sys.stderr))
        done[command] = digest
        memory.write_text(json.dumps(done))


def static_is_current(memory: Path, collected: Path) -> bool:
    """Tell whether the collected static files are those of now; asks without Django, which takes seconds to load."""
    return collected.exists() and _remembered(memory).get("static") == _digest(_files(ROOT / "static", "*"))


def prepare_static(_done: dict[str, str], memory: Path) -> None:
    """Collect and compress the static files."""
    from django.core.management import call_command

    digest = _digest(_files(ROOT / "static", "*"))
    _step("collectstatic", partial(call_command, "collectstatic", interactive=False, stdout=sys.stderr, verbosity=0))
    memory.write_text(json.dumps({"static": digest}))


PARTS = {"data": prepare_data, "static": prepare_static}


def _step(name: str, work: Callable[[], object]) -> None:
    began = time.monotonic()
    work()
    print(f"  {name}: {time.monotonic() - began:.1f} detik", flush=True)


def _remembered(memory: Path) -> dict[str, str]:
    try:
        return dict(json.loads(memory.read_text()))
    except (OSError, ValueError):
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


def _digest(paths: Iterable[Path]) -> str:
    """Return a digest of the files, the locked libraries, the chosen profile and the database's address."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    digest.update(
        os.environ.get("PROFILE", "").encode() + os.environ.get("DATABASE_URL", "").rpartition("@")[2].encode()
    )
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
