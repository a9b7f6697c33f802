"""`make check`: format, lint, templates, import rules, types, migrations, deploy check, security scan."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from eptsp.launch import secrets_file

BIN = Path(sys.executable).parent
ROOMS = [
    *("eptsp", "portal", "reports", "workflow", "surveys", "complaints", "permits"),
    *("messaging", "accounts", "outbox", "files", "office", "regions"),
]
# no database is asked: makemigrations then warns that it could not look at the history
MANAGE = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py"]
CHECKS = {
    "types": [str(BIN / "mypy"), *ROOMS],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "lint": [str(BIN / "ruff"), "check", "--output-format", "concise", "."],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "security": [str(BIN / "bandit"), "-q", "-ll", "-r", *ROOMS],
}


def environment(name: str, var: str) -> dict[str, str]:
    """Return the environment of one check: test settings, or production settings with new secrets."""
    env = {key: value for key, value in os.environ.items() if key not in {"DEMO", "DEBUG"}}
    env |= {"DJANGO_SETTINGS_MODULE": "eptsp.settings.test", "VAR_DIR": var}
    env |= {"DATABASE_URL": "postgres://eptsp@127.0.0.1:9/eptsp", "REDIS_URL": "redis://127.0.0.1:9/0"}
    if name == "deploy":
        made = secrets_file.generate()
        env |= made | {"DATABASE_URL": f"postgres://eptsp:{made['POSTGRES_PASSWORD']}@127.0.0.1:9/eptsp"}
        env |= {"DJANGO_SETTINGS_MODULE": "eptsp.settings.prod", "ALLOWED_HOSTS": "perizinan.contoh.test"}
    return env


def run(name: str, var: str) -> tuple[str, int, str, float]:
    """Run one check and return (name, exit status, what it said, seconds)."""
    began = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        env=environment(name, var),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return name, done.returncode, done.stdout.strip(), time.monotonic() - began


def main(arguments: list[str]) -> int:
    """Run all checks, or those named; 0 when every one passed."""
    chosen = list(arguments) or list(CHECKS)
    failed = []
    with tempfile.TemporaryDirectory() as var, ThreadPoolExecutor(2) as pool:
        for name, status, said, seconds in pool.map(lambda check: run(check, var), chosen):
            print(f"{'ok   ' if status == 0 else 'GAGAL'} {name} ({seconds:.1f} detik)", flush=True)
            if status != 0:
                print(said, flush=True)
                failed.append(name)
    print("semua lulus" if not failed else "gagal: " + ", ".join(failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
