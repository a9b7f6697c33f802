"""Lokasi Izin: the address and the point on the map."""

from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from office.profile import profile
from permits import rules
from permits.actions.contents import AT_SEA
from permits.forms.people import short_text
from permits.forms.sections import SectionForm
from regions import places
from regions.forms import CoordinateField, RegionGroup


class PlaceForm(SectionForm):
    """Province fixed to the office's own; a point abroad is refused, one at sea wants to be confirmed."""

    sections = ("place",)

    street = short_text("Jalan", length=200, required=True)
    number = short_text("No", length=20)
    rt = short_text("RT", length=3, inputmode="numeric")
    rw = short_text("RW", length=3, inputmode="numeric")
    latitude = CoordinateField(axis="latitude", required=True)
    longitude = CoordinateField(axis="longitude", required=True)
    at_sea = forms.BooleanField(label="Titik ini memang berada di laut atau jauh dari permukiman", required=False)

    def get_region_groups(self) -> tuple[RegionGroup, ...]:
        return (RegionGroup(fixed_province=profile().province_code),)

    @property
    def province_code(self) -> str:
        """The province that may not change."""
        return str(self.initial.get("province") or "")

    @property
    def street_fields(self) -> list[BoundField]:
        return self.bound(("street", "number", "rt", "rw"))

    def stored(self) -> dict[str, Any]:
        place = super().stored()
        return place | {"at_sea": place.get("at_sea") == "yes"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check("place", cleaned)
        point = self.point
        if point is None:
            return cleaned
        if not point.inside:
            self.add_error("latitude", rules.ABROAD)
        elif self.asks_about_sea and not cleaned.get("at_sea"):
            self.add_error("at_sea", AT_SEA)
        return cleaned

    @cached_property
    def point(self) -> places.PointCheck | None:
        """What is known about the typed point, or None while it is none."""
        source = self.cleaned_data if self.is_bound else self.initial
        try:
            return places.check(float(source["latitude"]), float(source["longitude"]))
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def asks_about_sea(self) -> bool:
        """Whether the point lies at sea though this permit is not one for the sea."""
        return bool(self.point and self.point.at_sea and not self.editing.spec.allows_sea)

    @property
    def warning(self) -> str:
        """A sentence when the point belongs to another kab/kota than the chosen one; never a refusal."""
        if self.point is None or not self.point.inside:
            return ""
        return places.warning_about(self.point.village, self.cleaned_data.get("regency")) or ""
