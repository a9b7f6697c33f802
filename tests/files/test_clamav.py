"""EICAR at the door: with the machine's own ClamAV where there is one, else a loopback that speaks like it."""

import datetime as dt
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from eptsp.launch.places import free_port
from eptsp.lib.errors import DomainError
from files.actions import TryLater, store
from files.models import Blob

pytestmark = pytest.mark.django_db

# in two pieces, or a scanner takes this file away
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")


def with_eicar(pdf: bytes) -> bytes:
    return pdf[:9] + b"% " + EICAR + b"\n" + pdf[9:]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: Any) -> Iterator[str]:
    """host:port of a scanner that knows one signature of our own."""
    if CLAMD is None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=pretend, args=(listener,), daemon=True).start()
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        return
    folder: Path = tmp_path_factory.mktemp("clamav")
    port = free_port()
    (folder / "own.ndb").write_text(f"Contoh.Eicar:0:*:{EICAR.hex()}\n")
    settings = {"TCPSocket": port, "TCPAddr": "127.0.0.1", "DatabaseDirectory": folder, "Foreground": "yes"}
    settings |= {"TemporaryDirectory": folder, "LogFile": folder / "log"}
    (folder / "clamd.conf").write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    process = subprocess.Popen([CLAMD, "-c", str(folder / "clamd.conf")], stderr=subprocess.DEVNULL)
    try:
        answers(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(port: int) -> None:
    """Return once the daemon has loaded its signatures."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"zPING\0")
            if link.recv(10).startswith(b"PONG"):
                return
        time.sleep(0.1)
    raise AssertionError("clamd did not answer")


def pretend(listener: socket.socket) -> None:
    """Speak INSTREAM until the listener is closed."""
    with suppress(OSError):
        while True:
            link, _ = listener.accept()
            with link, link.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    data += stream.read(length)
                link.sendall(b"stream: Contoh.Eicar.UNOFFICIAL FOUND\0" if EICAR in data else b"stream: OK\0")


@pytest.fixture
def scanned(settings: Any, daemon: str) -> None:
    """Uploads go past that scanner."""
    settings.FILE_SCANNER, settings.CLAMD_ADDRESS = "files.scanning.clamd", daemon


@pytest.mark.usefixtures("scanned")
def test_eicar_in_a_pdf_is_refused(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match="pemeriksa virus menemukan ancaman"):
        store(upload("ktp.pdf", with_eicar(pdf)), now=now)

    assert not Blob.objects.exists()


@pytest.mark.usefixtures("scanned")
def test_a_clean_pdf_passes(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    assert store(upload("ktp.pdf", pdf), now=now).pk


def test_a_scanner_that_is_down_lets_nothing_pass_and_is_logged(
    upload: Any, pdf: bytes, now: dt.datetime, settings: Any, caplog: Any
) -> None:
    settings.FILE_SCANNER, settings.CLAMD_ADDRESS = "files.scanning.clamd", "127.0.0.1:9"

    with pytest.raises(TryLater, match="Coba unggah lagi"):
        store(upload("ktp.pdf", pdf), now=now)

    assert "virus scanner gave no verdict: ConnectionRefusedError" in caplog.text
    assert "ktp" not in caplog.text
