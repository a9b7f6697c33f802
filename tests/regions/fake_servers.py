"""Other people's services on loopback: a Nominatim-compatible geocoder and a server of map pictures."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

OFFICE = {
    "place_id": 1,
    "lat": "-0.5022",
    "lon": "117.1536",
    "display_name": "Kantor DPMPTSP, Jalan Basuki Rahmat, Samarinda, Kalimantan Timur, Indonesia",
}
ABROAD = {"place_id": 2, "lat": "1.2903", "lon": "103.8519", "display_name": "Kantor Pos, Singapore"}
# one pixel of grey
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63a80700008100804e2c1d3d0000000049454e44ae426082"
)


@dataclass
class Fake:
    """What the server answers, and what it was asked."""

    url: str = ""
    status: int = 200
    body: Any = field(default_factory=lambda: [OFFICE, ABROAD])
    hangs: threading.Event | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class _Patient(ThreadingHTTPServer):
    """A browser asks for all pictures of a view at once; the usual queue of five resets the rest of them."""

    request_queue_size = 128
    daemon_threads = True


@contextlib.contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = _Patient(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def nominatim() -> Iterator[Fake]:
    """GET /search?q=...&format=jsonv2 answers a list of places, as the real one does."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            fake.asked.append({name: values[0] for name, values in parse_qs(parts.query).items()} | {"": parts.path})
            fake.headers.append({name.lower(): value for name, value in self.headers.items()})
            if fake.hangs:
                fake.hangs.wait(20)
            body = fake.body if isinstance(fake.body, bytes) else json.dumps(fake.body).encode()
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with contextlib.suppress(OSError):  # the asker has gone
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with _serving(Handler) as url:
        fake.url = url
        yield fake
        if fake.hangs:
            fake.hangs.set()


@contextlib.contextmanager
def tiles() -> Iterator[Fake]:
    """Every address answers a grey picture, or the status that the test sets."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append({"": self.path})
            self.send_response(fake.status)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            if fake.status == 200:
                self.wfile.write(PNG)

        def log_message(self, *_: Any) -> None:
            pass

    with _serving(Handler) as url:
        fake.url = url
        yield fake
