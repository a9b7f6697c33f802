"""Embedded servers: PostgreSQL, a Redis-protocol broker, the mail catcher, a Celery worker.

Each `start_x` returns a Running (pid, port, url, stop(), kill()); the context manager `x` stops it at the end:

    with servers.throwaway_folder("broker") as folder, servers.valkey(folder / "valkey") as broker:
        ...  # broker.url, broker.port, broker.pid; broker.kill() is a kill -9
"""

import contextlib
import os
import secrets
import shutil
import signal
import smtplib
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from eptsp.launch.places import (
    NOBODY,
    ROOT,
    data_folder,
    free_port,
    is_free,
    is_root,
    programs,
    reachable,
    throwaway_folder,
)
from eptsp.launch.processes import Running, ServerError, command_line, start, tail

__all__ = ["Running", "ServerError", "celery_worker", "postgres", "smtp_catcher", "throwaway_folder", "valkey"]

DATABASE = USER = "eptsp"
# a throwaway database may lose everything at a power cut; nobody will look for it
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


# --- PostgreSQL -----------------------------------------------------------------------------------


def start_postgres(
    data_dir: Path,
    *,
    port: int = 0,
    password: str = "",
    durable: bool = True,
    log: Path | None = None,
    pids: Path | None = None,
) -> Running:
    """Start PostgreSQL on `data_dir` (made at the first call) and return it when it answers queries.

    Recovers by itself after kill -9. An empty password means that every loopback connection is trusted.
    """
    bin_dir, _valkey = programs()
    data = reachable(data_dir)
    log = log or data_dir.parent / "postgres.log"
    if not (data / "PG_VERSION").exists():
        _initdb(bin_dir, data, password=password, durable=durable, log=log)
    _clear_stale_lock(data)
    port = port or free_port()
    options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100"]
    options += [] if durable else FAST
    command = [str(bin_dir / "postgres"), "-D", str(data), *(part for o in options for part in ("-c", o))]

    def begin() -> Running:
        running = start("postgres", command, log=log, as_nobody=True, stop_signal=signal.SIGINT, pids=pids)
        running.port, running.data_dir = port, data
        secret = f":{quote(password, safe='')}" if password else ""
        running.url = f"postgres://{USER}{secret}@127.0.0.1:{port}/{DATABASE}"
        running.wait_for(lambda: _database_answers(port, password), seconds=60)
        return running

    return _with_patience(begin, seconds=15)


def _with_patience(begin: Callable[[], Running], *, seconds: float) -> Running:
    """Start again while the children of a killed postmaster still hold its shared memory."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return begin()
        except ServerError as error:
            if "shared memory block is still in use" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _initdb(bin_dir: Path, data: Path, *, password: str, durable: bool, log: Path) -> None:
    """Make the cluster beside `data` and rename it, so that a first start that was cut short leaves nothing half-made.

    The password passes through a file that is gone at the end, never through the command line.
    """
    fresh = data.with_name(f".{data.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    data_folder(fresh)
    secret = data.with_name(f".{data.name}-{secrets.token_hex(4)}")
    command = [str(bin_dir / "initdb"), "-D", str(fresh), "-U", USER, "-E", "UTF8", "--no-instructions"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    command += ["--auth=scram-sha-256", f"--pwfile={secret}"] if password else ["--auth=trust"]
    command += [] if durable else ["--no-sync"]
    try:
        if password:
            _private_file(secret, password)
        running = start("initdb", command, log=log, as_nobody=True)
        if running.process.wait(60) != 0:
            raise ServerError(f"initdb gagal:\n{tail(log)}")
        fresh.rename(data)
    finally:
        secret.unlink(missing_ok=True)


def _private_file(path: Path, text: str) -> None:
    """Write a file that only its owner, the servers' user, can read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    if is_root():
        os.chown(path, NOBODY, NOBODY)


def _clear_stale_lock(data: Path) -> None:
    """Remove postmaster.pid when its process is not a postgres of this folder; stop that postgres when it is.

    PostgreSQL clears the file itself unless the pid now belongs to another program of the same user, as it often
    does after a restart of a container.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    first = lock.read_text().partition("\n")[0].strip()
    pid = int(first) if first.isdigit() else 0
    arguments = command_line(pid) if pid else []
    if "postgres" in (arguments or [""])[0] and str(data) in arguments:
        for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sent)
            deadline = time.monotonic() + 10
            while command_line(pid) == arguments and time.monotonic() < deadline:
                time.sleep(0.05)
    lock.unlink(missing_ok=True)


def _database_answers(port: int, password: str) -> bool:
    """Tell whether our database takes connections; makes it when the cluster is new."""
    import psycopg2

    address = {"host": "127.0.0.1", "port": port, "user": USER, "password": password, "connect_timeout": 2}
    try:
        connection = psycopg2.connect(dbname="postgres", **address)
    except psycopg2.OperationalError as error:
        if "password authentication failed" in str(error):
            raise ServerError("Sandi basis data di var/secrets.env tidak cocok dengan datanya.") from error
        return False
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()
    return True


@contextmanager
def postgres(data_dir: Path, *, port: int = 0, password: str = "", durable: bool = True) -> Iterator[Running]:
    """A PostgreSQL of one's own for the length of a block."""
    running = start_postgres(data_dir, port=port, password=password, durable=durable)
    try:
        yield running
    finally:
        running.stop()


