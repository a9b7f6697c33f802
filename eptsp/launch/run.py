"""`make run`: starts everything, keeps it running, and stops all of it together."""

import contextlib
import fcntl
import http.client
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from eptsp.launch import secrets_file, servers
from eptsp.launch.places import is_free, own_folder, reachable, remembered_port, var_dir
from eptsp.launch.prepare import static_is_current
from eptsp.launch.processes import Running, ServerError, clear_leftovers, die_with_parent, start, tail

LOG_LIMIT = 10 * 1024 * 1024
PATIENCE = 6  # a child that dies this often within a minute stays dead, and everything stops


class AlreadyRunningError(Exception):
    """Another launcher holds this installation."""


@dataclass
class Child:
    """One thing to keep running, and how often it died lately."""

    name: str
    begin: Callable[[], Running]
    running: Running | None = None
    deaths: list[float] = field(default_factory=list)
    due: float = 0.0


@dataclass
class House:
    """The installation in `var`: its secrets, environment and children in the order in which they start."""

    var: Path
    port: int
    env: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    passing: list[Running] = field(default_factory=list)

    @property
    def pids(self) -> Path:
        """The folder of pid files."""
        return self.var / "run"

    def log(self, name: str) -> Path:
        """Return a child's log file; one that grew large is set aside first."""
        path = self.var / "log" / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    def add(self, name: str, begin: Callable[[], Running]) -> Running:
        """Start a child now and remember how to start it again."""
        child = Child(name, begin)
        self.children.append(child)
        child.running = begin()
        return child.running

    def port_of(self, name: str) -> int:
        """Return the port of an embedded server, the same as last time if it is free."""
        return remembered_port(self.var / "ports.json", name)

    def stop(self) -> None:
        """Stop the children, last started first."""
        for running in self.passing:
            running.stop(seconds=3)
        alive = [child.running for child in reversed(self.children) if child.running]
        for running in alive:
            if running.name in {
                "web",
                "chat",
                "worker",
                "beat",
            }:  # all at once; what they use stays up until they are gone
                running.ask_to_stop()
        for running in alive:
            running.stop()


def start_servers(house: House, secret: dict[str, str]) -> None:
    """Start the embedded servers that the environment does not name, and put their addresses into house.env."""
    if not house.env.get("DATABASE_URL") and not house.env.get("DATABASE_URL_FILE"):
        port, password = house.port_of("postgres"), secret["POSTGRES_PASSWORD"]
        house.env["DATABASE_URL"] = house.add(
            "postgres",
            lambda: servers.start_postgres(
                house.var / "postgres", port=port, password=password, log=house.log("postgres"), pids=house.pids
            ),
        ).url
    if not house.env.get("REDIS_URL") and not house.env.get("REDIS_URL_FILE"):
        broker_port, broker_password = house.port_of("valkey"), secret["VALKEY_PASSWORD"]
        house.env["REDIS_URL"] = house.add(
            "valkey",
            lambda: servers.start_valkey(
                house.var / "valkey",
                port=broker_port,
                password=broker_password,
                log=house.log("valkey"),
                pids=house.pids,
            ),
        ).url
    if not house.env.get("EMAIL_HOST"):
        mail_port = house.port_of("mail")
        catcher = house.add(
            "mail",
            lambda: servers.start_smtp_catcher(
                house.var / "mail", port=mail_port, log=house.log("mail"), pids=house.pids
            ),
        )
        house.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(catcher.port)}


def prepare(house: House, part: str) -> Running:
    """Begin to bring one part up to date, "data" or "static"; its steps are told on our own terminal."""
    command = [sys.executable, "-m", "eptsp.launch.prepare", part, str(house.var / f"prepared-{part}.json")]
    name = f"prepare-{part}"
    running = start(name, command, log=house.log(name), env=house.env, pids=house.pids, talks=True)
    house.passing.append(running)
    return running


def finish(running: Running) -> None:
    """Wait for the end of a preparation; ServerError with the end of its log when it failed."""
    if running.process.wait() != 0:
        raise ServerError(f"persiapan gagal ({running.log}):\n{tail(running.log)}")
    running.kill()


def start_services(house: House) -> None:
    """Start web, chat, worker and beat; returns when the web answers, a few seconds before the others are ready.

    Without a web server in front the pages open their sockets at the chat's own port.
    """
    chat_port = house.port_of("chat")
    house.env.setdefault("CHAT_SOCKET_URL", f"ws://127.0.0.1:{chat_port}")
    house.env.setdefault("CHAT_ORIGINS", f"http://127.0.0.1:{house.port},http://localhost:{house.port}")
    worker_log, schedule = house.log("worker"), str(house.var / "run" / "beat-schedule")
    beat = [sys.executable, "-m", "celery", "-A", "eptsp", "beat", "--schedule", schedule, "--pidfile="]

    def web() -> Running:
        running = start("web", _gunicorn(house.port), log=house.log("web"), env=house.env, pids=house.pids)
        running.wait_for(lambda: answers(house.port), seconds=60)
        return running

    house.add("web", web)
    chat = servers.chat_command(chat_port)
    house.add("chat", lambda: start("chat", chat, log=house.log("chat"), env=house.env, pids=house.pids))
    house.add(
        "worker", lambda: start("worker", servers.worker_command(), log=worker_log, env=house.env, pids=house.pids)
    )
    house.add("beat", lambda: start("beat", beat, log=house.log("beat"), env=house.env, pids=house.pids))


