"""The virus scanner: a dotted path in settings.FILE_SCANNER, or none.

A scanner is a function of the open file that returns the name of what it found, "" when clean, and raises
ScannerUnavailable when it cannot tell: then the file is refused, for a scanner that is off must not let all pass.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings
from django.utils.module_loading import import_string

CHUNK = 64 * 1024


class ScannerUnavailable(Exception):
    """The scanner gave no verdict."""


def scan(file: BinaryIO) -> str:
    """Return the name of the threat that the configured scanner found, "" when clean or when there is no scanner."""
    path = getattr(settings, "FILE_SCANNER", None)
    if not path:
        return ""
    file.seek(0)
    return import_string(path)(file)


def clamd(file: BinaryIO) -> str:
    """Ask ClamAV's daemon at settings.CLAMD_ADDRESS ("host:port", default 127.0.0.1:3310) by INSTREAM."""
    host, _, port = getattr(settings, "CLAMD_ADDRESS", "127.0.0.1:3310").rpartition(":")
    with _trouble_as_unavailable(), socket.create_connection((host, int(port)), timeout=30) as link:
        link.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            link.sendall(struct.pack("!L", len(chunk)) + chunk)
        link.sendall(struct.pack("!L", 0))
        answer = b"".join(_answer(link)).rstrip(b"\0\n").decode("ascii", "replace")
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnavailable(answer[:100])


def _answer(link: socket.socket) -> Iterator[bytes]:
    while part := link.recv(CHUNK):
        yield part


@contextmanager
def _trouble_as_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ScannerUnavailable(type(error).__name__) from error
