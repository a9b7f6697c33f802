"""The period of a report: one by its name, or any two dates."""

import datetime as dt
from typing import Any

from django import forms

from complaints.forms.desk import day_field
from office.models import Agency
from permits.models import PermitType
from surveys import periods
from surveys.figures import Scope
from surveys.periods import Period
from surveys.scoring import Convention


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


class SkmForm(PeriodForm):
    """The period, one permit type or one agency of it, and how the NRR enters the index."""

    jenis = forms.ModelChoiceField(
        PermitType.objects.order_by("name"), label="Jenis izin", required=False, empty_label="Semua jenis izin"
    )
    instansi = forms.ModelChoiceField(
        Agency.objects.order_by("name"), label="Dinas teknis", required=False, empty_label="Semua dinas"
    )
    konvensi = forms.ChoiceField(
        label="Pembulatan",
        choices=[("", "Pecahan tepat"), (Convention.NRR4.value, "NRR 4 desimal dahulu")],
        required=False,
    )
    field_order = ["periode", "dari", "sampai", "jenis", "instansi", "konvensi"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("jenis") and data.get("instansi"):
            self.add_error("instansi", "Pilih jenis izin atau dinas teknis, tidak keduanya.")
        return data

    def _known(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None

    def scope(self, default: Period) -> Scope:
        """What the report is about."""
        chosen = [one.pk if one else None for one in (self._known("jenis"), self._known("instansi"))]
        return Scope(self.period(default), *chosen)

    @property
    def part(self) -> str:
        """The chosen type or agency by name."""
        chosen = self._known("jenis") or self._known("instansi")
        return str(chosen.name) if chosen else ""

    @property
    def convention(self) -> Convention:
        """Exact unless the other one was chosen."""
        return Convention(self._known("konvensi") or Convention.EXACT)

    def query(self, period: Period) -> dict[str, str]:
        """The same choice as an address."""
        days = {"dari": period.start.isoformat(), "sampai": period.end.isoformat()}
        narrowed = {name: str(one.pk) for name in ("jenis", "instansi") if (one := self._known(name))}
        rounding = {"konvensi": self.convention.value} if self.convention is not Convention.EXACT else {}
        return ({"periode": period.code} if period.code else days) | narrowed | rounding


def _periods_of(year: int) -> list[Period]:
    quarters = [periods.quarter(year, part) for part in (4, 3, 2, 1)]
    return [periods.year(year), periods.semester(year, 2), periods.semester(year, 1), *quarters]
