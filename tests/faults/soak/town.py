"""The whole product as `make run` starts it, in var/soak, and the faults that happen to it. Only own processes die."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import redis

from eptsp.launch import run, secrets_file
from eptsp.launch.places import ROOT, free_port, own_folder, reachable
from tests.faults.house import children

HOME = ROOT / "var" / "soak"
HUNG_SECONDS = 4.0


@dataclass
class Town:
    """The running product. `trouble` is what ended the watch, if anything did."""

    house: run.House
    trouble: list[BaseException] = field(default_factory=list)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.house.port}"

    def pid_of(self, name: str) -> int | None:
        """The pid of a child that runs now."""
        for child in self.house.children:
            if child.name == name and child.running and child.running.is_alive:
                return child.running.pid
        return None

    def python(self, module: str, *arguments: str) -> None:
        """Run a module of the product's in its environment; raises when it fails."""
        command = [sys.executable, "-m", module, *arguments]
        subprocess.run(command, cwd=ROOT, env=os.environ | self.house.env, check=True)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | self.house.env, capture_output=True, text=True, check=False
        )

    def watch(self) -> None:
        """Start again whatever dies, as `make run` does, until the stop at the end."""
        try:
            run.watch(self.house)
        except BaseException as error:  # noqa: BLE001 told at the end
            self.trouble.append(error)

    # --- faults; each says what it did

    def kill(self, name: str) -> str:
        """kill -9 of a child."""
        pid = self.pid_of(name)
        if pid is None:
            return ""
        os.kill(pid, signal.SIGKILL)
        return f"kill -9 {name}"

    def kill_child(self, name: str, dice: random.Random) -> str:
        """kill -9 of one of a child's own processes: a web worker, a Celery child."""
        found = children(self.pid_of(name) or 0)
        if not found:
            return ""
        with contextlib.suppress(ProcessLookupError):
            os.kill(dice.choice(found), signal.SIGKILL)
        return f"kill -9 of a process of {name}"

    def hang(self, name: str) -> str:
        """SIGSTOP, and SIGCONT a little later."""
        pid = self.pid_of(name)
        if pid is None:
            return ""
        os.kill(pid, signal.SIGSTOP)
        time.sleep(HUNG_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        return f"{name} hung for {HUNG_SECONDS:.0f} s"

    def flush(self) -> str:
        """Everything in the broker is gone: queues, cached sessions, counters."""
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.house.env["REDIS_URL"]) as client:
            client.flushall()
            return "valkey flushed"
        return ""

    def faults(self, dice: random.Random) -> list[Callable[[], str]]:
        """All that may happen."""
        kills = [lambda name=name: self.kill(name) for name in ("web", "worker", "beat", "valkey", "mail", "postgres")]
        parts = [lambda name=name: self.kill_child(name, dice) for name in ("web", "worker", "postgres")]
        return [*kills, *parts, lambda: self.hang("valkey"), lambda: self.hang("mail"), self.flush]


@contextlib.contextmanager
def opened() -> Iterator[Town]:
    """The product on new data for the length of a block."""
    for folder in (HOME, reachable(HOME / "postgres"), reachable(HOME / "valkey")):
        shutil.rmtree(folder, ignore_errors=True)
    own_folder(HOME)
    with run.held(HOME):
        for name in ("log", "mail", "files", "keys"):
            own_folder(HOME / name, mode=0o700)
        secret = secrets_file.load_or_make(HOME / "secrets.env")
        port = free_port()
        house = run.House(HOME, port, run.environment(HOME, port, secret))
        town = Town(house)
        try:
            run.start_servers(house, secret)
            for part in ("static", "data"):
                run.finish(run.prepare(house, part))
            run.start_services(house)
            threading.Thread(target=town.watch, daemon=True).start()
            yield town
        finally:
            ended = replace(house, children=house.children)
            house.children = []  # nobody starts them again now
            ended.stop()


def caught_mails(folder: Path = HOME / "mail") -> list[Path]:
    """The mails that the catcher has kept."""
    return sorted(folder.glob("*.eml"))
