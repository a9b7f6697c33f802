"""The period of a report: one by its name, or any two dates."""

import datetime as dt
from typing import Any

from django import forms

from complaints.forms.desk import day_field
from surveys import periods
from surveys.periods import Period


class PeriodForm(forms.Form):
    """`periode` is "2026-S1"; both dates, when given, count instead of it."""

    def __init__(self, *args: Any, today: dt.date, years: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (one.code, one.name)
            for year in range(today.year, today.year - years, -1)
            for one in _periods_of(year)
            if one.start <= today
        ]
        self.fields["periode"] = forms.ChoiceField(
            label="Periode",
            choices=[("", "Dua tanggal"), *choices],
            required=False,
            error_messages={"invalid_choice": "Pilih periode dari daftar."},
        )
        self.fields["dari"] = day_field("Dari")
        self.fields["sampai"] = day_field("Sampai")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("dari"), data.get("sampai")
        if bool(first) != bool(last) and not self.errors:
            self.add_error("sampai" if first else "dari", "Isi kedua tanggal.")
        elif first and last:
            try:
                data["period"] = periods.between(first, last)
            except ValueError:
                self.add_error("sampai", "Tanggal akhir mendahului tanggal awal, atau rentangnya terlalu panjang.")
        elif data.get("periode"):
            data["period"] = periods.read(data["periode"])
        return data

    def period(self, default: Period) -> Period:
        """The period that was asked for, or the default."""
        found: Period = self.cleaned_data.get("period", default) if self.is_bound and self.is_valid() else default
        return found


def _periods_of(year: int) -> list[Period]:
    quarters = [periods.quarter(year, part) for part in (4, 3, 2, 1)]
    return [periods.year(year), periods.semester(year, 2), periods.semester(year, 1), *quarters]
