"""Permit types and their editions. After the first load these rows, not the YAML files, are the truth."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models

from permits.catalogue.mistakes import Source
from permits.catalogue.parsing import parse
from permits.catalogue.schema import PermitSpec

_SPECS: dict[str, PermitSpec] = {}  # by digest: an edition never changes, so each is parsed once per process


class PermitType(models.Model):
    """A kind of permit (jenis izin) as it is offered now. What it asks for stands in its editions."""

    code = models.CharField("kode", max_length=40, unique=True)
    slug = models.SlugField("alamat halaman", max_length=80, unique=True)
    name = models.CharField("nama", max_length=200)
    agency = models.ForeignKey("office.Agency", models.PROTECT, related_name="permit_types", verbose_name="dinas/badan")
    sector = models.ForeignKey("office.Sector", models.PROTECT, related_name="permit_types", verbose_name="sektor")
    is_active = models.BooleanField("aktif", default=True)
    is_example = models.BooleanField("contoh", default=False)
    elsewhere_url = models.URLField("diajukan di tempat lain", blank=True)
    current_edition = models.ForeignKey(
        "permits.CatalogueEdition", models.PROTECT, null=True, related_name="+", verbose_name="edisi berlaku"
    )
    next_edition = models.ForeignKey(
        "permits.CatalogueEdition", models.PROTECT, null=True, related_name="+", verbose_name="edisi berikutnya"
    )
    next_on = models.DateField("berlaku mulai", null=True)

    class Meta:
        verbose_name = "jenis izin"
        verbose_name_plural = "jenis izin"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_edition=None, next_on=None)
                | models.Q(next_edition__isnull=False, next_on__isnull=False),
                name="next_edition_has_a_date",
            )
        ]
        indexes = [
            # the daily task that puts editions into force
            models.Index(fields=["next_on"], condition=models.Q(next_on__isnull=False), name="types_with_next_edition")
        ]

    def __str__(self) -> str:
        return self.name

    def edition_id_on(self, day: dt.date) -> int | None:
        """The edition in force on that day, also where the daily task has not yet put it there."""
        return self.next_edition_id if self.next_on and self.next_on <= day else self.current_edition_id

    def edition_on(self, day: dt.date) -> "CatalogueEdition | None":
        """The same as a row; name both in `select_related`."""
        return self.next_edition if self.next_on and self.next_on <= day else self.current_edition


class CatalogueEdition(models.Model):
    """One edition of a permit type, kept word for word: running files stay with the one they started with."""

    permit_type = models.ForeignKey(PermitType, models.PROTECT, related_name="editions", verbose_name="jenis izin")
    number = models.PositiveIntegerField("edisi")
    body = models.JSONField("isi")
    digest = models.CharField("sidik", max_length=64)
    loaded_at = models.DateTimeField("dimuat")

    class Meta:
        verbose_name = "edisi katalog"
        verbose_name_plural = "edisi katalog"
        ordering = ["permit_type", "-number"]
        constraints = [models.UniqueConstraint(fields=["permit_type", "number"], name="edition_numbered_once")]
        triggers = [pgtrigger.Protect(name="keep_editions", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"edisi {self.number}"

    @property
    def spec(self) -> PermitSpec:
        """The edition read into its dataclasses; one query when `body` was deferred and is not yet read here."""
        if self.digest not in _SPECS:
            _SPECS[self.digest] = parse(self.body, source=Source(f"edisi {self.number}"))
        return _SPECS[self.digest]


class CatalogueDraft(models.Model):
    """An edition in the making; at most one for each type. May hold mistakes; nobody but administrators sees it.

    Two may work on it: each save names the `version` that it was made from, and loses against a newer one.
    """

    code = models.CharField("kode", max_length=40, unique=True)
    permit_type = models.OneToOneField(
        PermitType, models.CASCADE, null=True, related_name="draft", verbose_name="jenis izin"
    )
    name = models.CharField("nama", max_length=200)
    body = models.JSONField("isi")
    version = models.PositiveIntegerField("versi", default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dimulai oleh"
    )
    created_at = models.DateTimeField("dimulai")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    saved_at = models.DateTimeField("disimpan")

    class Meta:
        verbose_name = "rancangan edisi"
        verbose_name_plural = "rancangan edisi"
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return self.name


class CatalogueEvent(models.Model):
    """Who did what to the catalogue, and when. Append-only."""

    class Kind(models.TextChoices):
        DRAFTED = "DRAFTED", "Rancangan dimulai"
        IMPORTED = "IMPORTED", "Rancangan diimpor dari YAML"
        DISCARDED = "DISCARDED", "Rancangan dihapus"
        PUBLISHED = "PUBLISHED", "Edisi diterbitkan"
        IN_FORCE = "IN_FORCE", "Edisi mulai berlaku"
        WITHDRAWN = "WITHDRAWN", "Ditarik dari layanan"
        OFFERED = "OFFERED", "Dibuka kembali"

    code = models.CharField("kode", max_length=40)
    kind = models.CharField("peristiwa", max_length=12, choices=Kind.choices)
    edition = models.ForeignKey(CatalogueEdition, models.PROTECT, null=True, related_name="+", verbose_name="edisi")
    starts_on = models.DateField("berlaku mulai", null=True)
    note = models.CharField("catatan", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="oleh"
    )  # None: the daily task
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "riwayat katalog"
        verbose_name_plural = "riwayat katalog"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["code", "-at"], name="catalogue_events_of_type")]  # the page of a type
        triggers = [pgtrigger.Protect(name="keep_catalogue_events", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.code}"
