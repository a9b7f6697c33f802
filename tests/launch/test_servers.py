"""Embedded servers: started as nobody, on ports of their own, whole again after kill -9."""

import email
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import psycopg2
import pytest
import redis

from eptsp.launch import places, processes, servers
from eptsp.launch.places import NOBODY

pytestmark = pytest.mark.servers
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as somebody else")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the servers' user can enter."""
    with servers.throwaway_folder("launch") as path:
        yield path


def owner_of(pid: int) -> int:
    return Path("/proc", str(pid)).stat().st_uid


def run_sql(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_postgres_keeps_its_data_after_kill_9(folder: Path) -> None:
    with servers.postgres(folder / "postgres", password="rahasia-1") as first:
        run_sql(first.url, "CREATE TABLE resi (nomor text); INSERT INTO resi VALUES ('6F632D')")
        os.kill(first.pid, signal.SIGKILL)  # the postmaster alone: its children are left behind
        first.process.wait()
        assert (first.data_dir / "postmaster.pid").exists()

        with servers.postgres(folder / "postgres", password="rahasia-1") as second:
            assert run_sql(second.url, "SELECT nomor FROM resi") == [("6F632D",)]
            assert places.LOWEST_PORT <= second.port < 20000
            if os.geteuid() == 0:
                assert owner_of(second.pid) == NOBODY


def test_postgres_starts_though_its_old_pid_belongs_to_another_server(folder: Path) -> None:
    with servers.postgres(folder / "postgres", durable=False) as first:
        first.kill()
        with servers.valkey(folder / "valkey", durable=False) as other:
            lock = first.data_dir / "postmaster.pid"
            lines = lock.read_text().splitlines()
            lock.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")

            with servers.postgres(folder / "postgres", durable=False) as second:
                assert run_sql(second.url, "SELECT 1") == [(1,)]

            assert other.is_alive


def test_postgres_refuses_a_wrong_password(folder: Path) -> None:
    with (
        servers.postgres(folder / "postgres", password="rahasia-1", durable=False) as server,
        pytest.raises(psycopg2.OperationalError, match="password authentication failed"),
    ):
        psycopg2.connect(server.url.replace("rahasia-1", "salah"))


def test_the_broker_keeps_its_data_after_kill_9(folder: Path) -> None:
    with servers.valkey(folder / "valkey", password="rahasia-2") as first:
        redis.Redis.from_url(first.url).lpush("antrean", "surat")
        first.kill()

        with servers.valkey(folder / "valkey", password="rahasia-2") as second:
            assert redis.Redis.from_url(second.url).lrange("antrean", 0, -1) == [b"surat"]
            assert places.LOWEST_PORT <= second.port < 20000
            if os.geteuid() == 0:
                assert owner_of(second.pid) == NOBODY
            with pytest.raises(redis.AuthenticationError):
                redis.Redis(port=second.port).ping()


def test_a_caught_mail_is_one_file(folder: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Kode", "e-ptsp@contoh.test", "budi@contoh.test"
    message.set_content("Kode Anda 123456")

    with servers.smtp_catcher(folder / "mail") as catcher, smtplib.SMTP("127.0.0.1", catcher.port) as client:
        client.send_message(message)

    [file] = (folder / "mail").glob("*.eml")
    kept = email.message_from_bytes(file.read_bytes())
    assert (kept["Subject"], kept["X-Envelope-To"]) == ("Kode", "budi@contoh.test")


@as_root
def test_a_folder_that_nobody_cannot_enter_is_moved_and_named_after_the_project(tmp_path: Path) -> None:
    closed = tmp_path / "tertutup"
    closed.mkdir(mode=0o700)

    moved = places.reachable(closed / "var" / "postgres")

    try:
        assert moved.is_relative_to("/var/tmp/")
        assert "tertutup" in str(moved)
        assert places.nobody_can_enter(moved.parent)
    finally:
        moved.parent.rmdir()


def test_a_port_is_remembered_while_it_is_free(tmp_path: Path) -> None:
    memory = tmp_path / "ports.json"

    first = places.remembered_port(memory, "postgres")

    assert places.LOWEST_PORT <= first < 20000
    assert places.remembered_port(memory, "postgres") == first
    memory.write_text("bukan json")
    assert places.remembered_port(memory, "postgres") < 20000


def test_leftovers_are_ended_only_when_they_are_provably_ours(tmp_path: Path) -> None:
    ours = processes.start("tidur", ["sleep", "60"], log=tmp_path / "log", pids=tmp_path)
    other = processes.start("lain", ["sleep", "60"], log=tmp_path / "log")
    # a note whose pid another program has taken since
    (tmp_path / "usang.json").write_text(f'{{"pid": {other.pid}, "born": "1", "boot": "{processes._boot()}"}}')
    (tmp_path / "rusak.json").write_text("{")

    try:
        assert processes.clear_leftovers(tmp_path) == ["tidur"]

        assert not ours.is_alive
        assert other.is_alive
        assert not list(tmp_path.glob("*.json"))
    finally:
        other.kill()


LAUNCHER = """
import sys, time
from pathlib import Path
from eptsp.launch import processes
folder = Path(sys.argv[1])
child = processes.start("tidur", ["sleep", "60"], log=folder / "log")
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_child_dies_with_its_launcher_even_by_kill_9(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path)]
    launcher = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=places.ROOT)
    assert launcher.stdout
    pid = int(launcher.stdout.readline())
    assert processes._is_running(pid)

    launcher.kill()
    launcher.communicate()

    deadline = time.monotonic() + 5
    while processes._is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not processes._is_running(pid)
