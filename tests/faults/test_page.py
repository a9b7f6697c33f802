"""docs/faults.md names tests that exist."""

import re

from eptsp.launch.places import ROOT


def test_every_test_named_on_the_page_exists() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)

    assert len(named) > 30
    for path, name in named:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {name}(" in text if name else text, f"{path}::{name}"
