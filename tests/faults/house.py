"""Web server, worker, broker and mail catcher of one's own, which tests may kill, hang and starve.

Nothing here ends a process that it did not start: everything goes by the pids that Popen returned, or by those of their
children as the kernel tells them.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from eptsp.launch import servers
from eptsp.launch.places import ROOT, free_port
from eptsp.launch.processes import Running, start

TOKEN = "t" * 32  # a csrf token like any other: cookie and form must agree
PATIENCE = 30.0
LOST = (httpx.TransportError,)  # what a client sees of a process that dies


def wait_until(question: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
    """Ask again until the answer is true and return it; AssertionError when it never is."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"never became true within {seconds:.0f} s"
        time.sleep(0.02)
    return answer


@dataclass(frozen=True)
class Points:
    """The folder through which a test orders what happens at a fault point (eptsp/lib/faultpoints.py)."""

    folder: Path

    def arm(self, name: str, what: str) -> None:
        """Order it for the next ones who come by."""
        unfinished = self.folder / f".{name}"
        unfinished.write_text(what)
        unfinished.rename(self.folder / name)

    def disarm(self, name: str) -> None:
        """Let everybody pass again, those who wait too."""
        (self.folder / name).unlink(missing_ok=True)

    def reached(self, name: str) -> int:
        """How often an armed point was reached."""
        return len(list(self.folder.glob(f"{name}.*.reached")))

    def forget(self) -> None:
        """No orders and no notes."""
        for file in self.folder.iterdir():
            file.unlink(missing_ok=True)


def children(pid: int) -> list[int]:
    """The pids of the direct children of a process that we started."""
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@dataclass
class House:
    """The addresses of the servers and their processes. `database` is a URL."""

    folder: Path
    database: str
    broker: Running
    mail: Running
    points: Points
    env: dict[str, str] = field(default_factory=dict)
    port: int = 0
    web: Running | None = None
    worker: Running | None = None
    beats: list[Running] = field(default_factory=list)
    started: list[Running] = field(default_factory=list)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- web ---

    def start_web(self, *, without: str = "", workers: int = 1, threads: int = 8) -> None:
        """gunicorn as `make run` has it; `without` names a guard to be taken away (tests/faults/unguarded.py)."""
        app = "tests.faults.unguarded:application" if without else "eptsp.wsgi:application"
        command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{self.port}", "--preload"]
        command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
        command += ["--graceful-timeout", "3", "--no-control-socket", "--timeout", "120", "--backlog", "2048"]
        log = self.folder / "web.log"
        self.web = start("web", command, log=log, env=self.env | {"GUARD_OFF": without})
        self.started.append(self.web)
        self.web.wait_for(self.answers, seconds=60)

    def answers(self) -> bool:
        """Whether /healthz says ok."""
        try:
            return httpx.get(f"{self.site}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def web_workers(self) -> list[int]:
        """The pids of gunicorn's workers."""
        assert self.web
        return children(self.web.pid)

    def fill_the_disk(self, *, at: int = 0) -> None:
        """The kernel lets the web workers write no file beyond that many bytes."""
        for pid in self.web_workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (at, resource.RLIM_INFINITY))

    def free_the_disk(self) -> None:
        """As before."""
        for pid in self.web_workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    # --- worker ---

    def start_worker(self, *, without: str = "", processes: int = 1) -> None:
        """A Celery worker for both queues, with children that may be killed one by one."""
        log = self.folder / "worker.log"
        already = log.stat().st_size if log.exists() else 0
        command = servers.worker_command("--concurrency", str(processes))
        if without:
            command[command.index("eptsp")] = "tests.faults.unguarded"
        running = start("worker", command, log=log, env=self.env | {"GUARD_OFF": without})
        self.started.append(running)
        self.worker = running
        running.wait_for(lambda: b" ready." in log.read_bytes()[already:], seconds=60)

    def end_worker(self) -> None:
        """kill -9 of the worker and its children, if one runs."""
        if self.worker is not None:
            self.worker.kill()
            self.worker = None

    # --- all ---

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py against these servers."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=os.environ | self.env, capture_output=True, text=True, check=False)

    def mails(self) -> list[str]:
        """The caught mails as they came, oldest first."""
        return [file.read_text(errors="replace") for file in sorted((self.folder / "mail").glob("*.eml"))]

    def stop(self) -> None:
        """Kill what was started; there is nothing worth waiting for."""
        for running in reversed(self.started):
            running.kill()


def hang(running: Running) -> None:
    """SIGSTOP: alive, and silent."""
    os.kill(running.pid, signal.SIGSTOP)


def wake_up(running: Running) -> None:
    """SIGCONT."""
    os.kill(running.pid, signal.SIGCONT)


def flush(broker: Running) -> None:
    """Everything in the broker is gone."""
    import redis

    with redis.Redis.from_url(broker.url) as client:
        client.flushall()


@contextlib.contextmanager
def opened(folder: Path, *, database: str, keys: Path | None = None) -> Iterator[House]:
    """Broker and mail catcher run; web and worker are the caller's to start."""
    points = Points(folder / "points")
    points.folder.mkdir(parents=True)
    (folder / "var").mkdir()
    if keys is not None:
        keys.mkdir(parents=True, exist_ok=True)
        (folder / "var" / "keys").symlink_to(keys)
    with servers.valkey(folder / "valkey", durable=False) as broker:
        mail = servers.start_smtp_catcher(folder / "mail")
        house = House(folder, database, broker, mail, points, port=free_port())
        house.started.append(mail)
        house.env = {
            "DJANGO_SETTINGS_MODULE": "eptsp.settings.test",
            "DATABASE_URL": database,
            "REDIS_URL": broker.url,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail.port),
            "VAR_DIR": str(folder / "var"),
            "SITE_URL": house.site,
            "FAULT_POINTS": str(points.folder),
            "PYTHONUNBUFFERED": "1",
        }
        try:
            yield house
        finally:
            house.stop()


class Browser(httpx.Client):
    """A signed-in person; every post carries the token."""

    def __init__(self, site: str, session: str, *, seconds: float = PATIENCE) -> None:
        super().__init__(base_url=site, timeout=seconds, cookies={"sessionid": session, "csrftoken": TOKEN})

    def press(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """POST a form."""
        return self.post(url, data={"csrfmiddlewaretoken": TOKEN, **(data or {})}, **options)


def json_of(answer: httpx.Response) -> Any:
    """The JSON of an answer that must be a success."""
    assert answer.status_code == 200, answer.text[:300]
    return json.loads(answer.text)
