"""The first step of every make target, on machines whose Python is not where one would look."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from eptsp.launch.places import ROOT

BOOTSTRAP = ROOT / "eptsp" / "launch" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    """bootstrap.py loaded by its path, as make does."""
    spec = importlib.util.spec_from_file_location("bootstrap", BOOTSTRAP)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fake_python(path: Path, *, version: str, complete: bool = True) -> Path:
    """Write a program that answers the version question like a Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\nexit {0 if complete else 1}\n")
    path.chmod(0o755)
    return path


def test_it_prefers_the_newest_fitting_python_on_the_path(bootstrap: ModuleType, tmp_path: Path) -> None:
    fake_python(tmp_path / "bin" / "python3.12", version="3.12")
    newest = fake_python(tmp_path / "bin" / "python3.13", version="3.13")

    assert bootstrap.find_python(str(tmp_path / "bin"), tmp_path) == str(newest)


def test_it_passes_over_a_shim_that_does_not_start(bootstrap: ModuleType, tmp_path: Path) -> None:
    shim = tmp_path / "shims" / "python3.13"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    real = fake_python(tmp_path / ".pyenv" / "versions" / "3.13.9" / "bin" / "python3.13", version="3.13")

    assert bootstrap.find_python(str(shim.parent), tmp_path) == str(real)


def test_it_takes_the_newest_version_of_pyenv_by_number(bootstrap: ModuleType, tmp_path: Path) -> None:
    versions = tmp_path / ".pyenv" / "versions"
    fake_python(versions / "3.12.9" / "bin" / "python3.12", version="3.12")
    newer = fake_python(versions / "3.12.10" / "bin" / "python3.12", version="3.12")

    assert bootstrap.find_python(str(tmp_path / "empty"), tmp_path) == str(newer)


def test_it_says_plainly_that_python_is_missing(bootstrap: ModuleType, tmp_path: Path) -> None:
    fake_python(tmp_path / "bin" / "python3", version="3.11")

    with pytest.raises(SystemExit) as ended:
        bootstrap.find_python(str(tmp_path / "bin"), tmp_path)

    assert "butuh Python 3.12 atau 3.13" in str(ended.value)


def test_it_names_the_venv_package_when_it_cannot_install_it(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(tmp_path / "bin" / "python3.12", version="3.12", complete=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))  # no apt-get to be found

    with pytest.raises(SystemExit) as ended:
        bootstrap.find_python(str(tmp_path / "bin"), tmp_path)

    assert "python3.12-venv" in str(ended.value)


def test_missing_packages_are_named_in_one_line(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "LIBRARIES", {"libtiada-1": "tiada"})
    monkeypatch.setenv("PATH", str(tmp_path))  # neither apt-get nor chromium

    with pytest.raises(SystemExit) as ended:
        bootstrap.ensure_packages(for_tests=True)

    assert "libtiada-1 chromium poppler-utils" in str(ended.value)
    assert "\n" not in str(ended.value)


def test_it_knows_only_its_targets() -> None:
    done = subprocess.run([sys.executable, str(BOOTSTRAP), "terbang"], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    targets = "make run | make test | make check | make bench | make faults | make soak | make reset"
    assert done.stderr.strip() == f"E-PTSP: pakai: {targets}"


@pytest.mark.parametrize("name", ["requirements.lock", "docker/requirements.lock"])
def test_the_lock_pins_with_hashes_and_names_no_host(name: str) -> None:
    lock = (ROOT / name).read_text()

    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)==\S+", lock, flags=re.MULTILINE)
    assert len(pins) > 40
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", lock, flags=re.MULTILINE)
    # what is neither a pin, a hash nor a condition would be a place to fetch from
    assert not [
        line for line in lock.splitlines() if not re.match(r"([a-z0-9][a-z0-9._-]*==|    --hash=sha256:|\s*#|$)", line)
    ]


def test_the_environment_of_this_run_is_the_projects() -> None:
    assert sys.version_info >= (3, 12)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
