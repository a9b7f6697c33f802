"""Data Detail: the fields of the catalogue as form fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.forms.boundfield import BoundField

from eptsp.lib import formatting
from permits import rules
from permits.catalogue.schema import FieldSpec
from permits.completeness import detail_problems
from permits.forms.editing import Editing
from permits.forms.people import CHOOSE
from permits.forms.sections import SectionForm
from regions.forms import CoordinateField

POINT: dict[Literal["latitude", "longitude"], str] = {"latitude": "lintang", "longitude": "bujur"}


@dataclass(frozen=True)
class Asked:
    """One question on the page: its fields (two for a point) and the answer above on which it depends."""

    spec: FieldSpec
    fields: list[BoundField]
    remark: str

    @property
    def depends_on(self) -> str:
        """Name of the control, or ""."""
        return self.spec.show_if[0] if self.spec.show_if else ""

    @property
    def depends_value(self) -> str:
        return self.spec.show_if[1] if self.spec.show_if else ""

    @property
    def axes(self) -> list[tuple[str, BoundField]]:
        """The two fields of a point with the short words that suffice under its own heading."""
        return [(word.capitalize(), field) for word, field in zip(POINT.values(), self.fields, strict=True)]

    @property
    def is_wide(self) -> bool:
        return self.spec.type in {"textarea", "point"}


class DetailsForm(SectionForm):
    """The questions of one edition and kind. What depends on another answer is required only when it is shown."""

    sections = ("details",)

    def __init__(self, data: Any = None, *, editing: Editing, **kwargs: Any) -> None:
        self.asked_fields = [field for field in editing.spec.fields if field.applies_to(editing.application.kind)]
        self.base_fields = dict(_form_fields(self.asked_fields))  # type: ignore[misc]  # each edition has its own
        super().__init__(data, editing=editing, **kwargs)

    def key_of(self, name: str) -> tuple[str, str]:
        code, _, axis = name.rpartition("__")
        return "details", code if axis in POINT else name

    def name_of(self, section: str, key: str) -> str:
        return key if key in self.fields else f"{key}__latitude"

    def stored(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        answers = self.editing.answers("details")
        for field in self.asked_fields:
            value = answers.get(field.code)
            if field.type == "point":
                point = value if isinstance(value, dict) else {}
                shown |= {f"{field.code}__{axis}": point.get(axis, "") for axis in POINT}
            else:
                shown[field.code] = _number_shown(value) if field.type == "number" else value
        return shown

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        answers = self._answers()
        for field in self.asked_fields:
            if not field.is_shown(answers):
                for name in _names_of(field):
                    self.errors.pop(name, None)
        self.add_problems("details", detail_problems(answers, self.editing.spec, kind=self._kind))
        return cleaned

    def values(self) -> dict[str, dict[str, Any]]:
        self.errors  # noqa: B018 - cleans the form
        return {"details": self._answers()}

    def questions(self) -> list[Asked]:
        """The page, in the order of the catalogue."""
        return [
            Asked(field, [self[name] for name in _names_of(field)], self.editing.remark_on("details", field.code))
            for field in self.asked_fields
        ]

    @property
    def _kind(self) -> str:
        return self.editing.application.kind

    def _answers(self) -> dict[str, Any]:
        return {field.code: self._answer_to(field) for field in self.asked_fields}

    def _answer_to(self, field: FieldSpec) -> Any:
        if field.type == "point":
            point = {axis: self.answer(f"{field.code}__{axis}") for axis in POINT}
            return point if any(point.values()) else ""
        text = self.answer(field.code)
        number = rules.to_number(text) if field.type == "number" else None
        return rules.stored_number(number) if number is not None else text


def _names_of(field: FieldSpec) -> list[str]:
    return [f"{field.code}__{axis}" for axis in POINT] if field.type == "point" else [field.code]


def _form_fields(asked: list[FieldSpec]) -> Iterator[tuple[str, forms.Field]]:
    for field in asked:
        if field.type == "point":
            for axis, word in POINT.items():
                label = f"{field.label}: {word}"
                yield f"{field.code}__{axis}", CoordinateField(axis=axis, label=label, required=field.required)
        else:
            yield field.code, _form_field(field)


def _form_field(field: FieldSpec) -> forms.Field:
    label = f"{field.label} ({field.unit})" if field.unit else field.label
    common: dict[str, Any] = {"label": label, "required": field.required, "help_text": field.help}
    if field.type == "choice":
        return forms.ChoiceField(choices=[CHOOSE, *field.choices], **common)
    if field.type == "date":
        return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **common)
    if field.type == "textarea":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "maxlength": rules.longest(field)}), **common)
    attrs = {"autocomplete": "off"}
    if field.type == "number":
        return forms.CharField(widget=forms.TextInput(attrs=attrs | {"inputmode": "decimal"}), max_length=30, **common)
    return forms.CharField(widget=forms.TextInput(attrs=attrs), max_length=rules.longest(field), **common)


def _number_shown(value: object) -> str:
    found = rules.from_stored(value)
    return formatting.number(found) if found is not None else str(value or "")
