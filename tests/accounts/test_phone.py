"""accounts.phone: one shape for every way of writing a number."""

import pytest

from accounts.phone import e164, same


@pytest.mark.parametrize(
    "typed",
    ["081200000001", "+6281200000001", "6281200000001", "0812-0000-0001", " +62 (812) 0000.0001 ", "+62081200000001"],
)
def test_08_and_62_are_the_same_number(typed: str) -> None:
    assert e164(typed) == "+6281200000001"


def test_a_landline_and_a_number_abroad_are_kept() -> None:
    assert e164("(0541) 743235") == "+62541743235"
    assert e164("+60 12 345 6789") == "+60123456789"


@pytest.mark.parametrize(
    "typed", ["", "08", "0812abc00001", "rumah", "+", "60123456789", "08" + "1" * 14, "٠٨١٢٠٠٠٠٠٠٠١", "+62", "0812\n+1"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no telephone number"):
        e164(typed)


def test_nothing_is_the_same_as_no_number() -> None:
    assert same("0812 0000 0001", "+6281200000001")
    assert not same("", "")
    assert not same("-", "-")
