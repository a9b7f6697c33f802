"""Figures of other systems: one typed row, or a table that is checked by the same form row by row."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from reports.forms.fields import REQUIRED, Line, Month, day_field, whole
from reports.models import InvestmentFigure, SystemFigure


class SourceForm(forms.Form):
    """Where figures come from and of which day they are."""

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["source"] = Line(label="Sumber", max_length=200, help_text="Sistem dan halaman atau berkasnya.")
        self.fields["as_of"] = day_field("Tanggal data", required=True, help_text="Tanggal angka dibaca di sana.")
        self.fields["is_example"] = forms.BooleanField(label="Angka contoh", required=False)

    def clean_as_of(self) -> dt.date:
        day: dt.date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError("Tanggal data tidak boleh setelah hari ini.")
        return day


class SystemFigureForm(SourceForm):
    """Permits of one month in another system."""

    system = forms.ChoiceField(
        label="Sistem",
        choices=SystemFigure.System.choices,
        error_messages={**REQUIRED, "invalid_choice": "Pilih OSS, SICANTIK, atau MPP."},
    )
    name = Line(label="Jenis izin", max_length=120)
    month = Month(label="Bulan")
    n = whole("Jumlah terbit")

    def clean_month(self) -> dt.date:
        month: dt.date = self.cleaned_data["month"]
        if month > self.today:
            raise forms.ValidationError("Bulan itu belum dimulai.")
        return month


class InvestmentForm(SourceForm):
    """Realised investment of one sector in one quarter."""

    year = whole("Tahun")
    quarter = forms.TypedChoiceField(
        label="Triwulan",
        choices=[(n, word) for n, word in enumerate(("I", "II", "III", "IV"), start=1)],
        coerce=int,
        error_messages={**REQUIRED, "invalid_choice": "Triwulan adalah 1 sampai 4."},
    )
    origin = forms.ChoiceField(
        label="Asal modal",
        choices=InvestmentFigure.Origin.choices,
        error_messages={**REQUIRED, "invalid_choice": "Pilih PMDN atau PMA."},
    )
    group = forms.ChoiceField(
        label="Kelompok",
        choices=InvestmentFigure.Group.choices,
        error_messages={**REQUIRED, "invalid_choice": "Kelompok adalah 1 (primer), 2 (sekunder), atau 3 (tersier)."},
    )
    sector = Line(label="Sektor", max_length=120)
    idr_million = forms.DecimalField(
        label="Tambahan investasi (Rp juta)", min_value=Decimal(0), max_digits=18, decimal_places=2,
        error_messages={**REQUIRED, "invalid": "Isi dengan angka.", "min_value": "Tidak boleh negatif."},
    )  # fmt: skip
    usd_thousand = forms.DecimalField(
        label="Tambahan investasi (US$ ribu)", min_value=Decimal(0), max_digits=18, decimal_places=2, required=False,
        help_text="Hanya untuk PMA.", error_messages={"invalid": "Isi dengan angka."},
    )  # fmt: skip
    projects = whole("Proyek")
    local_workers = whole("TKI")
    foreign_workers = whole("TKA")

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2015 <= year <= self.today.year:
            raise forms.ValidationError(f"Tahun antara 2015 dan {self.today.year}.")
        return year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        dollars, origin = data.get("usd_thousand"), data.get("origin")
        if origin == "PMA" and dollars is None and "usd_thousand" not in self.errors:
            self.add_error("usd_thousand", "Isi nilai US$ untuk PMA.")
        if origin == "PMDN" and dollars is not None:
            self.add_error("usd_thousand", "Kosongkan nilai US$ untuk PMDN.")
        return data


class FigureImportForm(SourceForm):
    """A CSV or XLSX of such rows."""

    file = forms.FileField(label="Berkas CSV atau XLSX", error_messages={"required": "Pilih berkas."})

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError("Berkas harus CSV atau XLSX.")
        if file.size > 5 * 1024 * 1024:
            raise forms.ValidationError("Berkas paling besar 5 MB.")
        return file
