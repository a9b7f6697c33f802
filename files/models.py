"""Stored blobs without an owner: random name on disk, hash, size, type found in the content. Uploads on the way."""

import datetime as dt
import secrets
import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def random_path(_blob: "Blob", _name: str) -> str:
    """Return "ab/abcdef..." so that no folder grows without end and no name says anything."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


class Blob(models.Model):
    """Bytes that never change. Who may read them is decided by the row that points here."""

    class Thumbnail(models.TextChoices):
        NONE = "", "tidak ada"
        WAITING = "WAITING", "menunggu"
        READY = "READY", "siap"
        FAILED = "FAILED", "gagal"

    file = models.FileField("berkas", upload_to=random_path)
    sha256 = models.CharField(max_length=64, db_index=True)  # verify_permit looks a PDF up by its hash
    size = models.PositiveBigIntegerField("ukuran (byte)")
    content_type = models.CharField("jenis isi", max_length=100)
    created_at = models.DateTimeField("dibuat")
    thumbnail = models.FileField("gambar kecil", upload_to=random_path, blank=True)
    thumbnail_state = models.CharField(max_length=7, choices=Thumbnail, blank=True, default=Thumbnail.NONE)
    pages = models.PositiveIntegerField("halaman", null=True)  # of a PDF; counted with the thumbnail, null until then
    dpi = models.PositiveIntegerField("resolusi pindaian", null=True)  # of its coarsest scanned page
    thumbnail_tries = models.PositiveSmallIntegerField(default=0)  # counted before each: a crash counts too

    class Meta:
        verbose_name = "berkas"
        verbose_name_plural = "berkas"
        indexes = [
            # the sweeper of thumbnails that no worker has drawn
            models.Index(fields=["created_at"], condition=Q(thumbnail_state="WAITING"), name="blob_without_thumbnail")
        ]

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/") and "dwg" not in self.content_type

    @property
    def has_thumbnail(self) -> bool:
        return self.thumbnail_state == self.Thumbnail.READY


def new_token() -> str:
    """Return the random name of the parts of an upload."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file on its way in parts (tus): what has arrived lies beside the stored files under a random name."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its address
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    blob = models.ForeignKey(Blob, models.SET_NULL, null=True, related_name="+")  # what it became: asked twice, same
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = "unggahan berjalan"
        verbose_name_plural = "unggahan berjalan"
        constraints = [models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_not_beyond_its_size")]
        indexes = [models.Index(fields=["expires_at"], name="upload_by_expiry")]  # the sweeper

    @property
    def path(self) -> Path:
        return parts_folder() / self.token

    @property
    def is_whole(self) -> bool:
        return self.offset == self.size

    def is_expired(self, *, now: dt.datetime) -> bool:
        return self.expires_at <= now


def parts_folder() -> Path:
    """Return the folder of unfinished uploads; on the disk of the stored files, so that a finished one is moved."""
    return Path(settings.MEDIA_ROOT) / "bagian"
