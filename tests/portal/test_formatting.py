"""Times, dates, numbers and names as people read them."""

import datetime as dt
from decimal import Decimal

import pytest

from eptsp.lib import formatting, tags


def test_a_time_is_written_in_wita() -> None:
    # 06.05 UTC is 14.05 in Samarinda (UTC+8)
    assert formatting.local_time(dt.datetime(2026, 11, 22, 6, 5, tzinfo=dt.UTC)) == "22 Nov 2026, 14.05 WITA"


def test_midnight_belongs_to_the_day_of_samarinda() -> None:
    # 16.00 UTC on New Year's Eve is midnight of 1 January in Samarinda
    eve = dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC)

    assert formatting.local_time(eve) == "1 Jan 2027, 00.00 WITA"
    assert formatting.long_date(eve) == "1 Januari 2027"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        formatting.local_time(dt.datetime(2026, 1, 1))


def test_a_date_is_written_out() -> None:
    assert formatting.long_date(dt.date(2026, 8, 17)) == "17 Agustus 2026"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, None, "0"),
        (1234, None, "1.234"),
        (Decimal("1234.56"), None, "1.234,56"),
        (Decimal("83.545"), 2, "83,55"),  # half up
        (1234567.5, 1, "1.234.567,5"),
        (-1000, None, "-1.000"),
    ],
)
def test_numbers_have_points_for_thousands_and_a_comma(value: object, decimals: int | None, expected: str) -> None:
    assert formatting.number(value, decimals) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Budi Santoso", "BS"), ("budi agus santoso", "BS"), ("Citra", "C"), ("", "?"), ("- !", "?")]
)
def test_initials(name: str, expected: str) -> None:
    assert formatting.initials(name) == expected


def test_filters_show_nothing_for_nothing() -> None:
    assert tags.wita(None) == tags.tanggal(None) == tags.angka(None) == tags.durasi(None) == ""


def test_an_unknown_icon_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        tags.icon("tidak-ada")


def test_an_address_that_does_not_exist_is_empty() -> None:
    assert tags.url_exists("portal:home") == "/"
    assert tags.url_exists("portal:nothing") == ""


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 byte"), (512, "512 byte"), (1536, "1,5 KB"), (12_288, "12 KB"), (52_428_800, "50 MB")],
)
def test_a_file_size_is_said_in_words(size: int, words: str) -> None:
    assert formatting.file_size(size) == words
