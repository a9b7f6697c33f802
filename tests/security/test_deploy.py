"""`manage.py check --deploy` has nothing to say about the settings of production."""

import subprocess
import sys
from pathlib import Path

from eptsp.launch.checking import environment

ROOT = Path(__file__).parents[2]


def said(env: dict[str, str]) -> tuple[int, str]:
    """The exit status and every word of the deploy check."""
    command = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", "check", "--deploy"]
    done = subprocess.run(
        [*command, "--fail-level", "WARNING"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_deploy_check_is_silent_under_production_settings(tmp_path: Path) -> None:
    status, words = said(environment("deploy", str(tmp_path)))

    assert status == 0
    assert "no issues (0 silenced)" in words
