"""Small real files, made here."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

Upload = Callable[..., SimpleUploadedFile]


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    """Every test stores into a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def pdf() -> bytes:
    """A real one-page PDF, made by Pillow."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PDF")
    return out.getvalue()


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """A real picture: picture("PNG", (4, 3))."""

    def make(form: str = "PNG", size: tuple[int, int] = (4, 3), **options: Any) -> bytes:
        out = io.BytesIO()
        Image.new("RGB" if form == "JPEG" else "P", size).save(out, form, **options)
        return out.getvalue()

    return make


@pytest.fixture
def upload() -> Upload:
    """What a form hands over: upload("ktp.pdf", data)."""

    def make(name: str, data: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, data, content_type)

    return make