# --- broker, cache --------------------------------------------------------------------------------


def start_valkey(
    data_dir: Path,
    *,
    port: int = 0,
    password: str = "",
    durable: bool = True,
    log: Path | None = None,
    pids: Path | None = None,
) -> Running:
    """Start a Redis-protocol server that keeps its data in `data_dir`, and return it when it answers."""
    _postgres, program = programs()
    data = data_folder(data_dir)
    log = log or data_dir.parent / "valkey.log"
    port = port or free_port()
    lines = ["bind 127.0.0.1", f"port {port}", f"dir {data}", "daemonize no", 'save ""', "maxmemory-policy noeviction"]
    lines += ["appendonly yes" if durable else "appendonly no", "appendfsync everysec"]
    lines += [f"requirepass {password}"] if password else []
    _private_file(data / "valkey.conf", "\n".join(lines) + "\n")
    running = start("valkey", [str(program), str(data / "valkey.conf")], log=log, as_nobody=True, pids=pids)
    running.port, running.data_dir = port, data
    running.url = f"redis://{':' + quote(password, safe='') + '@' if password else ''}127.0.0.1:{port}/0"
    running.wait_for(lambda: _broker_answers(running.url), seconds=30)
    return running


def _broker_answers(url: str) -> bool:
    import redis

    with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:  # not listening yet, or still loading its data
            return False


@contextmanager
def valkey(data_dir: Path, *, port: int = 0, password: str = "", durable: bool = True) -> Iterator[Running]:
    """A Redis-protocol server of one's own for the length of a block."""
    running = start_valkey(data_dir, port=port, password=password, durable=durable)
    try:
        yield running
    finally:
        running.stop()


# --- mail -----------------------------------------------------------------------------------------


def start_smtp_catcher(mail_dir: Path, *, port: int = 0, log: Path | None = None, pids: Path | None = None) -> Running:
    """Start an SMTP server that writes each mail as one .eml file to `mail_dir`."""
    port = port or free_port()
    mail_dir.mkdir(parents=True, exist_ok=True)
    log = log or mail_dir.parent / "mail.log"
    command = [sys.executable, "-I", str(ROOT / "eptsp/launch/mail.py"), str(port), str(mail_dir)]
    running = start("mail", command, log=log, pids=pids)
    running.port, running.data_dir, running.url = port, mail_dir, f"smtp://127.0.0.1:{port}"
    running.wait_for(lambda: _mail_answers(port), seconds=20)
    return running


def _mail_answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=2) as client:
            return client.noop()[0] == 250
    except OSError:
        return False


@contextmanager
def smtp_catcher(mail_dir: Path, *, port: int = 0) -> Iterator[Running]:
    """A mail catcher of one's own for the length of a block."""
    running = start_smtp_catcher(mail_dir, port=port)
    try:
        yield running
    finally:
        running.stop()


# --- Celery ---------------------------------------------------------------------------------------

QUEUES = "celery,pdf"  # mail and other short work; long renderings in a queue of their own


def worker_command(*arguments: str) -> list[str]:
    """Return the command line of a worker for both queues."""
    celery = [sys.executable, "-m", "celery", "-A", "eptsp", "worker", "-Q", QUEUES, "--loglevel", "INFO"]
    return [*celery, "--concurrency", "2", "--without-mingle", "--without-gossip", *arguments]


def start_celery_worker(
    env: Mapping[str, str], *, log: Path, arguments: Sequence[str] = (), pids: Path | None = None, name: str = "worker"
) -> Running:
    """Start a worker with DATABASE_URL, REDIS_URL, EMAIL_PORT ... of `env`; return it when it takes tasks."""
    already = log.stat().st_size if log.exists() else 0
    running = start(name, worker_command(*arguments), log=log, env=env, pids=pids)
    running.wait_for(lambda: b" ready." in log.read_bytes()[already:], seconds=60)
    return running


@contextmanager
def celery_worker(env: Mapping[str, str], *, log: Path, arguments: Sequence[str] = ()) -> Iterator[Running]:
    """A Celery worker of one's own for the length of a block; its output goes to `log`."""
    running = start_celery_worker(env, log=log, arguments=arguments)
    try:
        yield running
    finally:
        running.stop()


# --- the sockets of the chat ----------------------------------------------------------------------


def chat_command(port: int) -> list[str]:
    """Return the command line of the process that holds the sockets."""
    command = [sys.executable, "-m", "uvicorn", "eptsp.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    # a text of 100,000 characters must arrive to be refused in words; the access log would name tickets
    command += ["--ws-max-size", "2097152", "--no-access-log", "--log-level", "warning", "--lifespan", "off"]
    return [*command, "--timeout-graceful-shutdown", "3"]


def start_chat(env: Mapping[str, str], *, log: Path, port: int = 0, pids: Path | None = None) -> Running:
    """Start the chat's process with DATABASE_URL, REDIS_URL, CHAT_ORIGINS ... of `env`; return it when it answers."""
    port = port or free_port()
    running = start("chat", chat_command(port), log=log, env=env, pids=pids)
    running.port, running.url = port, f"ws://127.0.0.1:{port}"
    running.wait_for(lambda: not is_free(port), seconds=60)
    return running
