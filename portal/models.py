"""What the administrator may write on the portal: help entries, banners, further contacts."""

import datetime as dt
import re
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

OWN_PATH = re.compile(r"/(?![/\\])[^\s\\]*\Z")


def check_link(value: str) -> None:
    """Accept a page of ours ("/bantuan/") or an https address; raise ValidationError for anything else."""
    if not (OWN_PATH.match(value) or re.match(r"https://[^\s\\]+\Z", value)):
        raise ValidationError("Isi alamat halaman sendiri yang diawali / atau alamat lengkap yang diawali https://.")


class HelpEntry(models.Model):
    """One question, problem or tip of the help page. `load_help` brings the shipped ones once; then this is the truth.

    cause and answer are written in the small markup of portal.markup.
    """

    class Section(models.TextChoices):
        GENERAL = "umum", "Umum"
        ACCOUNT = "akun", "Registrasi dan akun"
        APPLYING = "pengajuan", "Pengajuan perizinan"
        STATUS = "status", "Status dan tracking"
        LISTENING = "survei", "Survey dan pengaduan"
        TECHNICAL = "teknis", "Teknis dan sistem"
        TROUBLE_LOGIN = "kendala-login", "Login dan akun"
        TROUBLE_UPLOAD = "kendala-unggah", "Upload dokumen"
        TROUBLE_APPLYING = "kendala-pengajuan", "Pengajuan permohonan"
        TROUBLE_TRACKING = "kendala-monitoring", "Monitoring dan tracking"
        TROUBLE_INBOX = "kendala-inbox", "Inbox dan notifikasi"
        TROUBLE_CHAT = "kendala-chat", "Chat dan komunikasi"
        TROUBLE_LISTENING = "kendala-survei", "Survey IKM dan pengaduan"
        TIPS = "tips", "Tips"

    code = models.SlugField("kode", max_length=40, unique=True, help_text="Akhir tautan, misalnya q7: /bantuan/#q7")
    section = models.CharField("kelompok", max_length=20, choices=Section)
    question = models.CharField("pertanyaan atau masalah", max_length=200)
    cause = models.TextField("penyebab", blank=True, help_text="Hanya untuk kelompok kendala.")
    answer = models.TextField(
        "jawaban atau solusi",
        help_text="Baris kosong memisahkan paragraf. Daftar: awali baris dengan '- ' atau '1. '. Tebal: **kata**."
        " Tautan ke halaman sendiri: [kata](/bantuan/).",
    )
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_published = models.BooleanField("tampil", default=True)
    is_shipped = models.BooleanField("bawaan", default=False, editable=False)

    class Meta:
        verbose_name = "isi bantuan"
        verbose_name_plural = "isi bantuan"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.question


class BannerQuerySet(models.QuerySet["Banner"]):
    """Which banners count."""

    def shown_from(self, day: dt.date) -> "BannerQuerySet":
        """Return active banners whose time has come on this day or will come, in their order."""
        return self.filter(is_active=True).exclude(ends_on__lt=day).order_by("order", "id")


class Banner(models.Model):
    """One card of the row on the landing page, shown from its first to its last day."""

    class Look(models.TextChoices):
        GREEN = "hijau", "Hijau"
        BLUE = "biru", "Biru"
        AMBER = "kuning", "Kuning"

    title = models.CharField("judul", max_length=80)
    text = models.CharField("isi", max_length=240, blank=True)
    picture = models.ForeignKey("files.Blob", models.PROTECT, null=True, editable=False, related_name="+")
    picture_text = models.CharField(
        "keterangan gambar", max_length=150, blank=True, help_text="Dibacakan kepada orang yang tidak melihat gambar."
    )
    look = models.CharField("latar", max_length=10, choices=Look, default=Look.GREEN)
    link = models.CharField("tautan", max_length=300, blank=True, validators=[check_link])
    link_label = models.CharField("kata pada tautan", max_length=40, blank=True, default="Selengkapnya")
    starts_on = models.DateField("tampil mulai")
    ends_on = models.DateField("tampil sampai", null=True, blank=True)
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_active = models.BooleanField("aktif", default=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = "banner"
        verbose_name_plural = "banner"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="banner_ends_after_start",
                violation_error_message="Tanggal akhir tidak boleh sebelum tanggal mulai.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_shown_on(self, day: dt.date) -> bool:
        """Whether the portal shows it on this day."""
        return self.is_active and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class ContactLine(models.Model):
    """A further way to reach the office, besides those of its profile: another number, another address, a channel."""

    label = models.CharField("nama", max_length=60)
    value = models.CharField("nomor, alamat atau nama akun", max_length=120)
    link = models.CharField("tautan", max_length=300, blank=True, validators=[check_link])
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_published = models.BooleanField("tampil", default=True)

    class Meta:
        verbose_name = "kontak lain"
        verbose_name_plural = "kontak lain"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["label", "value"], name="contact_line_once")]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class DataExport(models.Model):
    """A copy of one's own data that a person asked for; the ZIP goes when it expires."""

    class State(models.TextChoices):
        WAITING = "waiting", "Disiapkan"
        READY = "ready", "Siap diunduh"
        FAILED = "failed", "Gagal"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its address
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("diminta")
    expires_at = models.DateTimeField("dihapus")
    blob = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "salinan data"
        verbose_name_plural = "salinan data"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="waiting"), name="data_export_one_in_work"),
            models.CheckConstraint(
                condition=Q(state="ready", blob__isnull=False) | (~Q(state="ready") & Q(blob=None)),
                name="data_export_ready_with_file",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="data_export_of_person"),  # Data Pribadi Saya
            models.Index(fields=["expires_at"], name="data_export_by_end"),  # the sweep
        ]

    def __str__(self) -> str:
        return f"salinan data {self.pk}"
