"""What the tests of the chat send."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def a_picture() -> SimpleUploadedFile:
    """A small real PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(stream, "PNG")
    return SimpleUploadedFile("layar.png", stream.getvalue())
