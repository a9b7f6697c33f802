"""A real SMTP server that keeps every mail as one .eml file: `python -I mail.py PORT FOLDER`.

Started by its path, because importing our package loads Celery.
"""

import asyncio
import contextlib
import itertools
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_serial = itertools.count(1)


class Catcher:
    """Writes each accepted message to a file; the envelope's recipients go into a first header line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep the message and say so to the sender; names sort by time of arrival."""
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        name = f"{time.time_ns()}-{next(_serial):04d}.eml"
        header = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(header + body)
        unfinished.rename(self.folder / name)  # a reader of the folder never meets half a mail
        return f"250 {name}"


async def serve(port: int, folder: Path) -> None:
    """Answer on the loopback port until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: SMTP(Catcher(folder), hostname="localhost", enable_SMTPUTF8=True, data_size_limit=64 * 1024 * 1024),
        "127.0.0.1",
        port,
    )
    try:
        await ended.wait()
    finally:
        server.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
