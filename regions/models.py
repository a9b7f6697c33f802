"""Provinces to villages with dotted Kemendagri codes ("64.72.01.1001") and centroids where known."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Region(models.Model):
    """Shared columns: the code is the key, the name is in capitals as the service shows it."""

    code = models.CharField("kode", max_length=13, primary_key=True)
    name = models.CharField("nama", max_length=100)
    latitude = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Province(Region):
    class Meta(Region.Meta):
        verbose_name = "provinsi"
        verbose_name_plural = "provinsi"


class Regency(Region):
    """Kabupaten or kota."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name="provinsi")

    class Meta(Region.Meta):
        verbose_name = "kab/kota"
        verbose_name_plural = "kab/kota"


class District(Region):
    """Kecamatan."""

    regency = models.ForeignKey(Regency, models.PROTECT, verbose_name="kab/kota")

    class Meta(Region.Meta):
        verbose_name = "kecamatan"
        verbose_name_plural = "kecamatan"
        indexes = [
            # the search box of the map
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="district_by_name_part"),
        ]


class Village(Region):
    """Kelurahan or desa."""

    district = models.ForeignKey(District, models.PROTECT, verbose_name="kecamatan")
    postcode = models.CharField("kode pos", max_length=5, blank=True)

    class Meta(Region.Meta):
        verbose_name = "kelurahan/desa"
        verbose_name_plural = "kelurahan/desa"
        indexes = [
            # the search box of the map
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="village_by_name_part"),
            models.Index(fields=["latitude", "longitude"], name="village_by_place"),  # the nearest village of a point
        ]


class Boundary(models.Model):
    """The official outline of a kab/kota as the office has loaded it, simplified; drawn only where it is there."""

    regency = models.OneToOneField(Regency, models.CASCADE, primary_key=True, related_name="boundary")
    geometry = models.JSONField("geometri")  # GeoJSON Polygon or MultiPolygon, degrees with five decimals
    digest = models.CharField("sidik", max_length=64)  # of the geometry as it came
    loaded_at = models.DateTimeField("dimuat")

    class Meta:
        verbose_name = "batas wilayah"
        verbose_name_plural = "batas wilayah"
