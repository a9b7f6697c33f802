"""Reading and writing places of a draft's body: a mapping, a list, a row. Never changes the body it is given."""

import copy
from collections.abc import Mapping
from typing import Any

from permits import flowchart
from permits.catalogue.schema import PermitSpec

type Path = tuple[str, ...]


def mapping_at(body: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The mapping at that place; an empty one where there is none."""
    value: Any = body
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows_at(body: Mapping[str, Any], path: Path) -> list[Any]:
    """The list at that place; an empty one where there is none."""
    value = mapping_at(body, path[:-1]).get(path[-1])
    return value if isinstance(value, list) else []


def with_mapping(body: dict[str, Any], path: Path, value: dict[str, Any]) -> dict[str, Any]:
    """The body with another mapping at that place."""
    if not path:
        return dict(value)
    return _with(body, path, value)


def with_row(body: dict[str, Any], rows: Any, row: int, value: dict[str, Any]) -> dict[str, Any]:
    """The body with that row replaced, or added when it is the number after the last."""
    held = [*rows_at(body, rows.path)]
    held[row : row + 1] = [value]
    return _with(body, rows.path, _tidied(held, rows))


def with_row_moved(body: dict[str, Any], rows: Any, row: int, how: str) -> dict[str, Any]:
    """The body with that row one place up ("naik") or down ("turun"), or without it ("hapus")."""
    held = [*rows_at(body, rows.path)]
    if row >= len(held):
        return body
    taken = held.pop(row)
    if how != "hapus":
        held.insert(max(row - 1, 0) if how == "naik" else row + 1, taken)
    return _with(body, rows.path, _tidied(held, rows))


def row_words(rows: Any, row: Any) -> tuple[str, str]:
    """How a row is called in the list, and what else is said of it."""
    if not isinstance(row, dict):
        return "(bukan pasangan kunci dan nilai)", ""
    return rows.title(row), rows.about(row)


def amount(body: Mapping[str, Any], part: Any) -> int | None:
    """How many rows a part has; None for a part without rows."""
    return len(rows_at(body, part.rows.path)) if part.rows else None


def drawing_of(spec: PermitSpec) -> flowchart.Drawing | None:
    """The route as a picture; None while it has too many holes to be drawn."""
    try:
        return flowchart.draw(spec.route, spec.route.agencies)
    except (LookupError, ValueError, StopIteration):
        return None


def _with(body: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    found = copy.deepcopy(body)
    row = found
    for key in path[:-1]:
        if not isinstance(row.get(key), dict):
            row[key] = {}
        row = row[key]
    row[path[-1]] = value
    return found


def _tidied(held: list[Any], rows: Any) -> list[Any]:
    """Sorted where the domain has an order, and numbered where the rows have numbers."""
    if rows.order:
        held = sorted(held, key=lambda row: rows.order(row) if isinstance(row, dict) else rows.order({}))
    if rows.path == ("flow",):
        held = [{**row, "number": n} if isinstance(row, dict) else row for n, row in enumerate(held, start=1)]
    return held
