"""The arithmetic of the survey, each figure worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import (
    BANDS,
    Convention,
    add_up,
    band_of,
    equal_weights,
    mean_of_indices,
    minimum_sample,
    response_rate,
    rounded,
    score,
)

# published by the agency: Semester I 2024, 283 respondents, U1 to U11
PUBLISHED = [
    Decimal(one)
    for one in (
        *("94.79", "92.05", "85.87", "90.90", "89.14", "93.20"),
        *("95.67", "92.85", "96.82", "91.86", "93.02"),
    )
]
CODES = ["U1", "U2", "U3"]
# three respondents, three elements
THREE = [[4, 3, 2], [4, 3, 1], [3, 3, 2]]
rows_of_answers = st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=40)


def three() -> tuple[int, dict[str, int]]:
    return add_up(THREE, CODES)


def test_the_answers_of_an_element_add_up() -> None:
    # U1 4+4+3, U2 3+3+3, U3 2+1+2
    assert three() == (3, {"U1": 11, "U2": 9, "U3": 5})


def test_nrr_is_the_sum_by_the_questionnaires() -> None:
    result = score(*three(), equal_weights(CODES))

    assert [one.nrr for one in result.elements] == [Fraction(11, 3), Fraction(3), Fraction(5, 3)]
    assert [str(rounded(one.nrr, 3)) for one in result.elements] == ["3.667", "3.000", "1.667"]


def test_weighted_nrr_uses_the_exact_weight() -> None:
    result = score(*three(), equal_weights(CODES))

    # 11/3 x 1/3 = 11/9, 3 x 1/3 = 1, 5/3 x 1/3 = 5/9; together 25/9
    assert [one.weighted for one in result.elements] == [Fraction(11, 9), Fraction(1), Fraction(5, 9)]
    assert result.weighted == Fraction(25, 9)


def test_ikm_is_the_weighted_sum_times_25() -> None:
    result = score(*three(), equal_weights(CODES))

    # 25/9 x 25 = 69.444...
    assert result.exact == Fraction(625, 9)
    assert (str(result.value), result.band.grade, result.band.name) == ("69.44", "C", "Kurang Baik")


def test_an_element_has_an_index_and_a_grade_of_its_own() -> None:
    result = score(*three(), equal_weights(CODES))

    # 11/3 x 25 = 91.666..., 75, 5/3 x 25 = 41.666...
    assert [str(one.index) for one in result.elements] == ["91.67", "75.00", "41.67"]
    assert [one.band.grade for one in result.elements] == ["A", "C", "D"]


def test_nrr_rounded_to_four_decimals_first_is_a_convention() -> None:
    exact = score(3, {"U1": 11}, {"U1": Fraction(1)})
    rounded_first = score(3, {"U1": 11}, {"U1": Fraction(1)}, convention=Convention.NRR4)

    # 3.6667 x 25 = 91.6675
    assert exact.exact == Fraction(275, 3)
    assert rounded_first.exact == Fraction(916675, 10000)


def test_the_lowest_and_the_highest_are_named() -> None:
    result = score(*three(), equal_weights(CODES))

    assert [one.code for one in result.lowest(2)] == ["U3", "U2"]
    assert result.highest().code == "U1"


def test_the_published_indices_give_the_published_ikm() -> None:
    # they add up to 1016.17; by 11 it is 92.379...
    assert sum(PUBLISHED) == Decimal("1016.17")
    assert mean_of_indices(PUBLISHED) == Decimal("92.38")
    assert band_of(Decimal("92.38")).name == "Sangat Baik"
    assert band_of(PUBLISHED[2]).grade == "B"


def test_the_published_indices_come_from_283_answers_when_nrr_is_rounded_first() -> None:
    possible = {
        score(283, {"U": total}, {"U": Fraction(1)}, convention=Convention.NRR4).value for total in range(283, 1133)
    }

    # the tenth, 91.86, is a slip of the publication: no sum of 283 answers gives it
    assert [one for one in PUBLISHED if one not in possible] == [Decimal("91.86")]


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        ("100.00", "A"),
        ("88.31", "A"),
        ("88.30", "B"),
        ("76.61", "B"),
        ("76.60", "C"),
        ("65.00", "C"),
        ("64.99", "D"),
        ("25.00", "D"),
    ],
)
def test_the_edges_of_the_bands(index: str, grade: str) -> None:
    assert band_of(Decimal(index)).grade == grade


@pytest.mark.parametrize("index", ["24.99", "100.01", "0"])
def test_no_band_outside_the_scale(index: str) -> None:
    with pytest.raises(ValueError, match="between 25 and 100"):
        band_of(Decimal(index))


def test_the_band_is_read_from_the_rounded_index() -> None:
    # 88.305 lies between the printed bands and rounds half-up to 88.31
    assert band_of(rounded(Fraction(88305, 1000), 2)).grade == "A"
    assert band_of(rounded(Fraction(88304, 1000), 2)).grade == "B"


def test_the_bands_leave_no_gap() -> None:
    for upper, lower in zip(BANDS, BANDS[1:], strict=False):
        assert upper.lowest - lower.highest == Decimal("0.01")


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("1/2", 0, "1"), ("5/2", 0, "3"), ("1/8", 2, "0.13"), ("2/3", 4, "0.6667"), ("-1/8", 2, "-0.13")],
)
def test_rounding_is_half_up(value: str, places: int, shown: str) -> None:
    assert str(rounded(Fraction(value), places)) == shown


def test_nobody_gives_no_figure() -> None:
    with pytest.raises(ValueError, match="no questionnaire"):
        score(0, {"U1": 0}, {"U1": Fraction(1)})


@pytest.mark.parametrize("total", [2, 13])
def test_a_sum_that_cannot_be_is_refused(total: int) -> None:
    with pytest.raises(ValueError, match="cannot add up"):
        score(3, {"U1": total}, {"U1": Fraction(1)})


def test_weights_that_are_not_one_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to one"):
        score(3, {"U1": 9, "U2": 9}, {"U1": Fraction(111, 1000), "U2": Fraction(888, 1000)})


# the published table of Krejcie and Morgan
@pytest.mark.parametrize(
    ("population", "sample"),
    [(10, 10), (15, 14), (100, 80), (230, 144), (500, 217), (1000, 278), (2000, 322), (75000, 382), (1000000, 384)],
)
def test_the_smallest_sample(population: int, sample: int) -> None:
    assert minimum_sample(population) == sample


def test_nobody_served_needs_no_sample() -> None:
    assert minimum_sample(0) == 0


def test_response_rate() -> None:
    # 3 of 7 are 42.857 per cent
    assert response_rate(3, 7) == Decimal("42.86")
    assert response_rate(0, 0) is None


@given(rows_of_answers, st.randoms())
def test_the_order_of_the_answers_does_not_matter(rows: list[list[int]], chance: object) -> None:
    before = score(*add_up(rows, CODES), equal_weights(CODES))
    chance.shuffle(rows)  # type: ignore[attr-defined]

    assert score(*add_up(rows, CODES), equal_weights(CODES)) == before


@given(rows_of_answers)
def test_the_sums_equal_the_raw_answers(rows: list[list[int]]) -> None:
    result = score(*add_up(rows, CODES), equal_weights(CODES))

    for place, element in enumerate(result.elements):
        assert element.total == sum(row[place] for row in rows)
        assert Fraction(element.total, len(rows)) == element.nrr
    assert result.exact == Fraction(25 * sum(map(sum, rows)), 3 * len(rows))
    assert Decimal(25) <= result.value <= Decimal(100)
