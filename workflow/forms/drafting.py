"""The permit's own data, written at the drafting desk: words, values of the form, and the conditions in their order."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from eptsp.lib import formatting
from permits import rules
from permits.actions.drafting import standard_conditions
from permits.catalogue.schema import FieldSpec
from permits.models import Application, ApplicationVersion, PermitDraft

MOST = 60
MOST_ROWS = 90  # used, offered and blank ones together
BLANK = 3
LENGTH = 2000


@dataclass(frozen=True)
class ConditionRow:
    """A condition as the editor shows it: whether it is printed, and where it comes from."""

    text: str
    is_used: bool
    is_standard: bool = False


@dataclass(frozen=True)
class BoundRow:
    """The three fields of a row, for the template."""

    n: int
    use: forms.BoundField
    order: forms.BoundField
    text: forms.BoundField
    is_standard: bool
    is_blank: bool


class DraftForm(forms.Form):
    """Everything that the drafting desk writes. `seen` is the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_ROWS)
    about = forms.CharField(label="Tentang", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    validity_text = forms.CharField(
        label="Masa berlaku",
        help_text="Kosongkan untuk memakai masa berlaku baku jenis izin ini.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, start: "DraftStart", **kwargs: Any) -> None:
        self.start = start
        kwargs["initial"] = {
            "seen": start.version,
            "rows": len(start.conditions),
            "about": start.about,
            "validity_text": start.validity_text,
        }
        super().__init__(*args, **kwargs)
        for field in start.fields:
            self.fields[f"value_{field.code}"] = _value_field(field, start.details.get(field.code))
        for n in range(self._row_count()):
            self._add_row(n, start.conditions[n] if n < len(start.conditions) else ConditionRow("", True))

    def _row_count(self) -> int:
        if not self.is_bound:
            return len(self.start.conditions)
        typed = str(self.data.get(self.add_prefix("rows"), ""))
        return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdigit() else len(self.start.conditions)

    def _add_row(self, n: int, row: ConditionRow) -> None:
        self.fields[f"use_{n}"] = forms.BooleanField(
            label=f"Cetak ketentuan {n + 1}", required=False, initial=row.is_used
        )
        self.fields[f"order_{n}"] = forms.IntegerField(
            label=f"Urutan ketentuan {n + 1}", required=False, min_value=1, max_value=999, initial=n + 1
        )
        self.fields[f"text_{n}"] = forms.CharField(
            label=f"Ketentuan {n + 1}",
            required=False,
            max_length=LENGTH,
            initial=row.text,
            widget=forms.Textarea(attrs={"rows": 2, "placeholder": "Ketentuan sendiri"}),
        )

    @property
    def values(self) -> list[forms.BoundField]:
        """The type's own fields."""
        return [self[f"value_{field.code}"] for field in self.start.fields]

    @property
    def condition_rows(self) -> list[BoundRow]:
        """The rows of conditions, for the template."""
        count, start = self._row_count(), self.start.conditions
        return [
            BoundRow(
                n,
                self[f"use_{n}"],
                self[f"order_{n}"],
                self[f"text_{n}"],
                is_standard=n < len(start) and start[n].is_standard,
                is_blank=not self[f"text_{n}"].value(),
            )
            for n in range(count)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows = [
            (cleaned.get(f"order_{n}") or n + 1, n, " ".join(str(cleaned.get(f"text_{n}", "")).split()))
            for n in range(self._row_count())
            if cleaned.get(f"use_{n}")
        ]
        conditions = [text for _, _, text in sorted(rows) if text]
        if not conditions:
            self.add_error(None, "Pilih atau tulis paling sedikit satu ketentuan.")
        if len(conditions) > MOST:
            self.add_error(None, f"Paling banyak {MOST} ketentuan.")
        for field in self.start.fields:
            typed = cleaned.get(f"value_{field.code}")
            if field.type == "number" and typed and rules.to_number(typed) is None:
                self.add_error(f"value_{field.code}", "Isi dengan angka, misalnya 1.250,5.")
        cleaned["conditions"] = conditions
        return cleaned

    def _stored(self, field: FieldSpec) -> str:
        """The value in the form in which answers are kept."""
        value = self.cleaned_data[f"value_{field.code}"]
        if field.type == "number":
            number = rules.to_number(value)
            return str(rules.stored_number(number)) if number is not None else ""
        return value.isoformat() if isinstance(value, dt.date) else str(value or "").strip()

    def words(self) -> dict[str, Any]:
        """What is saved: only those values that differ from the applicant's own are kept."""
        cleaned = self.cleaned_data
        typed = {field.code: self._stored(field) for field in self.start.fields}
        details = {code: text for code, text in typed.items() if text and text != str(self.start.asked.get(code) or "")}
        return {
            "about": cleaned["about"],
            "validity_text": cleaned["validity_text"],
            "conditions": cleaned["conditions"],
            "details": details,
        }


@dataclass(frozen=True)
class DraftStart:
    """What the editor opens with. `asked`: the applicant's answers; `details`: those with the desk's in their place."""

    version: int
    about: str
    validity_text: str
    conditions: list[ConditionRow]
    fields: list[FieldSpec]
    asked: Mapping[str, Any]
    details: Mapping[str, Any]


def start_of(
    application: Application, version: ApplicationVersion, saved: PermitDraft | None, template: Any
) -> DraftStart:
    """The editor's beginning: what was saved last, else the template; unused standard conditions are offered below."""
    written = saved or template
    used = [ConditionRow(text, True) for text in written.conditions]
    known = set(written.conditions)
    offered = [text for text in standard_conditions(application, version) if text not in known]
    conditions = [*used, *[ConditionRow(text, False, True) for text in offered]]
    asked = version.data.get("details", {})
    return DraftStart(
        version=saved.version if saved else 0,
        about=written.about,
        validity_text=written.validity_text,
        conditions=[*conditions, *[ConditionRow("", True)] * BLANK],
        fields=[
            field
            for field in application.edition.spec.fields
            if field.applies_to(application.kind) and field.type != "point" and field.is_shown(asked)
        ],
        asked=asked,
        details={**asked, **(saved.details if saved else {})},
    )


def _value_field(field: FieldSpec, value: object) -> forms.Field:
    """The field in which the desk puts another value in the place of the applicant's."""
    label = f"{field.label} ({field.unit})" if field.unit else field.label
    common: dict[str, Any] = {"label": label, "required": False, "initial": value or ""}
    if field.type == "choice":
        return forms.ChoiceField(choices=[("", "-Pilih-"), *field.choices], **common)
    if field.type == "textarea":
        return forms.CharField(max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 2}), **common)
    if field.type == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if field.type == "number":
        common["initial"] = _number_shown(value)
        return forms.CharField(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
    return forms.CharField(max_length=field.max_length or LENGTH, **common)


def _number_shown(value: object) -> str:
    found = rules.from_stored(value)
    return formatting.number(found) if found is not None else str(value or "")
