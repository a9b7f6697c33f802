"""The bench's servers: PostgreSQL whose data stays under var/bench, a broker, the product and the bare views."""

import contextlib
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eptsp.launch import servers
from eptsp.launch.places import ROOT, free_port, own_folder
from eptsp.launch.processes import start

HOME = ROOT / "var" / "bench"
WORKERS = ("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket")


@dataclass(frozen=True)
class House:
    """Where the servers are. `env` is what a process of the product needs."""

    database_server: str  # postgres://... without the name
    env: dict[str, str]

    def database(self, name: str) -> str:
        """The URL of one of the bench's databases."""
        return f"{self.database_server}/{name}"

    def on(self, name: str) -> dict[str, str]:
        """The environment of a process that works on one of the databases."""
        return self.env | {"DATABASE_URL": self.database(name)}

    def manage(self, name: str, *words: str) -> None:
        """Run a command of manage.py on one of the databases."""
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=os.environ | self.on(name), check=True)

    @contextlib.contextmanager
    def site(self, application: str, database: str, **more: str) -> Iterator[str]:
        """A WSGI application on gunicorn, the same for the product and for the bare views; yields its address."""
        port = free_port()
        env = self.on(database) | {"SITE_URL": f"http://127.0.0.1:{port}"} | more
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *WORKERS]
        running = start(f"bench-{application.split('.')[0]}", command, log=HOME / f"{application}.log", env=env)
        try:
            running.wait_for(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), seconds=60)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.kill()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # nosec B310 (our own loopback address)
            return bool(answer.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def opened(home: Path = HOME) -> Iterator[House]:
    """The servers for the length of a block; the databases stay for the next time."""
    own_folder(home)
    with (
        servers.postgres(home / "postgres", durable=False) as database,
        servers.throwaway_folder("bench") as folder,
        servers.valkey(folder / "valkey", durable=False) as broker,
    ):
        env = {
            "DJANGO_SETTINGS_MODULE": "eptsp.settings.dev",
            "REDIS_URL": broker.url,
            "VAR_DIR": str(folder / "var"),
            "TRACKING_PER_MINUTE": "100000000",
            "TRACKING_PER_MINUTE_ALL": "100000000",
            "EMAIL_PORT": "9",
        }
        yield House(database.url.rpartition("/")[0], env)
