"""Processes that we start: they die with us, are stopped as a group, and can be proved ours after a crash."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eptsp.launch.places import NOBODY, is_root

MARK = "EPTSP_LAUNCHED_FOR"  # set in every child's environment to the folder of its pid file
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServerError(RuntimeError):
    """A server did not start or stopped by itself; the text says which and shows the end of its log."""


def die_with_parent(death_signal: int = signal.SIGTERM) -> None:
    """Ask the kernel to send us `death_signal` when the parent dies, even by kill -9 (Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, death_signal)


@dataclass
class Running:
    """A started server: where it answers, which process it is, and how to end it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    port: int = 0
    url: str = ""
    data_dir: Path = field(default_factory=Path)
    stop_signal: int = signal.SIGTERM
    pid_file: Path | None = None

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its process group and session."""
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the polite signal and do not wait."""
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, self.stop_signal)

    def stop(self, *, seconds: float = 10) -> None:
        """End the process politely, then by force; nothing of its group is left."""
        if self.is_alive:
            self.ask_to_stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """kill -9 of the whole group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        if self.pid_file:
            self.pid_file.unlink(missing_ok=True)

    def wait_for(self, question: Callable[[], bool], *, seconds: float) -> None:
        """Return when `question` says yes; ServerError when the process ends or time is up first."""
        deadline = time.monotonic() + seconds
        while not question():
            if not self.is_alive:
                raise ServerError(f"{self.name} berhenti saat dimulai:\n{tail(self.log)}")
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} tidak menjawab dalam {seconds:.0f} detik:\n{tail(self.log)}")
            time.sleep(0.05)


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    as_nobody: bool = False,
    stop_signal: int = signal.SIGTERM,
    pids: Path | None = None,
    talks: bool = False,
) -> Running:
    """Start a process in a session of its own, its output added to `log`, and note it in the folder `pids`.

    With `talks` only its errors go to the log and its output to our terminal.
    """
    other_user = as_nobody and is_root()
    uid = NOBODY if other_user else None
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} if as_nobody else dict(os.environ)
    environment.update(env or {})
    if pids:
        environment[MARK] = str(pids)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=None if talks else output,
            stderr=output,
            env=environment,
            cwd="/" if as_nobody else None,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(stop_signal),
            user=uid,
            group=uid,
            extra_groups=[] if other_user else None,
        )
    running = Running(name, process, log, stop_signal=stop_signal)
    if pids:
        running.pid_file = pids / f"{name}.json"
        running.pid_file.write_text(json.dumps({"pid": process.pid, "born": _born(process.pid), "boot": _boot()}))
    return running


def clear_leftovers(pids: Path) -> list[str]:
    """End what a killed launcher left behind and return its names; touches only processes proved to be ours.

    The proof: the pid noted in our file with the same birth time and boot, or a process of that session that
    carries our mark in its environment. A pid that another program has taken since is left alone.
    """
    ended = []
    for note in sorted(pids.glob("*.json")):
        try:
            noted = json.loads(note.read_text())
            pid, born, boot = int(noted["pid"]), noted["born"], noted["boot"]
        except (ValueError, KeyError, TypeError):
            note.unlink()
            continue
        ours = _members(pid, born, mark=str(pids)) if born and boot == _boot() else []
        if ours:
            _end(ours)
            ended.append(note.stem)
        note.unlink(missing_ok=True)
    return ended


def _members(session: int, born: str, *, mark: str) -> list[int]:
    """Return the noted process and the processes of its session that are provably ours."""
    marked = f"{MARK}={mark}".encode()

    def is_ours(pid: int) -> bool:
        if pid == session:
            return _born(pid) == born
        return _session(pid) == session and marked in _environment(pid)

    return [pid for pid in (int(folder.name) for folder in Path("/proc").glob("[0-9]*")) if is_ours(pid)]


def _end(pids: Sequence[int]) -> None:
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sent)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if not any(_is_running(pid) for pid in pids):
                return
            time.sleep(0.05)


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the program's name; empty when there is no such process."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _born(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if fields else ""


def _session(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[3]) if fields else 0


def _is_running(pid: int) -> bool:
    fields = _stat(pid)
    return bool(fields) and fields[0] != "Z"


def _environment(pid: int) -> list[bytes]:
    try:
        return Path("/proc", str(pid), "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def command_line(pid: int) -> list[str]:
    """Return the arguments of a running process; empty when there is none."""
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def tail(log: Path, *, lines: int = 15) -> str:
    """Return the last lines of a log."""
    if not log.exists():
        return "(log kosong)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
