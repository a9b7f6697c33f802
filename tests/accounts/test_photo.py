"""/profil/foto/: the picture on the profile."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from files.models import Blob

pytestmark = pytest.mark.django_db
URL = "/profil/foto/"


@pytest.fixture(autouse=True)
def _folder_of_its_own(media: Path) -> None:
    """Pictures go to a folder of this test."""


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture that a telephone made in Samarinda, as its notes say."""
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"  # maker
    exif[0x8825] = {1: "S", 2: (0.0, 30.0, 0.0), 3: "E", 4: (117.0, 9.0, 0.0)}  # where it was taken
    out = io.BytesIO()
    image.save(out, kind, exif=exif, comment=b"catatan") if kind == "JPEG" else image.save(out, kind, exif=exif)
    return out.getvalue()


def send(client: Client, data: bytes, name: str = "foto.jpg") -> str:
    return client.post(URL, {"foto": SimpleUploadedFile(name, data)}, follow=True).content.decode()


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(URL).url == f"/masuk/?next={URL}"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_becomes_square_and_loses_its_notes(client_of: Any, budi: Any, kind: str) -> None:
    client = client_of(budi)

    page = send(client, picture(kind))

    assert "Foto profil berhasil disimpan" in page
    assert f'src="{URL}"' in page
    response = client.get(URL)
    assert response["Content-Type"] == "image/jpeg"
    kept = Image.open(io.BytesIO(body(response)))
    assert kept.size == (400, 400)
    assert not kept.getexif()
    assert "comment" not in kept.info


def test_a_new_picture_replaces_the_old_and_can_be_removed(
    client_of: Any, budi: Any, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    client = client_of(budi)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, picture())
        send(client, picture("PNG"), "foto.png")

    assert Blob.objects.count() == 1
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1

    client.post(URL, {"hapus": "1"})

    assert not Blob.objects.exists()
    assert client.get(URL).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ" + b"0" * 200, "tidak dapat diterima"),
        (b"", "Pilih foto"),
        (b"\xff\xd8\xff" + b"0" * 5 * 1024 * 1024, "melebihi batas 5 MB"),
        (b"GIF89a" + b"0" * 100, "tidak dapat diterima"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "tidak dapat diterima"),
    ],
)
def test_what_is_no_picture_is_refused(client_of: Any, budi: Any, data: bytes, words: str) -> None:
    page = send(client_of(budi), data)

    assert words in page or "kosong" in page
    assert not Blob.objects.exists()


def test_a_picture_cut_short_is_refused(client_of: Any, budi: Any) -> None:
    send(client_of(budi), picture()[:-600])

    budi.refresh_from_db()
    assert budi.photo_id is None
    assert not Blob.objects.exists()


def test_nobody_else_sees_it(client_of: Any, budi: Any, citra: Any) -> None:
    send(client_of(budi), picture())

    assert client_of(citra).get(URL).status_code == 404
