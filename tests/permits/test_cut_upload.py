"""A connection that breaks while the plain form sends a file: nothing of it is kept, what was there stays."""

import io
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from files.models import Blob
from permits.models import ApplicationDocument, StoredFile
from tests.permits.conftest import PDF

pytestmark = pytest.mark.django_db(transaction=True)
BOUNDARY = b"batas-contoh"


def photo() -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (200, 200), os.urandom(120_000)).save(out, "JPEG")
    return out.getvalue()


FILES = {
    "berkas.pdf": PDF[:9] + b"%" + os.urandom(40_000).hex().encode() + b"\n" + PDF[9:],
    "berkas.jpg": photo(),
    "berkas.dwg": b"AC1032" + os.urandom(80_000),  # nobody but its maker can tell whether a drawing is whole
}


@pytest.fixture
def send(live_server: Any, client_of: Callable, budi: Any, draft: Any) -> Callable[..., bytes]:
    """send("ktp.pdf", share=0.9): so much of the form's body, then the line is cut; returns what was answered."""
    client = client_of(budi)
    client.get("/permohonan/ajukan/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else client.get("/").cookies
    step = f"/permohonan/ajukan/{draft.key}/detail/"
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"

    def post(name: str, *, share: float) -> bytes:
        path, control = ("/file-saya/", "berkas") if name.endswith(".dwg") else (step, "berkas-identity")
        body = form(name, FILES[name], token, control=control)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {urlsplit(live_server.url).netloc}\r\n"
            f"Cookie: {cookies}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        address = urlsplit(live_server.url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as line:
            line.sendall(head.encode() + body[: int(len(body) * share)])
            line.shutdown(socket.SHUT_WR)
            answer = b""
            while part := line.recv(65536):
                answer += part
        return answer

    return post


def form(name: str, content: bytes, token: str, *, control: str) -> bytes:
    """The body of the step with one file for the first requirement."""
    fields = {"csrfmiddlewaretoken": token, "aksi": "unggah:identity", "theme": "Tenun"}
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (BOUNDARY, key.encode(), value.encode())
        for key, value in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="{control}"; filename="{name}"\r\nContent-Type: application/x'
    parts.append(b"--%b\r\n%b\r\n\r\n%b\r\n" % (BOUNDARY, head.encode(), content))
    return b"".join(parts) + b"--%b--\r\n" % BOUNDARY


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", FILES)
def test_an_upload_cut_at_nine_tenths_leaves_nothing(send: Callable, settings: Any, name: str) -> None:
    send(name, share=0.9)

    assert not Blob.objects.exists()
    assert not StoredFile.objects.exists()
    assert not ApplicationDocument.objects.exists()
    assert kept(Path(settings.MEDIA_ROOT)) == []


@pytest.mark.parametrize("name", FILES)
def test_the_same_upload_whole_is_kept(send: Callable, name: str) -> None:
    answer = send(name, share=1)

    assert b" 302 " in answer.partition(b"\r\n")[0]
    assert StoredFile.objects.get().name == name
