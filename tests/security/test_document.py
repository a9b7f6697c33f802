"""docs/security.md names what exists: every file, and every test by which it shows a defence."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def functions_of(path: str) -> frozenset[str]:
    """The tests of a file, those of async too; empty when there is no such file."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def rows() -> list[list[str]]:
    """The rows of the tables of defences: attack, defence, where, shown by."""
    lines = [line.strip().strip("|").split("|") for line in TEXT.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line] for line in lines if len(line) == 4]
    return [row for row in cells if row[0] != "attack" and not row[0].startswith("---")]


def test_every_test_that_it_names_exists() -> None:
    named = TEST.findall(TEXT)

    assert len(named) > 50
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []


def test_every_file_that_it_names_exists() -> None:
    named = set(re.findall(r"`([\w/.]+/[\w.]+\.\w+)`", TEXT)) | set(re.findall(r"\b(?:docs/[\w/.-]+|[A-Z]+)\.md", TEXT))

    assert [path for path in sorted(named) if not path.startswith("/") and not (ROOT / path).exists()] == []


def test_every_defence_says_where_it_is_and_which_test_shows_it() -> None:
    found = rows()

    assert len(found) > 30
    assert [row[0] for row in found if not re.search(r"`[\w/.]+\.py`", row[2]) or not TEST.search(row[3])] == []
