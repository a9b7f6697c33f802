"""PostgreSQL's own programs; the password travels in their environment, never on the command line."""

import os
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from eptsp.lib.errors import DomainError


def run(program: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore on our database; raises DomainError with its own last line."""
    command = [str(Path(settings.PG_BIN) / program) if settings.PG_BIN else program, *arguments]
    try:
        done = subprocess.run(command, env=os.environ | _access(), capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise DomainError(f"{program} tidak ditemukan; isi PG_BIN dengan folder program PostgreSQL.") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["tanpa keterangan"]
        raise DomainError(f"{program} gagal: {said[-1]}")


def _access() -> dict[str, str]:
    settings_of: dict[str, Any] = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {variable: str(settings_of[key]) for variable, key in named.items() if settings_of[key]}
