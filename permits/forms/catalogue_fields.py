"""Form fields that know how their value lies in the body of an edition."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

LONGEST = 6000


class BodyField:
    """What a form of the catalogue asks of each of its fields."""

    default: Any = None  # what the parser takes where the key is missing

    def from_body(self, value: Any) -> Any:
        """What the control shows; something empty for a value of another shape."""
        return value if isinstance(value, str) else ""

    def to_body(self, value: Any) -> Any:
        """The plain value; None, "" and [] leave the key out."""
        return value


class Text(BodyField, forms.CharField):
    """One line."""

    def __init__(self, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_length=300, **kwargs)


class LongText(BodyField, forms.CharField):
    """A paragraph; line breaks become spaces."""

    def __init__(self, label: str, help_text: str = "", *, rows: int = 3) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, help_text=help_text, required=False, max_length=LONGEST, widget=widget)

    def to_body(self, value: Any) -> Any:
        return " ".join(str(value or "").split())


class Lines(BodyField, forms.CharField):
    """One item for each line."""

    def __init__(self, label: str, help_text: str = "Satu baris untuk setiap butir.", *, rows: int = 6) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, help_text=help_text, required=False, max_length=40_000, widget=widget)

    def from_body(self, value: Any) -> Any:
        rows = value if isinstance(value, list) else [value]
        return "\n".join(row for row in rows if isinstance(row, str))

    def to_body(self, value: Any) -> Any:
        return [" ".join(line.split()) for line in str(value or "").splitlines() if line.strip()]


class Columns(Lines):
    """One mapping for each line, its values parted by a sign: "value = label"."""

    def __init__(self, label: str, keys: Sequence[str], *, sign: str = "=", help_text: str = "", rows: int = 6) -> None:
        super().__init__(label, help_text, rows=rows)
        self.keys, self.sign = keys, sign

    def from_body(self, value: Any) -> Any:
        rows = value if isinstance(value, list) else []
        between = f" {self.sign} "
        return "\n".join(
            between.join(str(row.get(key) or "") for key in self.keys) for row in rows if isinstance(row, dict)
        )

    def to_body(self, value: Any) -> Any:
        return [self._row(line) for line in super().to_body(value)]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        for number, line in enumerate(super().to_body(cleaned), start=1):
            if len(self._parts(line)) != len(self.keys):
                raise forms.ValidationError(f"Baris {number}: tulis {len(self.keys)} kolom dengan tanda {self.sign}")
        return cleaned

    def _parts(self, line: str) -> list[str]:
        return [
            part.strip()
            for part in re.split(rf"(?:^|\s){re.escape(self.sign)}(?:\s|$)", line, maxsplit=len(self.keys) - 1)
        ]

    def _row(self, line: str) -> dict[str, str]:
        return {key: part for key, part in zip(self.keys, self._parts(line), strict=False) if part}


class Flag(BodyField, forms.BooleanField):
    """Yes or no; `default` None: the key is always written."""

    def __init__(self, label: str, help_text: str = "", *, default: bool | None = False) -> None:
        super().__init__(label=label, help_text=help_text, required=False)
        self.default = default

    def from_body(self, value: Any) -> Any:
        return value if isinstance(value, bool) else self.default


class Whole(BodyField, forms.IntegerField):
    """A whole number."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, min_value=0, max_value=100_000)

    def from_body(self, value: Any) -> Any:
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class Number(BodyField, forms.DecimalField):
    """A number with a decimal point or without."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_digits=21, decimal_places=6)
        self.widget.attrs["step"] = "any"

    def from_body(self, value: Any) -> Any:
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def to_body(self, value: Any) -> Any:
        if value is None:
            return None
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)


def _pairs(field: forms.ChoiceField) -> list[tuple[str, str]]:
    return list(field.choices)  # type: ignore[arg-type]  # ours are always pairs


class Pick(BodyField, forms.ChoiceField):
    """One of some words; a word that is not among them is kept and named."""

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, choices=list(choices))

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Other choices than at first."""
        self.choices = list(choices)

    def keep(self, value: Any) -> None:
        """Let an unknown word of the body stay: the checks speak about it."""
        if isinstance(value, str) and value and value not in dict(_pairs(self)):
            self.choices = [*_pairs(self), (value, f"{value} (tidak dikenal)")]


class Several(BodyField, forms.MultipleChoiceField):
    """Some of the words; `default` is what the parser takes where none is named."""

    def __init__(
        self, label: str, choices: Iterable[tuple[str, str]], help_text: str = "", *, default: Sequence[str] = ()
    ) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(label=label, help_text=help_text, required=False, choices=list(choices), widget=widget)
        self.default = list(default)

    def from_body(self, value: Any) -> Any:
        return [row for row in value if isinstance(row, str)] if isinstance(value, list) else self.default

    def keep(self, value: Any) -> None:
        """Let unknown words of the body stay."""
        known = dict(_pairs(self))
        unknown = [row for row in self.from_body(value) if row not in known]
        self.choices = [*_pairs(self), *((row, f"{row} (tidak dikenal)") for row in unknown)]


class Day(BodyField, forms.DateField):
    """A date, kept as TTTT-BB-HH."""

    def __init__(self, label: str, help_text: str = "") -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, help_text=help_text, required=False, widget=widget)

    def to_body(self, value: Any) -> Any:
        return value.isoformat() if value else ""


class ShownIf(Pick):
    """The answer above that a question depends on: "field=value"."""

    def from_body(self, value: Any) -> Any:
        return f"{value.get('field', '')}={value.get('value', '')}" if isinstance(value, dict) else ""

    def to_body(self, value: Any) -> Any:
        field, found, answer = str(value or "").partition("=")
        return {"field": field, "value": answer} if found else None

    def keep(self, value: Any) -> None:
        super().keep(self.from_body(value))


class PartForm(forms.Form):
    """Some keys of a mapping. A field "register__code" is the key `code` of the mapping `register`."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, row: Mapping[str, Any], body: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.held, self.edition = row, body
        self.set_choices()
        for name, field in self._body_fields():
            value = _at(row, name)
            if isinstance(field, Pick | Several):
                field.keep(value)
            self.initial[name] = field.from_body(value)

    def set_choices(self) -> None:
        """What can be chosen where that depends on the rest of the edition."""

    def written(self) -> dict[str, Any]:
        """The mapping with the answers in it; keys that this form does not know stay as they are."""
        found = _copied(self.held)
        for name, field in self._body_fields():
            _put(found, name, field.to_body(self.cleaned_data.get(name)), field)
        return found

    def _body_fields(self) -> Iterable[tuple[str, Any]]:
        return self.fields.items()


def _at(row: Mapping[str, Any], name: str) -> Any:
    value: Any = row
    for key in name.split("__"):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _copied(value: Any) -> Any:
    return {key: _copied(child) for key, child in value.items()} if isinstance(value, dict) else value


def _put(row: dict[str, Any], name: str, value: Any, field: BodyField) -> None:
    *way, last = name.split("__")
    for key in way:
        if not isinstance(row.get(key), dict):
            row[key] = {}
        row = row[key]
    if last in row and row[last] == value:
        return
    is_left_out = value is None or value in ("", []) or (last not in row and value == field.default)
    if is_left_out and not (value is False and field.default):
        row.pop(last, None)
    else:
        row[last] = value
