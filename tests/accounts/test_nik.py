"""What a NIK says about its bearer."""

import datetime as dt

import pytest

from accounts.nik import NOT_AS_BORN, NOT_AS_GENDER, disagreements

MAN = "9972011708900001"  # born 17-08-90
WOMAN = "9972015708900001"  # the same day, a woman: 17 + 40 = 57


@pytest.mark.parametrize(("nik", "gender"), [(MAN, "L"), (WOMAN, "P")])
def test_matching_data_are_silent(nik: str, gender: str) -> None:
    assert disagreements(nik, born_on=dt.date(1990, 8, 17), gender=gender) == []


def test_another_day_is_noticed() -> None:
    assert disagreements(MAN, born_on=dt.date(1990, 8, 18), gender="L") == [NOT_AS_BORN]


def test_another_gender_is_noticed() -> None:
    assert disagreements(WOMAN, born_on=dt.date(1990, 8, 17), gender="L") == [NOT_AS_GENDER]


def test_the_century_is_not_known() -> None:
    # "05" is 1905 or 2005
    assert disagreements("9972011708050001", born_on=dt.date(2005, 8, 17), gender="L") == []


def test_digits_that_are_no_date_at_all_only_disagree() -> None:
    assert disagreements("9900000000000001", born_on=dt.date(1985, 3, 2), gender="L") == [NOT_AS_BORN]


def test_what_was_not_given_cannot_disagree() -> None:
    assert disagreements(WOMAN, born_on=None, gender="") == []
