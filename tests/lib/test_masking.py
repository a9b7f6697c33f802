"""Personal data made short."""

import pytest

from eptsp.lib.masking import mask_email, mask_name, mask_nik, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Budi Santoso", "B*** S******"), ("Siti", "S***"), ("  Ana   B ", "A** B"), ("", "")],
)
def test_a_name_keeps_its_first_letters(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_nik_keeps_four_digits_at_each_end() -> None:
    assert mask_nik("9972010203851234") == "9972********1234"


def test_a_short_nik_shows_nothing() -> None:
    assert mask_nik("12345") == "*****"


def test_an_email_keeps_one_letter_and_the_domain() -> None:
    assert mask_email("budi@contoh.test") == "b***@contoh.test"
    assert mask_email("bukan-email") == "***********"


def test_a_phone_keeps_its_ends() -> None:
    assert mask_phone("080000001234") == "0800******34"
    assert mask_phone("08123") == "*****"
