"""How large an edition may be, and what no edition may hold. Pure.

Asked of what people write in the browser or hand in as a file; the editions of the database were asked before.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from permits.catalogue.mistakes import Mistake, Path, Source

MOST_CHARACTERS = 400_000  # the longest shipped file has about 60,000
DEEPEST = 12
LONGEST_TEXT = 6_000
LARGEST_NUMBER = 10**15
MOST_ROWS: Mapping[str, int] = {
    "fields": 150,
    "requirements": 60,
    "conditions": 80,
    "post_issue_duties": 20,
    "legal_basis": 80,
    "sections": 21,
    "flow": 60,
    "stages": 11,
    "choices": 100,
    "agencies": 12,
}
MOST_OTHER_ROWS = 150


def too_large(body: Any, source: Source) -> list[Mistake]:
    """Every limit that the plain data breaks, named by its place; the first twenty suffice."""
    found: list[Mistake] = []
    for path, message in _walk(body, ()):
        found.append(source.mistake(path, message))
        if len(found) == 20:
            break
    return found


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if len(path) > DEEPEST:
        yield path[:3], f"Susunannya terlalu dalam; paling banyak {DEEPEST} tingkat."
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(key, (*path, key))
            yield from _walk(child, (*path, key))
    elif isinstance(value, list):
        yield from _rows(value, path)
    elif isinstance(value, str):
        yield from _texts(value, path)
    elif isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= LARGEST_NUMBER):
        yield path, "Bilangan ini terlalu besar."


def _rows(value: list[Any], path: Path) -> Iterator[tuple[Path, str]]:
    most = MOST_ROWS.get(str(path[-1]) if path else "", MOST_OTHER_ROWS)
    if len(value) > most:
        yield path, f"Ada {len(value)} baris; paling banyak {most}."
        return
    for index, child in enumerate(value):
        yield from _walk(child, (*path, index))


def _texts(value: str, path: Path) -> Iterator[tuple[Path, str]]:
    if len(value) > LONGEST_TEXT:
        yield path, f"Teks ini terlalu panjang; paling banyak {LONGEST_TEXT} huruf."
    elif any(character < " " and character not in "\n\t" or "\ud800" <= character <= "\udfff" for character in value):
        yield path, "Ada karakter yang tidak dapat dibaca."
