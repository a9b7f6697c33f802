"""The shared ground of the step forms: fields tied to keys of the data, locks and remarks of a revision.

A step is kept even when it has mistakes: `values()` returns the clean answer where there is one, else what was typed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from permits import rules
from permits.completeness import Problem, section_problems
from permits.forms.editing import Editing
from regions.forms import LEVELS, MODELS, RegionFields, RegionGroup
from regions.models import Region


class SectionForm(RegionFields, forms.Form):
    """A step of the form. `keys` names the key of the data behind each field: field name -> (section, key)."""

    use_required_attribute = False  # "Kembali" and saving on the way must not be stopped by the browser
    sections: tuple[str, ...] = ()
    region_groups: ClassVar[tuple[RegionGroup, ...]] = ()

    def __init__(self, data: Any = None, *, editing: Editing, **kwargs: Any) -> None:
        self.editing = editing
        super().__init__(_inert(data), initial=self.stored(), **kwargs)
        for name, field in self.fields.items():
            if field.required:
                field.error_messages["required"] = f"{field.label} wajib diisi."
            section, key = self.key_of(name)
            field.remark = editing.remark_on(section, key)  # type: ignore[attr-defined]
            if not editing.is_open(section, key):
                self._lock(name, field)

    def key_of(self, name: str) -> tuple[str, str]:
        """Section and key behind a field."""
        return self.sections[0], name

    def name_of(self, section: str, key: str) -> str:
        """The field behind a key."""
        return next((name for name in self.fields if self.key_of(name) == (section, key)), "")

    def stored(self) -> dict[str, Any]:
        """What the fields show at first."""
        return dict(self.editing.answers(self.sections[0]))

    def values(self) -> dict[str, dict[str, Any]]:
        """Section -> answers, to be kept whether the form is right or not."""
        self.errors  # noqa: B018 - cleans the form
        kept: dict[str, dict[str, Any]] = {section: {} for section in self.sections}
        for name in self.fields:
            section, key = self.key_of(name)
            kept[section][key] = self.answer(name)
        return kept

    def answer(self, name: str) -> Any:
        """The clean answer as text, else what was typed."""
        if self.fields[name].disabled:
            return as_text(self.initial.get(name))
        if name in self.cleaned_data:
            return as_text(self.cleaned_data[name])
        return str(self.data.get(self.add_prefix(name)) or "")[: rules.LONGEST_ANSWER]

    def add_problems(self, section: str, found: Iterable[Problem]) -> None:
        """Put each problem beside its field, unless the field already has one."""
        for problem in found:
            name = self.name_of(section, problem.code.partition(".")[2])
            if name and name not in self.errors:
                self.add_error(name, problem.message)

    def check(self, section: str, answers: Mapping[str, Any]) -> None:
        """Ask completeness about one section."""
        self.add_problems(section, section_problems(section, answers))

    def open_names(self) -> Iterator[str]:
        """The fields that may be changed."""
        return (name for name, field in self.fields.items() if not field.disabled)

    @property
    def section_remark(self) -> str:
        """What the officer wrote beside the whole section."""
        return self.editing.section_remark(self.sections[0])

    def bound(self, names: Iterable[str]) -> list[BoundField]:
        """The fields of these names, for the page."""
        return [self[name] for name in names]

    def wrong(self) -> dict[str, str]:
        """Words for each field that was answered and is wrong, by the id of its control; empty ones may wait."""
        return {
            str(self[name].id_for_label): f"{self.fields[name].label}: {errors[0]}"
            for name, errors in self.errors.items()
            if name in self.fields and not rules.is_blank(self.data.get(self.add_prefix(name)))
        }

    @property
    def is_locked(self) -> bool:
        """Whether a revision leaves nothing to change here."""
        return self.editing.request is not None and not any(self.open_names())

    def _lock(self, name: str, field: forms.Field) -> None:
        """A locked field shows and keeps its stored value, whatever is posted."""
        field.disabled = True
        field.required = False
        section, key = self.key_of(name)
        if key in LEVELS:
            code = self.editing.answers(section).get(key) or None
            field.queryset = MODELS[key].objects.filter(pk=code)  # type: ignore[attr-defined]
            self.initial[name] = code


def _inert(data: Any) -> Any:
    """The posted texts without characters that nobody types."""
    if data is None:
        return None
    if not isinstance(data, QueryDict):
        return {key: rules.inert(value) if isinstance(value, str) else value for key, value in data.items()}
    clean = data.copy()
    for key, values in clean.lists():
        clean.setlist(key, [rules.inert(value) for value in values])
    return clean


def as_text(value: Any) -> Any:
    """A clean value as it lies in the data."""
    if value is None:
        return ""
    if isinstance(value, Region):
        return value.pk
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)
