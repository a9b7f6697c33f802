"""What the administrator types about the working calendar."""

import datetime as dt
from typing import Any

from django import forms

from eptsp.lib.workingtime import WEEKDAY_NAMES
from office.actions import DayHours
from office.models import Holiday, OfficeHours

DAYS = range(7)


class DateInput(forms.DateInput):
    """The browser's own date picker; without one a person types 2026-12-31."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker; without one a person types 08:00."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _date(label: str, **more: Any) -> forms.DateField:
    wrong = {"required": f"Isi {label.lower()}.", "invalid": "Isi tanggal yang benar, misalnya 2026-12-31."}
    return forms.DateField(label=label, widget=DateInput(), error_messages=wrong, **more)


def _time(label: str, **more: Any) -> forms.TimeField:
    wrong = {"required": f"Isi {label.lower()}.", "invalid": "Isi jam yang benar, misalnya 08:00."}
    return forms.TimeField(label=label, widget=TimeInput(), error_messages=wrong, **more)


class HolidayForm(forms.Form):
    """A day on which the office is closed; a day that has passed must be confirmed."""

    use_required_attribute = False
    date = _date("Tanggal")
    name = forms.CharField(label="Nama hari libur", max_length=120, error_messages={"required": "Isi nama hari libur."})
    kind = forms.ChoiceField(label="Jenis", choices=Holiday.Kind.choices, initial=Holiday.Kind.LOCAL)
    sure = forms.BooleanField(label="Ya, tanggal ini sudah lewat dan tetap dicatat", required=False)


class SpecialForm(forms.Form):
    """Other hours between two dates, such as Ramadan."""

    use_required_attribute = False
    name = forms.CharField(
        label="Nama", max_length=60, error_messages={"required": "Isi nama, misalnya Ramadan 1447 H."}
    )
    starts_on = _date("Tanggal mulai")
    ends_on = _date("Tanggal akhir")
    opens = _time("Jam buka")
    closes = _time("Jam tutup")


class WeekForm(forms.Form):
    """The office hours of the seven weekdays; a day without hours is closed."""

    use_required_attribute = False

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        held = {row.weekday: row for row in OfficeHours.objects.all()}
        for day in DAYS:
            row = held.get(day)
            self.fields[f"opens_{day}"] = _time(f"Buka {WEEKDAY_NAMES[day]}", required=False)
            self.fields[f"closes_{day}"] = _time(f"Tutup {WEEKDAY_NAMES[day]}", required=False)
            self.fields[f"counts_{day}"] = forms.BooleanField(label="Hari kerja", required=False)
            self.fields[f"note_{day}"] = forms.CharField(label="Keterangan", max_length=60, required=False)
            for name in ("opens", "closes", "counts", "note"):
                field = self.fields[f"{name}_{day}"]
                field.widget.attrs["aria-label"] = f"{field.label}, {WEEKDAY_NAMES[day]}"
            if row is not None:
                self.initial.update({f"opens_{day}": row.opens, f"closes_{day}": row.closes})
                self.initial.update({f"counts_{day}": row.counts, f"note_{day}": row.note})

    def lines(self) -> list[dict[str, Any]]:
        """One line per weekday for the page."""
        names = ("opens", "closes", "counts", "note")
        return [{"name": WEEKDAY_NAMES[day]} | {name: self[f"{name}_{day}"] for name in names} for day in DAYS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for day in DAYS:
            opens, closes = cleaned.get(f"opens_{day}"), cleaned.get(f"closes_{day}")
            if (opens is None) != (closes is None) and not self.errors.get(f"opens_{day}"):
                self.add_error(
                    f"closes_{day}", f"{WEEKDAY_NAMES[day]}: isi jam buka dan jam tutup, atau kosongkan keduanya."
                )
            elif opens and closes and closes <= opens:
                self.add_error(f"closes_{day}", f"{WEEKDAY_NAMES[day]}: jam tutup harus sesudah jam buka.")
        return cleaned

    def rows(self) -> list[DayHours]:
        """The open weekdays as typed."""
        typed = self.cleaned_data
        return [
            DayHours(day, opens, typed[f"closes_{day}"], typed[f"counts_{day}"], typed[f"note_{day}"].strip())
            for day in DAYS
            if isinstance(opens := typed.get(f"opens_{day}"), dt.time)
        ]
