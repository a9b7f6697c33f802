"""Production settings refuse to start with demo data, a default secret or a missing one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eptsp.launch import secrets_file
from eptsp.launch.places import ROOT

SAME = "k7" + "abcdefghij" * 5
LOAD = "import eptsp.settings.prod"


def load_production(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Import the production settings in a process of their own; None removes a variable."""
    env = {"PATH": os.environ["PATH"], **secrets_file.generate()}
    env |= {"DATABASE_URL": "postgres://a:b7c1@127.0.0.1:9/c", "REDIS_URL": "redis://127.0.0.1:9/0"}
    for name, value in changes.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    return subprocess.run([sys.executable, "-c", LOAD], env=env, cwd=ROOT, capture_output=True, text=True, check=False)


def test_whole_settings_load() -> None:
    assert load_production().returncode == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEMO": "1"}, "DEMO=1 tidak boleh"),
        ({"SECRET_KEY": "dev-only-not-a-secret"}, "SECRET_KEY masih bawaan"),
        ({"HISTORY_KEY": "pendek"}, "HISTORY_KEY masih bawaan atau terlalu pendek"),
        ({"SECRET_KEY": None}, "SECRET_KEY belum diatur"),
        ({"ALTCHA_HMAC_KEY": None}, "ALTCHA_HMAC_KEY belum diatur"),
        ({"DATABASE_URL": None}, "DATABASE_URL belum diatur"),
        ({"REDIS_URL": None}, "REDIS_URL belum diatur"),
        ({"DEMO": "yes"}, "gunakan True atau False"),
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY masih bawaan"),
        ({"HISTORY_KEY": SAME, "SECRET_KEY": SAME}, "harus berbeda satu sama lain"),
        ({"METRICS_TOKEN": "m"}, "METRICS_TOKEN terlalu pendek"),
        ({"DATABASE_URL": "postgres://eptsp@db:5432/eptsp"}, "DATABASE_URL memakai sandi bawaan"),
        ({"DATABASE_URL": "postgres://eptsp:postgres@db:5432/eptsp"}, "DATABASE_URL memakai sandi bawaan"),
        ({"REDIS_URL": ""}, "REDIS_URL harus berbentuk"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS harus menyebut nama host"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS harus menyebut nama host"),
        ({"EMAIL_HOST_PASSWORD": "ganti-saya"}, "EMAIL_HOST_PASSWORD masih berisi contoh"),
        ({"SIGNER": "bsree"}, "SIGNER harus local atau bsre"),
        ({"SIGNER": "bsre", "BSRE_URL": "https://bsre.contoh.test"}, "BSRE_USER belum diatur, padahal SIGNER=bsre"),
        ({"FAULT_POINTS": "/tmp/x"}, "FAULT_POINTS hanya untuk pengujian"),
    ],
)
def test_it_refuses_to_start_with(changes: dict[str, str | None], said: str) -> None:
    done = load_production(**changes)

    assert done.returncode != 0
    assert said in done.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.write_text(SAME + "\n")

    assert load_production(SECRET_KEY=None, SECRET_KEY_FILE=str(file)).returncode == 0


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"

    made = secrets_file.load_or_make(path)

    assert secrets_file.load_or_make(path) == made
    assert len(set(made.values())) == len(secrets_file.NAMES)
    assert path.stat().st_mode & 0o077 == 0
    path.write_text(f"SECRET_KEY={made['SECRET_KEY']}\n")  # an older file that knows fewer names
    assert secrets_file.load_or_make(path)["SECRET_KEY"] == made["SECRET_KEY"]
