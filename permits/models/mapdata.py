"""What the public map is drawn from: one point per issued permit and the sums of points per cell, kept by triggers.

Nothing here is written by Python: what happens to a permit moves its point, what happens to points moves the cells, in
the same transaction (docs/decisions/0027-map-sums.md). `check_map_sums` compares both with the permits.
"""

import pgtrigger
from django.db import models

from permits.mapcells import keep_cells
from permits.models.permit import Permit

NEW = pgtrigger.Referencing(new="new_rows")
OLD = pgtrigger.Referencing(old="old_rows")
BOTH = pgtrigger.Referencing(old="old_rows", new="new_rows")


def _after(name: str, operation: pgtrigger.Operation, rows: pgtrigger.Referencing, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=rows,
        func=func,
    )


class MapPoint(models.Model):
    """Where an issued permit is shown, in millionths of a degree; no place means that it stands in lists alone."""

    permit = models.OneToOneField(Permit, models.CASCADE, primary_key=True, related_name="map_point")
    permit_type = models.ForeignKey("permits.PermitType", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("office.Agency", models.PROTECT, related_name="+", db_index=False)
    regency = models.ForeignKey("regions.Regency", models.PROTECT, null=True, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=Permit.State)
    issued_on = models.DateField()
    is_company = models.BooleanField()
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    x = models.IntegerField(null=True)  # its cell of the deepest level
    y = models.IntegerField(null=True)
    area = models.BigIntegerField(null=True)  # its cell of the deepest level of the facets, as one number

    class Meta:
        indexes = [
            # the list beside the map and the downloads, keyset by (issued_on, permit)
            models.Index(fields=["-issued_on", "-permit"], name="mappoint_latest"),
            models.Index(fields=["permit_type", "-issued_on", "-permit"], name="mappoint_by_type"),
            models.Index(fields=["regency", "-issued_on", "-permit"], name="mappoint_by_regency"),
            # the list of what the map shows, filtered maps close by, what lies in one cell
            models.Index(fields=["area"], name="mappoint_by_area"),
        ]
        triggers = [
            _after("count_new", pgtrigger.Insert, NEW, keep_cells(("new_rows", 1))),
            _after("count_changed", pgtrigger.Update, BOTH, keep_cells(("old_rows", -1), ("new_rows", 1))),
            _after("count_gone", pgtrigger.Delete, OLD, keep_cells(("old_rows", -1))),
        ]


class MapCell(models.Model):
    """How many points of one slice lie in one cell, and where their middle is (the sums divided by n)."""

    pk = models.CompositePrimaryKey("slice", "block", "x", "y")
    slice = models.BigIntegerField()
    block = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    n = models.IntegerField()
    latitudes = models.BigIntegerField()
    longitudes = models.BigIntegerField()

    class Meta:
        indexes = [
            # every view of the map, answered from the index alone (quality P9)
            models.Index(
                fields=["slice", "block", "x", "y"], include=["n", "latitudes", "longitudes"], name="mapcell_view"
            ),
        ]
