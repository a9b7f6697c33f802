"""What differs between two editions, row by row, in words. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

type How = Literal["added", "removed", "changed", "moved"]

# the lists whose rows are known by one of their keys; all others are compared as a whole, line by line
ROW_KEYS: Mapping[str, str] = {
    "requirements": "code",
    "fields": "code",
    "conditions": "code",
    "post_issue_duties": "code",
    "stages": "stage",
    "sections": "letter",
    "flow": "number",
    "legal_basis": "text",
}
_NAMES = ("label", "name", "title", "text", "code", "stage", "letter")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `part` is the first key of the path; `place` is the path as people read it."""

    part: str
    place: str
    how: How
    before: str = ""
    after: str = ""


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Everything but the number of the edition, in the order of the old edition's keys."""
    found: list[Difference] = []
    for key in dict.fromkeys((*old, *new)):
        if key != "edition":
            found += _between(old.get(key), new.get(key), (key,))
    return found


def _between(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if _plain(old) == _plain(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _between(old.get(key), new.get(key), (*path, key))
    elif path[-1] in ROW_KEYS and isinstance(old, list) and isinstance(new, list):
        yield from _rows(old, new, path)
    else:
        how: How = "added" if _is_empty(old) else "removed" if _is_empty(new) else "changed"
        yield Difference(path[0], " › ".join(path), how, words(old), words(new))


def _rows(old: list[Any], new: list[Any], path: tuple[str, ...]) -> Iterator[Difference]:
    key = ROW_KEYS[path[-1]]
    was, now = _by_key(old, key), _by_key(new, key)
    for name, row in was.items():
        here = (*path, _name_of(row, name))
        if name in now:
            yield from _between(row, now[name], here)
        else:
            yield Difference(path[0], " › ".join(here), "removed", before=words(row))
    for name, row in now.items():
        if name not in was:
            yield Difference(path[0], " › ".join((*path, _name_of(row, name))), "added", after=words(row))
    stayed_before, stayed_now = [name for name in was if name in now], [name for name in now if name in was]
    if stayed_before != stayed_now:
        order = tuple(
            "; ".join(_name_of(rows[name], name) for name in names)
            for rows, names in ((was, stayed_before), (now, stayed_now))
        )
        yield Difference(path[0], " › ".join(path), "moved", *order)


def _by_key(rows: list[Any], key: str) -> dict[str, Any]:
    return {str(row.get(key) if isinstance(row, dict) else index): row for index, row in enumerate(rows)}


def _name_of(row: Any, name: str) -> str:
    found = next((row[key] for key in _NAMES if row.get(key)), name) if isinstance(row, dict) else name
    text = str(found)
    return text if len(text) <= 70 else f"{text[:69]}…"


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _plain(value: Any) -> Any:
    """Nothing, an empty text and an empty list say the same."""
    return None if _is_empty(value) else value


def words(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return "\n".join(words(row) for row in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words(row)}" for key, row in value.items() if not _is_empty(row))
    return str(value)
