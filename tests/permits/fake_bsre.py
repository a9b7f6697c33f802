"""A BSrE e-Sign server on loopback that speaks versions 1 and 2 and really signs, with an authority of its own.

`mood` says how it behaves: "sign", "wrong_passphrase", "expired", "unknown_user", "silence", "half", "crash" (500 with
Spring's own words), "trouble" (500 with a code of the service), "other" (signs another letter), "unsigned".
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

PASSPHRASE = "Passphrase-BSrE-2026"
USER, PASSWORD = "aplikasi", "rahasia-aplikasi"
DOCUMENT = "dok-0001"
REFUSALS = {
    "wrong_passphrase": (400, {"status_code": 2031, "error": "Proses signing gagal : Passphrase anda salah"}),
    "unknown_user": (400, {"status_code": 2011, "error": "User tidak terdaftar"}),
    "expired": (400, {"status_code": 2021, "error": "Sertifikat sudah expired"}),
    "crash": (500, {"timestamp": "2026-08-05", "status": 500, "error": "Internal Server Error", "path": "/api"}),
    "trouble": (500, {"status_code": 3001, "error": "Layanan sertifikat sedang gangguan"}),
    "away": (503, {"error": "Service Unavailable"}),
}


class FakeBsre:
    """What the tests look at: how often it was asked to sign, what it was told, what it signed."""

    def __init__(self, p12: Path, p12_passphrase: str) -> None:
        self.mood = "sign"
        self.moods: dict[int, str] = {}  # of the n-th that it is asked for, from 1
        self.asked: list[dict[str, Any]] = []
        self.signed: dict[str, bytes] = {}
        self.other: bytes = b""
        self.release = threading.Event()  # ends a silence
        signer = signers.SimpleSigner.load_pkcs12(str(p12), passphrase=p12_passphrase.encode())
        assert signer is not None
        self._signer = signer
        self.url = ""

    def sign(self, pdf: bytes, place: dict[str, Any]) -> bytes:
        """Sign with a field of its own, appended to the file."""
        import io

        writer = IncrementalPdfFileWriter(io.BytesIO(self.other if self.mood == "other" else pdf))
        box = place["box"]
        spec = fields.SigFieldSpec("BSrE", on_page=place["page"] - 1, box=box)
        meta = signers.PdfSignatureMetadata(field_name="BSrE", subfilter=fields.SigSeedSubFilter.PADES)
        out = signers.sign_pdf(writer, meta, signer=self._signer, new_field_spec=spec)
        return bytes(out.getvalue())


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        fake: FakeBsre = self.server.fake
        document = fake.signed.get(self.path.rsplit("/", 1)[-1])
        if document is None:
            return self._json(404, {"status_code": 4004, "error": "Dokumen tidak ditemukan"})
        return self._send(200, document, "application/pdf")

    def do_POST(self) -> None:
        fake: FakeBsre = self.server.fake
        body = self.rfile.read(int(self.headers["Content-Length"]))
        expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            return self._json(401, {"error": "Unauthorized"})
        version = 2 if self.path == "/api/v2/sign/pdf" else 1
        told = _told_json(body) if version == 2 else _told_form(body, self.headers["Content-Type"])
        fake.asked.append(told | {"version": version})
        mood = fake.moods.get(len(fake.asked), fake.mood)
        if mood in REFUSALS:
            return self._json(*REFUSALS[mood])
        if told["passphrase"] != PASSPHRASE:
            return self._json(*REFUSALS["wrong_passphrase"])
        signed = told["pdf"] if fake.mood == "unsigned" else fake.sign(told["pdf"], told)
        fake.signed[DOCUMENT] = signed
        if fake.mood == "silence":
            fake.release.wait(10)
            self.close_connection = True
            return None
        if version == 2:
            answer = json.dumps({"time": 100, "file": [base64.b64encode(signed).decode()]}).encode()
            return self._send(200, answer, "application/json", half=fake.mood == "half")
        return self._send(200, signed, "application/pdf", half=fake.mood == "half", id_dokumen=DOCUMENT)

    def _json(self, status: int, content: dict[str, Any]) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, *, half: bool = False, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        self.close_connection = True


def _told_form(body: bytes, kind: str) -> dict[str, Any]:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    parts = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.iter_parts()
    }
    text = {name: value.decode() for name, value in parts.items() if name not in {"file", "imageTTD"}}
    left, bottom = int(text["xAxis"]), int(text["yAxis"])
    box = (left, bottom, left + int(text["width"]), bottom + int(text["height"]))
    return text | {"page": int(text["page"]), "box": box, "pdf": parts["file"], "picture": parts["imageTTD"]}


def _told_json(body: bytes) -> dict[str, Any]:
    content = json.loads(body)
    (look,) = content["signatureProperties"]
    left, top = look["originX"], 841.89 - look["originY"]
    box = tuple(round(value) for value in (left, top - look["height"], left + look["width"], top))
    return {
        "nik": content["nik"],
        "passphrase": content["passphrase"],
        "tampilan": look["tampilan"],
        "page": look["page"],
        "box": box,
        "pdf": base64.b64decode(content["file"][0]),
        "picture": base64.b64decode(look["imageBase64"]),
    }


@contextmanager
def serving(fake: FakeBsre) -> Iterator[FakeBsre]:
    """The server on a free port of loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.fake = fake  # type: ignore[attr-defined]
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
