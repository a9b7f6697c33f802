"""The door to `files.rendering`: a PDF is really opened, a thumbnail is drawn, and nothing of it happens in here."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from files.content import Unacceptable
from files.rendering import LOCKED, OPENS

PAGES = re.compile(rb"(\d{1,6}) (\d{1,6})")
SECONDS = 20  # by the clock; the child counts its own processor time
MOST_BYTES = 1024 * 1024  # of an answer
ROOT = Path(__file__).resolve().parent.parent
BROKEN = "berkas PDF ini rusak atau terpotong; simpan ulang lalu unggah kembali"
CLOSED = (
    "berkas PDF ini terkunci dengan kata sandi; buka dengan kata sandinya, pilih Cetak lalu Simpan sebagai PDF,"
    " dan unggah hasilnya"
)
TOO_MUCH = "berkas PDF ini terlalu rumit untuk diperiksa; cetak ulang ke PDF lalu unggah kembali"


def check_pdf(file: BinaryIO) -> None:
    """Raise Unacceptable for a PDF that does not open, or opens only with a password.

    One that anybody may open but not print or change (an owner's password) is accepted.
    """
    try:
        answer = _ask("look", "PDF", file)
    except subprocess.TimeoutExpired as error:
        raise Unacceptable(TOO_MUCH) from error
    if answer == OPENS.encode():
        return
    raise Unacceptable(CLOSED if answer == LOCKED.encode() else BROKEN)


def thumbnail_of(file: BinaryIO, kind: str) -> bytes:
    """Return a small JPEG, b"" when the file cannot be drawn within the limits."""
    try:
        drawn = _ask("draw", kind, file)
    except subprocess.TimeoutExpired:
        return b""
    return drawn if drawn.startswith(b"\xff\xd8\xff") and len(drawn) <= MOST_BYTES else b""


def pages_of(file: BinaryIO) -> tuple[int, int]:
    """Return how many pages a PDF has and the DPI of its coarsest scanned page, 0 when it has none.

    Both are 0 when it could not be measured within the limits.
    """
    try:
        answer = PAGES.fullmatch(_ask("pages", "PDF", file))
    except subprocess.TimeoutExpired:
        answer = None
    return (int(answer[1]), int(answer[2])) if answer else (0, 0)


def _ask(what: str, kind: str, file: BinaryIO) -> bytes:
    """Return what the child says, b"" when it failed."""
    with _own_handle(file) as handle:
        child = subprocess.run(
            [sys.executable, "-m", "files.rendering", what, kind],
            stdin=handle,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            timeout=SECONDS,
            check=False,
        )
    return child.stdout if child.returncode == 0 else b""


@contextmanager
def _own_handle(file: BinaryIO) -> Iterator[IO[bytes]]:
    """Yield a real file with a position of its own: the child must not move the caller's."""
    path = _path_of(file)
    if path is not None:
        with path.open("rb") as handle:
            yield handle
        return
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield cast(IO[bytes], copy)


def _path_of(file: Any) -> Path | None:
    temporary = getattr(file, "temporary_file_path", None)
    name = temporary() if temporary else getattr(getattr(file, "file", None), "name", None)
    path = Path(name) if isinstance(name, str) else None
    return path if path is not None and path.is_absolute() and path.is_file() else None
