"""Stored blobs without an owner: random name on disk, hash, size, type found in the content."""

import secrets

from django.db import models


def random_path(_blob: "Blob", _name: str) -> str:
    """Return "ab/abcdef..." so that no folder grows without end and no name says anything."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


class Blob(models.Model):
    """Bytes that never change. Who may read them is decided by the row that points here."""

    file = models.FileField("berkas", upload_to=random_path)
    sha256 = models.CharField(max_length=64, db_index=True)  # verify_permit looks a PDF up by its hash
    size = models.PositiveBigIntegerField("ukuran (byte)")
    content_type = models.CharField("jenis isi", max_length=100)
    created_at = models.DateTimeField("dibuat")

    class Meta:
        verbose_name = "berkas"
        verbose_name_plural = "berkas"

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/") and "dwg" not in self.content_type
