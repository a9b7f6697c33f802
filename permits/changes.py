"""What differs between two states of the same answers, as people read them. Pure.

Asked when an older tab wants to save over a newer one, and for the before and after of a revision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from permits.catalogue.schema import PermitSpec
from permits.sections import SECTION_LABELS, Row, rows_of


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page knew when it was shown: the counter of saves, and the page's own token."""

    saves: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs: its code, its words and both readings ("" where there was none)."""

    code: str
    label: str
    before: str
    after: str


def changes(
    sections: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any], spec: PermitSpec, *, kind: str
) -> list[Change]:
    """The answers of these sections that read differently, in the order of the form."""
    found: list[Change] = []
    for section in sections:
        old = _by_code(rows_of(section, before, spec, kind=kind))
        new = _by_code(rows_of(section, after, spec, kind=kind))
        for code, row in (old | new).items():
            was, becomes = (rows[code].value if code in rows else "" for rows in (old, new))
            if was != becomes:
                found.append(Change(code, f"{SECTION_LABELS[section]}: {row.label}", was, becomes))
    return found


def _by_code(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.code: row for row in rows}


def is_newer(section_saves: Mapping[str, Any], section: str, seen: Seen) -> bool:
    """Whether another page has changed this section since; `section_saves`: section -> [counter, page]."""
    last, page = section_saves.get(section) or (0, "")
    return last > seen.saves and (not page or page != seen.page)
