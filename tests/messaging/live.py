"""The pages and the sockets as two real processes on the test's own database, and people in front of them."""

import contextlib
import os
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from eptsp.launch import servers
from eptsp.launch.places import free_port
from eptsp.launch.processes import Running, start


@dataclass
class Live:
    """Where the pages answer, and the process of the sockets, which a test may end and start again."""

    site: str
    chat: Running
    env: dict[str, str]
    folder: Path
    web: Running
    more: list[Running] = field(default_factory=list)

    def revive(self) -> None:
        """Start the sockets again at their old port."""
        self.chat = servers.start_chat(self.env, log=self.folder / "chat.log", port=self.chat.port)

    def cookie_of(self, user: Any) -> dict[str, str]:
        """A session of this person, as a browser keeps it."""
        client = Client()
        client.force_login(user)
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}


def database_url() -> str:
    """The database of this test, for a process of its own."""
    given = settings.DATABASES["default"]
    secret = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    return f"postgres://{quote(given['USER'], safe='')}{secret}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Live]:
    """Pages and sockets for the length of a block."""
    port, chat_port = free_port(), free_port()
    site = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "eptsp.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "VAR_DIR": str(folder / "var"),
        "SITE_URL": site,
        "CHAT_SOCKET_URL": f"ws://127.0.0.1:{chat_port}",
        "CHAT_ORIGINS": site,
        "CHAT_CHECK_SECONDS": "1",
    }
    # not a plain assignment: the storage remembers the first folder and every later test would have no scripts
    with override_settings(STATIC_ROOT=folder / "var" / "static"):
        call_command("collectstatic", interactive=False, verbosity=0)
    gunicorn = [sys.executable, "-m", "gunicorn", "eptsp.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    gunicorn += ["--worker-class", "gthread", "--threads", "6", "--graceful-timeout", "1", "--no-control-socket"]
    with contextlib.ExitStack() as stack:
        web = start("web", gunicorn, log=folder / "web.log", env=env)
        stack.callback(web.kill)
        chat = servers.start_chat(env, log=folder / "chat.log", port=chat_port)
        live = Live(site, chat, env, folder, web)
        stack.callback(lambda: live.chat.kill())
        web.wait_for(lambda: _answers(site), seconds=60)
        yield live


def _answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
