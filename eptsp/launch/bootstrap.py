"""The first step of every make target: finds Python, fills .venv, installs what is missing, hands over.

Runs on any Python from 3.8 on and needs nothing but the standard library, so it must not import our packages.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NoReturn

try:
    import fcntl
except ImportError:  # not a Unix; the embedded servers would not run there either
    sys.exit("E-PTSP: butuh Linux, macOS atau WSL.")

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
OLDEST = (3, 12)
PROBE = "import sys; print('%d.%d' % sys.version_info[:2]); import venv, ensurepip"

LIBRARIES = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}
FONTS = ("fonts-liberation2", "fonts-liberation")  # the family that every sheet in static/pdf/ names
TEST_PROGRAMS = {"chromium": ("chromium", "chromium-browser"), "poppler-utils": ("pdfsig",)}
MODULES = {
    "run": "eptsp.launch.run",
    "test": "eptsp.launch.testing",
    "check": "eptsp.launch.checking",
    "bench": "bench",
    "faults": "eptsp.launch.testing",
    "soak": "tests.faults.soak",
    "reset": "eptsp.launch.reset",
}
SETTINGS = {"run": "eptsp.settings.dev", "test": "eptsp.settings.test", "faults": "eptsp.settings.test"}


def say(line: str) -> None:
    """Print one line for the person at the terminal."""
    print("E-PTSP: " + line, flush=True)


def stop(line: str) -> NoReturn:
    """End with one line and exit status 1."""
    sys.exit("E-PTSP: " + line)


# --- Python ---------------------------------------------------------------------------------------


def _version_of(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", folder.name))


def python_candidates(path: str, home: Path) -> list[str]:
    """Return the programs that may be a fitting Python, best first; they need not work (pyenv's shims often do not)."""
    folders = [Path(part) for part in path.split(os.pathsep) if part]
    found = [folder / name for name in ("python3.13", "python3.12") for folder in folders]
    for series in ("3.13", "3.12"):
        versions = sorted((home / ".pyenv" / "versions").glob(series + "*"), key=_version_of, reverse=True)
        found += [version / "bin" / ("python" + series) for version in versions]
    found += [folder / name for name in ("python3", "python3.14") for folder in folders]
    return [str(program) for program in found if os.access(str(program), os.X_OK)]


def probe(program: str) -> tuple[tuple[int, ...] | None, bool]:
    """Return (version, can make environments) of a Python; the version is None when it does not start."""
    try:
        done = subprocess.run(
            [program, "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, False
    match = re.match(rb"(\d+)\.(\d+)", done.stdout)
    if not match:
        return None, False
    return (int(match.group(1)), int(match.group(2))), done.returncode == 0


def find_python(path: str, home: Path) -> str:
    """Return a Python of 3.12 or newer that can make an environment; end with a plain line when there is none."""
    without_venv = None
    for program in python_candidates(path, home):
        version, complete = probe(program)
        if version is None or version < OLDEST:
            continue
        if complete:
            return program
        without_venv = without_venv or (program, "python{}.{}-venv".format(*version))
    if without_venv:
        program, package = without_venv
        if install_packages([package]) and probe(program)[1]:
            return program
        stop(program + " tidak bisa membuat lingkungan; pasang paket " + package + ".")
    stop("butuh Python 3.12 atau 3.13; tidak ditemukan di PATH maupun ~/.pyenv/versions. Pasang lalu ulangi.")


# --- system packages ------------------------------------------------------------------------------


def can_install() -> bool:
    """Tell whether this is root on a machine with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages, all at once or else one by one; return whether every one is there."""
    if not packages or not can_install():
        return not packages
    say("memasang paket sistem: " + " ".join(packages) + " ...")
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]

    def run(command: list[str]) -> bool:
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return done.returncode == 0

    run(["apt-get", "update", "-qq"])
    return run(install + packages) or all([run(install + [package]) for package in packages])  # noqa: C419  # every one is tried


def _is_installed(package: str) -> bool:
    if not shutil.which("dpkg-query"):
        return False
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${Status}", package], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return done.stdout.endswith(b"ok installed")


def missing_packages(for_tests: bool) -> dict[str, list[str]]:
    """Return {"needed": [...], "wanted": [...]}: without the first nothing runs, without the second less is shown."""
    needed = [p for p, lib in LIBRARIES.items() if not (_is_installed(p) or ctypes.util.find_library(lib))]
    wanted = []
    if shutil.which("dpkg-query") and not any(_is_installed(font) for font in FONTS):
        wanted.append(FONTS[0])
    if for_tests:
        wanted += [p for p, programs in TEST_PROGRAMS.items() if not any(shutil.which(name) for name in programs)]
    return {"needed": needed, "wanted": wanted}


def ensure_packages(for_tests: bool) -> None:
    """Install the missing system packages, or name them in one line; end when nothing could run without them."""
    missing = missing_packages(for_tests)
    if not missing["needed"] and not missing["wanted"]:
        return
    install_packages(missing["needed"] + missing["wanted"])
    missing = missing_packages(for_tests)
    names = " ".join(missing["needed"] + missing["wanted"])
    if missing["needed"]:
        stop("paket sistem belum ada: " + names + ". Pasang, misalnya: apt-get install " + names)
    if names:
        say("paket sistem belum ada, sebagian tidak akan berjalan: " + names)


# --- the environment ------------------------------------------------------------------------------


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock, so that two make targets started together do not fill .venv at once."""
    folder = ROOT / "var"
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o711)  # the servers' user passes through; what lies inside is closed on its own
    with open(str(folder / "bootstrap.lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure_environment() -> str:
    """Return .venv's Python after making .venv and installing the lock file; quick when nothing changed."""
    python = str(VENV / "bin" / "python")
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = VENV / "installed.sha256"
    version = probe(python)[0] if os.access(python, os.X_OK) else None
    if version is None or version < OLDEST:
        make_environment()
    elif stamp.exists() and stamp.read_text() == wanted:
        return python
    say("memasang pustaka Python dari requirements.lock ...")
    pip = [python, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(
        pip + ["--require-hashes", "--no-deps", "--no-compile", "-r", str(LOCK)],
        stdin=subprocess.DEVNULL,
        cwd=str(ROOT),
    )
    if done.returncode != 0:
        stop("pustaka Python gagal dipasang; lihat pesan pip di atas.")
    stamp.write_text(wanted)
    return python


def make_environment() -> None:
    """Make .venv anew with the best Python of this machine."""
    program = find_python(os.environ.get("PATH", ""), Path.home())
    say("membuat .venv dengan " + program)
    if subprocess.run([program, "-m", "venv", "--clear", str(VENV)], stdin=subprocess.DEVNULL).returncode != 0:
        stop(".venv gagal dibuat dengan " + program + ".")


def main(arguments: list[str]) -> None:
    """Set everything up for one make target and become it."""
    target = arguments[0] if arguments else ""
    if target not in MODULES:
        stop("pakai: make " + " | make ".join(MODULES))
    if target == "reset" and not VENV.exists():
        shutil.rmtree(str(ROOT / "var"), ignore_errors=True)
        return
    with one_at_a_time():
        python = ensure_environment()
        if target != "reset":
            ensure_packages(for_tests=target in {"test", "faults"})
    os.chdir(str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS.get(target, "eptsp.settings.dev"))
    sys.stdout.flush()
    os.execv(python, [python, "-m", MODULES[target]] + arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
