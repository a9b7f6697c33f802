"""File Saya: what a person has uploaded, kept for reuse."""

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """A named document in somebody's own library."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stored_files")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    name = models.CharField("Nama File", max_length=120)
    uploaded_at = models.DateTimeField("Tanggal Upload")

    class Meta:
        verbose_name = "file saya"
        verbose_name_plural = "file saya"
        indexes = [
            models.Index(fields=["owner", "-uploaded_at", "-id"], name="storedfile_of_owner")  # File Saya
        ]

    def __str__(self) -> str:
        return self.name


class StoredFileVersion(models.Model):
    """What a stored file was before it was replaced; kept while an application uses it."""

    stored = models.ForeignKey(StoredFile, models.CASCADE, related_name="versions")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("Tanggal Upload")

    class Meta:
        verbose_name = "versi lama"
        verbose_name_plural = "versi lama"