def _gunicorn(port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "eptsp.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "120"]
    return [*command, "--graceful-timeout", "3", "--no-control-socket", "--preload"]


def answers(port: int) -> bool:
    """Tell whether the web says ok at /healthz."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def watch(house: House) -> None:
    """Start again whatever dies; ServerError when the same child dies again and again."""
    while True:
        time.sleep(0.3)
        for child in house.children:
            if child.running and not child.running.is_alive:
                _bury(child)
            elif not child.running and time.monotonic() >= child.due:
                _revive(child)


def _bury(child: Child) -> None:
    assert child.running  # noqa: S101
    code, log = child.running.process.returncode, child.running.log
    child.running.kill()  # what is left of its group
    child.running = None
    now = time.monotonic()
    child.deaths = [moment for moment in child.deaths if now - moment < 60] + [now]
    if len(child.deaths) >= PATIENCE:
        raise ServerError(f"{child.name} berhenti {PATIENCE} kali dalam semenit:\n{tail(log)}")
    wait = 2 ** (len(child.deaths) - 1)
    child.due = now + wait
    say(f"{child.name} berhenti (kode {code}); dijalankan lagi dalam {wait} detik.")


def _revive(child: Child) -> None:
    try:
        child.running = child.begin()
    except ServerError as error:
        now = time.monotonic()
        child.deaths.append(now)
        if len(child.deaths) >= PATIENCE:
            raise
        child.due = now + 2 ** (len(child.deaths) - 1)
        say(f"{child.name} belum dapat dijalankan: {str(error).splitlines()[0]}")


def say(line: str) -> None:
    """Print one line for the person at the terminal; a terminal that is gone is no reason to fail."""
    with contextlib.suppress(OSError):
        print(f"E-PTSP: {line}", flush=True)


@contextmanager
def held(var: Path, *, seconds: float = 20) -> Iterator[None]:
    """Hold this installation for one launcher; waits a little for one that is just stopping."""
    own_folder(var)
    own_folder(var / "run", mode=0o700)
    with (var / "run" / "lock").open("a+") as handle:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise AlreadyRunningError from None
                time.sleep(0.2)
        yield


def _raise_interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # one is enough; stopping must not be interrupted
    raise KeyboardInterrupt


def environment(var: Path, port: int, secret: dict[str, str]) -> dict[str, str]:
    """Return the environment of every Django process: the caller's own wins over what is made here."""
    made = {name: secret[name] for name in ("SECRET_KEY", "HISTORY_KEY", "ALTCHA_HMAC_KEY")}
    made |= {"SITE_URL": f"http://127.0.0.1:{port}", "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"}
    return made | dict(os.environ)


def run(var: Path, port: int) -> None:
    """Start all, say so, and watch until interrupted."""
    for name in clear_leftovers(var / "run"):
        say(f"sisa {name} dari jalan sebelumnya dihentikan.")
    if not is_free(port):
        raise ServerError(f"port {port} sedang dipakai; jalankan dengan PORT lain, misalnya: PORT=8100 make run")
    for name in ("log", "mail", "files", "keys"):
        own_folder(var / name, mode=0o700)
    home = reachable(var / "postgres").parent
    if home != var:
        say(f"data PostgreSQL dan Valkey disimpan di {home}")
    secret = secrets_file.load_or_make(var / "secrets.env")
    house = House(var, port, environment(var, port, secret))
    try:
        static = None if static_is_current(var / "prepared-static.json", var / "static") else prepare(house, "static")
        start_servers(house, secret)
        finish(prepare(house, "data"))
        if static:
            finish(static)
        start_services(house)
        print(f"E-PTSP siap: http://127.0.0.1:{port}", flush=True)
        watch(house)
    finally:
        house.stop()


def main() -> int:
    """Run until Ctrl-C, SIGTERM or a failure; 0 after a wished end, 1 with one clear line otherwise."""
    if os.environ.get("MAKELEVEL"):
        die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_interrupt)
    os.umask(0o077)
    port = os.environ.get("PORT", "8000")
    if not (port.isdigit() and 0 < int(port) < 65536):
        say(f"PORT={port!r} bukan nomor port.")
        return 1
    try:
        with held(var_dir()):
            run(var_dir(), int(port))
    except KeyboardInterrupt:
        say("berhenti.")
        return 0
    except AlreadyRunningError:
        say("sudah berjalan dari folder ini; hentikan dulu yang itu.")
    except (ServerError, RuntimeError) as error:
        say(str(error))
    return 1


if __name__ == "__main__":
    sys.exit(main())
