"""The office itself: its profile, agencies, sectors, hours and holidays. All of it is data, none of it code."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from eptsp.lib.workingtime import WEEKDAY_NAMES


class AgencyProfile(models.Model):
    """The one row that says who runs this installation (letterhead, footer, contacts)."""

    name = models.CharField("nama instansi", max_length=200)
    short_name = models.CharField("nama singkat", max_length=60)
    government = models.CharField("pemerintah daerah", max_length=100)
    region_name = models.CharField("nama daerah", max_length=60)
    province_code = models.CharField("kode provinsi", max_length=2)
    city = models.CharField("tempat penandatanganan", max_length=60)
    address = models.CharField("alamat", max_length=200)
    postcode = models.CharField("kode pos", max_length=5)
    phones = models.CharField("telepon", max_length=100)
    fax = models.CharField("faksimile", max_length=40, blank=True)
    email = models.EmailField("e-mail")
    website = models.URLField("situs web", blank=True)
    whatsapp_url = models.URLField("tautan WhatsApp", blank=True)
    motto = models.CharField("moto", max_length=100, blank=True)
    emblem = models.ImageField("lambang", upload_to="profile/", blank=True)
    letter_unit = models.CharField("kode unit pada nomor surat", max_length=30, help_text="contoh: DPMPTSP")
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = "profil instansi"
        verbose_name_plural = "profil instansi"
        constraints = [models.CheckConstraint(condition=Q(is_only=True), name="profile_only_one_row")]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A dinas or badan that owns permit types or gives technical advice."""

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=150)
    short_name = models.CharField("singkatan", max_length=40)
    email = models.EmailField("e-mail", blank=True)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "dinas/badan"
        verbose_name_plural = "dinas/badan"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """Primer, sekunder, tersier: which kasi checks the file."""

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=60)

    class Meta:
        verbose_name = "sektor"
        verbose_name_plural = "sektor"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OfficeHours(models.Model):
    """Opening hours of one weekday (0 = Monday). `counts` says whether the clock of permits runs then."""

    weekday = models.PositiveSmallIntegerField(
        "hari", unique=True, validators=[MinValueValidator(0), MaxValueValidator(6)]
    )
    opens = models.TimeField("buka")
    closes = models.TimeField("tutup")
    counts = models.BooleanField("dihitung sebagai hari kerja", default=True)
    note = models.CharField("keterangan", max_length=60, blank=True)

    class Meta:
        verbose_name = "jam layanan"
        verbose_name_plural = "jam layanan"
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_close_after_open"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday_0_to_6"),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAY_NAMES[self.weekday]} {self.opens:%H.%M}–{self.closes:%H.%M}"


class Holiday(models.Model):
    """A day on which the clock stands still, from the holidays library or typed by the administrator."""

    class Kind(models.TextChoices):
        NATIONAL = "national", "Libur nasional"
        JOINT_LEAVE = "joint_leave", "Cuti bersama"
        LOCAL = "local", "Libur daerah"

    date = models.DateField("tanggal", unique=True)
    name = models.CharField("nama", max_length=120)
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    is_working_day = models.BooleanField("tetap hari kerja", default=False, help_text="mengabaikan libur ini")

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class SpecialHours(models.Model):
    """Other hours between two dates (Ramadan), for the weekdays that count."""

    name = models.CharField("nama", max_length=60)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    opens = models.TimeField("buka")
    closes = models.TimeField("tutup")

    class Meta:
        verbose_name = "jam khusus"
        verbose_name_plural = "jam khusus"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="special_close_after_open"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="special_end_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on:%d-%m-%Y}–{self.ends_on:%d-%m-%Y}"


class CalendarChange(models.Model):
    """Who changed the working calendar, when, and how; never edited."""

    at = models.DateTimeField("waktu")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    what = models.CharField("perubahan", max_length=300)

    class Meta:
        verbose_name = "perubahan kalender"
        verbose_name_plural = "perubahan kalender"
        indexes = [models.Index(fields=["-at", "-id"], name="calendar_change_latest")]  # the calendar page
        triggers = [pgtrigger.Protect(name="keep_calendar_changes", operation=pgtrigger.Update | pgtrigger.Delete)]
