"""Cells of CSV and XLSX files."""

import pytest

from eptsp.lib.cells import LONGEST, harmless


@pytest.mark.parametrize("typed", ["=1+1", "+62811", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\x00=1"])
def test_what_would_start_a_formula_gets_an_apostrophe(typed: str) -> None:
    assert harmless(typed) == "'" + typed.replace("\x00", "")


@pytest.mark.parametrize("typed", ["PT Maju = Jaya", "a@contoh.test", "6F632D", "", 12])
def test_other_text_stays_as_it_is(typed: object) -> None:
    assert harmless(typed) == str(typed)


def test_control_characters_and_endless_text_are_cut() -> None:
    assert harmless("a\x0bb" + "c" * 40_000) == "ab" + "c" * (LONGEST - 2)
