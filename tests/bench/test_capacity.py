"""What an installation needs, worked by hand."""

import pytest

from bench.capacity import Place, measured, need


def test_a_province_worked_by_hand() -> None:
    # 40,000 files x 230 pages = 9.2 million; / 250 days = 36,800 a day; a fifth in the busiest hour = 7,360;
    # / 3600 = 2.044 a second; x 4 = 8.18. One core carries 100 / 2 x 0.5 = 25. Files 480 GB, database 2.4 GB.
    found = need(Place("satu provinsi", 40_000), pages_a_second=100)

    assert found.requests_a_second == pytest.approx(8.178, abs=0.001)
    assert (found.cores, found.files_gb, found.database_gb) == (1, 480, 2.4)


def test_the_figure_is_read_from_the_benchmarks() -> None:
    assert measured("| P23 | task list | 1,234.5 requests/s | 2 | 0.6 |") == 1234.5


def test_without_the_row_it_says_what_to_run() -> None:
    with pytest.raises(LookupError, match="make bench"):
        measured("| P1 |")
