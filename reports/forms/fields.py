"""Fields that the forms of this room share; cleaned words come from the complaints' forms."""

import datetime as dt
import re
from typing import Any

from django import forms

from complaints.forms.desk import day_field
from complaints.forms.fields import Line, Words

__all__ = ["Line", "Month", "Words", "day_field", "whole"]
REQUIRED = {"required": "Bagian ini wajib diisi."}
LARGEST = 2_000_000_000


class Month(forms.CharField):
    """A month typed by the browser's own calendar, "2026-07"; its value is the first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dt.date) or not value:
            return value or None
        match = re.fullmatch(r"(20\d\d)-(\d\d)(?:-01)?", str(value).strip())
        if match is None or not 1 <= int(match[2]) <= 12:
            raise forms.ValidationError("Bulan ditulis 2026-07.")
        return dt.date(int(match[1]), int(match[2]), 1)

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(REQUIRED["required"])


def whole(label: str, **options: Any) -> forms.IntegerField:
    """A number from 0 on."""
    messages = {**REQUIRED, "invalid": "Isi dengan angka bulat, tanpa titik.", "min_value": "Tidak boleh negatif."}
    return forms.IntegerField(label=label, min_value=0, max_value=LARGEST, error_messages=messages, **options)
