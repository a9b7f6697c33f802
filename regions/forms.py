"""Fields of an address: four selects that depend on each other, and coordinates as people type them.

A form mixes RegionFields in and reads `cleaned_data["village"]`. With JavaScript a choice loads the next select
(regions:children); without it the button "Muat pilihan" posts the form and the view renders it again: then
`is_valid()` is False and there are no errors, so an ordinary view needs no extra line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse

from regions import coordinates
from regions.models import District, Province, Regency, Region, Village

RELOAD = "muat_wilayah"
LEVELS = ("province", "regency", "district", "village")
LABELS = {"province": "Provinsi", "regency": "Kab/Kota", "district": "Kecamatan", "village": "Kelurahan/Desa"}
MODELS: dict[str, Any] = {"province": Province, "regency": Regency, "district": District, "village": Village}
PARENTS = {"regency": "province_id", "district": "regency_id", "village": "district_id"}
CODE = re.compile(r"\A[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?\Z")


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """One address of a form: the prefix of its field names, perhaps a province that may not change."""

    prefix: str = ""
    fixed_province: str | None = None
    required: bool = True


class RegionField(forms.ModelChoiceField):
    """A select of regions by name, "-Pilih-" first."""

    def __init__(self, level: str, **kwargs: Any) -> None:
        label = LABELS[level]
        kwargs.setdefault("empty_label", "-Pilih-")
        super().__init__(
            label=label,
            error_messages={
                "required": f"{label} wajib dipilih.",
                "invalid_choice": f"Pilihan {label} tidak sesuai dengan wilayah di atasnya. Pilih kembali.",
            },
            **kwargs,
        )


class RegionFields:
    """Mixin before forms.Form or forms.ModelForm: adds province, regency, district and village for each group.

    Override `region_groups` (or `get_region_groups`, when the province comes from the profile). The initial value of
    a village (instance or code) selects its parents as well. Cleaned values are Province, Regency, District, Village.
    """

    region_groups: ClassVar[tuple[RegionGroup, ...]] = (RegionGroup(),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in self.get_region_groups():
            self._add_region_group(group)

    def get_region_groups(self) -> tuple[RegionGroup, ...]:
        return self.region_groups

    @staticmethod
    def is_region_reload(data: Mapping[str, Any] | None) -> bool:
        """Say whether the post only asks for the next select to be filled."""
        return bool(data) and RELOAD in (data or {})

    def is_valid(self) -> bool:
        return not self.is_region_reload(self.data) and super().is_valid()  # type: ignore[attr-defined, misc]

    def full_clean(self) -> None:
        """Judge nothing while the person is still choosing."""
        if self.is_bound and self.is_region_reload(self.data):  # type: ignore[attr-defined]
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()  # type: ignore[misc]

    def _add_region_group(self, group: RegionGroup) -> None:
        chosen = self._chosen_codes(group)
        for level in LEVELS:
            name = f"{group.prefix}{level}"
            field = RegionField(level, queryset=_options(level, chosen, group), required=group.required)
            if level == "province" and group.fixed_province:
                field.empty_label = None
            if level != "village":
                field.widget.attrs |= self._loading_attrs(group, level)
            if level in PARENTS and not chosen.get(LEVELS[LEVELS.index(level) - 1]):
                field.widget.attrs["disabled"] = True
            self.fields[name] = field  # type: ignore[attr-defined]
            self.initial[name] = chosen.get(level)  # type: ignore[attr-defined]

    def _chosen_codes(self, group: RegionGroup) -> dict[str, str]:
        """Return the chosen code of each level as far as each lies within the one above."""
        codes = {level: self._raw_code(group, level) for level in LEVELS}
        if not self.is_bound:  # type: ignore[attr-defined]
            deepest = max(codes.values(), key=len)
            codes = {level: ".".join(deepest.split(".")[: depth + 1]) for depth, level in enumerate(LEVELS)}
        if group.fixed_province:
            codes["province"] = group.fixed_province
        chosen: dict[str, str] = {}
        for depth, level in enumerate(LEVELS):
            code = codes[level]
            above = chosen[LEVELS[depth - 1]] if depth else ""
            if not CODE.match(code) or code.count(".") != depth or (above and not code.startswith(f"{above}.")):
                break
            chosen[level] = code
        return chosen

    def _raw_code(self, group: RegionGroup, level: str) -> str:
        name = f"{group.prefix}{level}"
        if self.is_bound:  # type: ignore[attr-defined]
            return str(self.data.get(self.add_prefix(name)) or "")  # type: ignore[attr-defined]
        value = self.initial.get(name)  # type: ignore[attr-defined]
        return str(value.pk if isinstance(value, Region) else value or "")

    def _loading_attrs(self, group: RegionGroup, level: str) -> dict[str, str]:
        """Return the htmx attributes: the answer replaces the slots of the lower levels, nothing else."""
        query = {"tingkat": level, "awalan": self.prefix or "", "kelompok": group.prefix}  # type: ignore[attr-defined]
        if group.required:
            query["wajib"] = "1"
        return {
            "hx-get": f"{reverse('regions:children')}?{urlencode(query)}",
            "hx-trigger": "change",
            "hx-swap": "none",  # the slots below come out of band
            "hx-target": "closest [data-regions]",  # where a failure is told
            "hx-sync": "closest [data-regions]:replace",
        }


class RegionForm(RegionFields, forms.Form):
    """One address alone, for the fragment that fills the next select."""

    def __init__(self, *args: Any, group: RegionGroup, **kwargs: Any) -> None:
        self._group = group
        super().__init__(*args, **kwargs)

    def get_region_groups(self) -> tuple[RegionGroup, ...]:
        return (self._group,)


class CoordinateField(forms.DecimalField):
    """Degrees in decimals or in minutes and seconds, rounded to six decimals; `axis` is "latitude" or "longitude"."""

    WORDS: ClassVar[dict[str, tuple[str, str]]] = {
        "latitude": ("Koordinat Lintang", "-0,502183 atau 0° 30′ 7,86″ LS"),
        "longitude": ("Koordinat Bujur", "117,153801 atau 117° 9′ 13,68″ BT"),
    }

    def __init__(self, *, axis: coordinates.Axis, **kwargs: Any) -> None:
        self.axis: coordinates.Axis = axis
        self.name, self.example = self.WORDS[axis]
        self.limit = coordinates.LIMITS[axis]
        kwargs.setdefault("label", self.name)
        kwargs.setdefault("help_text", f"Desimal atau derajat-menit-detik, contoh {self.example}")
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
        self.error_messages["required"] = f"{self.name} wajib diisi."
        self.error_messages["invalid"] = (
            f"{self.name} harus antara -{self.limit} dan {self.limit}, contoh {self.example}."
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str) and value.strip():
            try:
                value = coordinates.read(value, self.axis)
            except ValueError as error:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        number = super().to_python(value)
        if number is None:
            return None
        if not number.is_finite() or abs(number) > self.limit:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number.quantize(coordinates.SIX)


class PointForm(forms.Form):
    """A point and the chosen kab/kota, as the map asks about them."""

    lat = CoordinateField(axis="latitude")
    lon = CoordinateField(axis="longitude")
    kabkota = forms.ModelChoiceField(Regency.objects.all(), required=False)


def _options(level: str, chosen: Mapping[str, str], group: RegionGroup) -> Any:
    """Return the regions to choose from: all provinces, else the children of what is chosen above."""
    objects = MODELS[level].objects
    if level == "province":
        return objects.filter(pk=group.fixed_province) if group.fixed_province else objects.all()
    parent = chosen.get(LEVELS[LEVELS.index(level) - 1])
    rows = objects.filter(**{PARENTS[level]: parent}) if parent else objects.none()
    return rows.select_related("district__regency__province") if level == "village" else rows
