"""Which page of the editor, which row and which control a mistake belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from permits.catalogue.mistakes import Mistake
from permits.forms.catalogue_fields import PartForm
from permits.forms.catalogue_parts import PARTS, Part

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Found:
    """A mistake with its place: `row` from 0, None for the form of the part; `name` "" when no control has it."""

    part: Part
    row: int | None
    name: str
    words: str
    message: str


def find(mistakes: Iterable[Mistake]) -> list[Found]:
    """Each mistake with its place, in the order of the parts."""
    found = [_find(mistake) for mistake in mistakes]
    return sorted(found, key=lambda one: (PARTS.index(one.part), -1 if one.row is None else one.row))


def put_on(form: PartForm, found: Iterable[Found]) -> None:
    """Write each mistake beside its control; those without one stand above the form."""
    for one in found:
        name = one.name if one.name in form.fields else "__all__"
        message = one.message if name != "__all__" else f"{one.words}: {one.message}" if one.words else one.message
        rows = form.errors.setdefault(name, form.error_class())
        if message not in rows:
            rows.append(message)


def _find(mistake: Mistake) -> Found:
    steps: list[str | int] = [int(row) - 1 if row else key for key, row in _STEP.findall(mistake.field)]
    keys = tuple(steps)
    for part in PARTS:
        if part.rows and keys[: len(part.rows.path)] == part.rows.path:
            rest = keys[len(part.rows.path) :]
            row = rest[0] if rest and isinstance(rest[0], int) else None
            return _made(
                part, part.rows.form if row is not None else None, row, rest[1:] if row is not None else rest, mistake
            )
    for part in PARTS[1:]:
        if part.form and part.path and keys[: len(part.path)] == part.path:
            return _made(part, part.form, None, keys[len(part.path) :], mistake)
    owner = next(
        (part for part in PARTS if part.form and not part.path and keys and keys[0] in part.form.base_fields), PARTS[0]
    )
    return _made(owner, owner.form, None, keys, mistake)


def _made(
    part: Part, form: type[PartForm] | None, row: int | None, rest: tuple[str | int, ...], mistake: Mistake
) -> Found:
    """The control is the longest beginning of the path that is one; its label says where."""
    names = [key for key in rest if isinstance(key, str)]
    fields = form.base_fields if form else {}
    name = next(("__".join(names[:end]) for end in range(len(names), 0, -1) if "__".join(names[:end]) in fields), "")
    label = str(fields[name].label) if name else ".".join(names)
    number = next((key for key in rest if isinstance(key, int)), None)
    line = f" baris {number + 1}" if number is not None and name else ""
    message = f"{line.strip().capitalize()}: {mistake.message}" if line else mistake.message
    return Found(part, row, name, f"{label}{line}".strip(), message)
