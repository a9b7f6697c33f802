"""Permit types and their editions. After the first load these rows, not the YAML files, are the truth."""

import pgtrigger
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

    class Meta:
        verbose_name = "jenis izin"
        verbose_name_plural = "jenis izin"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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
