"""ClamAV's INSTREAM as its daemon speaks it, over a real socket."""

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from files.scanning import ScannerUnavailable, clamd


def serve(listener: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    link, _ = listener.accept()
    with link, link.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            data += stream.read(length)
        link.sendall(answer(data))


@pytest.fixture
def daemon(settings: Any) -> Iterator[Callable[[Callable[[bytes], bytes]], None]]:
    """daemon(answer): a clamd of one question."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_ADDRESS = f"127.0.0.1:{listener.getsockname()[1]}"
    threads: list[threading.Thread] = []

    def start(answer: Callable[[bytes], bytes]) -> None:
        threads.append(threading.Thread(target=serve, args=(listener, answer), daemon=True))
        threads[-1].start()

    yield start
    listener.close()
    for thread in threads:
        thread.join(timeout=5)


def test_the_whole_file_reaches_the_daemon(daemon: Any) -> None:
    data = bytes(range(256)) * 1000
    daemon(lambda got: b"stream: OK\0" if got == data else b"stream: Cut FOUND\0")

    assert clamd(io.BytesIO(data)) == ""


def test_the_name_of_a_threat_comes_back(daemon: Any) -> None:
    daemon(lambda _: b"stream: Eicar-Signature FOUND\0")

    assert clamd(io.BytesIO(b"x")) == "Eicar-Signature"


def test_an_error_of_the_daemon_is_no_verdict(daemon: Any) -> None:
    daemon(lambda _: b"INSTREAM size limit exceeded. ERROR\0")

    with pytest.raises(ScannerUnavailable):
        clamd(io.BytesIO(b"x"))


def test_a_daemon_that_is_off_is_no_verdict(settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"

    with pytest.raises(ScannerUnavailable):
        clamd(io.BytesIO(b"x"))
