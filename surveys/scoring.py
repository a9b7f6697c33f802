"""From answers to figures: NRR, weighted NRR, element indices, the index and its grade. Pure; no Django.

Source: PermenPANRB 14/2017. Everything is an exact fraction inside; a figure is rounded half-up once, when it is shown,
and the grade is read from the rounded figure, because the bands are given to two decimals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

LOWEST, HIGHEST = 1, 4  # the values of an answer
SCALE = 25  # an answer of 4 gives 100


class Convention(StrEnum):
    """How the NRR enters the index. EXACT is ours; NRR4 reproduces published tables that round the NRR first."""

    EXACT = "exact"
    NRR4 = "nrr4"


@dataclass(frozen=True, slots=True)
class Band:
    """A grade with the lowest rounded index that earns it."""

    grade: str
    name: str
    lowest: Decimal
    highest: Decimal


BANDS = (
    Band("A", "Sangat Baik", Decimal("88.31"), Decimal("100.00")),
    Band("B", "Baik", Decimal("76.61"), Decimal("88.30")),
    Band("C", "Kurang Baik", Decimal("65.00"), Decimal("76.60")),
    Band("D", "Tidak Baik", Decimal("25.00"), Decimal("64.99")),
)


@dataclass(frozen=True, slots=True)
class ElementScore:
    """One element: `total` of its answers by `n` questionnaires; `nrr`, `weighted` and `exact_index` are exact."""

    code: str
    total: int
    n: int
    weight: Fraction
    nrr: Fraction  # 1-4
    weighted: Fraction
    exact_index: Fraction  # 25-100

    @property
    def index(self) -> Decimal:
        """The index to two decimals."""
        return rounded(self.exact_index, 2)

    @property
    def band(self) -> Band:
        """The band of the rounded index."""
        return band_of(self.index)


@dataclass(frozen=True, slots=True)
class Score:
    """One index (IKM or IPK) over `n` questionnaires with its elements in the order of the instrument."""

    n: int
    elements: tuple[ElementScore, ...]
    convention: Convention
    exact: Fraction  # 25-100

    @property
    def weighted(self) -> Fraction:
        """The sum of the weighted NRR, 1-4."""
        return sum((one.weighted for one in self.elements), Fraction(0))

    @property
    def value(self) -> Decimal:
        """The index to two decimals."""
        return rounded(self.exact, 2)

    @property
    def band(self) -> Band:
        """The band of the rounded index."""
        return band_of(self.value)

    def lowest(self, count: int = 1) -> list[ElementScore]:
        """The elements with the lowest indices, the lowest first; equals stay in the order of the instrument."""
        return sorted(self.elements, key=lambda one: one.exact_index)[:count]

    def highest(self) -> ElementScore:
        """The element with the highest index."""
        return max(self.elements, key=lambda one: one.exact_index)


def rounded(value: Fraction, places: int) -> Decimal:
    """Round an exact fraction half-up (away from zero at the half), without a float or a context in between."""
    scale = 10**places
    twice = abs(value) * scale * 2
    units = (twice.numerator + twice.denominator) // (2 * twice.denominator)
    return Decimal(units if value >= 0 else -units).scaleb(-places)


def band_of(index: Decimal) -> Band:
    """Return the band of an index rounded to two decimals. Raises ValueError outside 25-100."""
    if not Decimal(25) <= index <= Decimal(100):
        raise ValueError(f"an index lies between 25 and 100, not {index}")
    return next(band for band in BANDS if index >= band.lowest)


def equal_weights(codes: Sequence[str]) -> dict[str, Fraction]:
    """Return 1/n for each of n elements, exact: nine elements weigh 1/9, not 0.111."""
    return {code: Fraction(1, len(codes)) for code in codes}


def score(
    n: int, sums: Mapping[str, int], weights: Mapping[str, Fraction], *, convention: Convention = Convention.EXACT
) -> Score:
    """Score `n` questionnaires from the sum of the answers per element.

    Raises ValueError when nobody answered, weights do not add up to one, or a sum cannot come from n answers of 1-4.
    """
    if n < 1:
        raise ValueError("no questionnaire, no figure")
    if sum(weights.values()) != 1:
        raise ValueError("weights add up to one")
    elements = tuple(_element(code, sums[code], n, weight, convention) for code, weight in weights.items())
    return Score(n, elements, convention, sum((one.weighted for one in elements), Fraction(0)) * SCALE)


def _element(code: str, total: int, n: int, weight: Fraction, convention: Convention) -> ElementScore:
    if not LOWEST * n <= total <= HIGHEST * n:
        raise ValueError(f"{code}: {n} answers of 1-4 cannot add up to {total}")
    nrr = Fraction(total, n)
    if convention is Convention.NRR4:
        nrr = Fraction(rounded(nrr, 4))
    return ElementScore(code, total, n, weight, nrr, nrr * weight, nrr * SCALE)


def add_up(rows: Iterable[Sequence[int]], codes: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return the number of rows and the sum of each column."""
    n, totals = 0, [0] * len(codes)
    for row in rows:
        n += 1
        for place, value in enumerate(row):
            totals[place] += value
    return n, dict(zip(codes, totals, strict=True))


def mean_of_indices(indices: Sequence[Decimal]) -> Decimal:
    """Return the unit's index from the published indices of equally weighted elements, to two decimals."""
    return rounded(sum((Fraction(one) for one in indices), Fraction(0)) / len(indices), 2)


def minimum_sample(population: int) -> int:
    """Return the smallest sample for `population` people served (Krejcie and Morgan 1970; PermenPANRB 14/2017).

    Chi-square 3.841, proportion 0.5, error 0.05; the table's figures are the formula rounded to the nearest whole.
    """
    if population < 1:
        return 0
    chance = Fraction(3841, 1000) * Fraction(1, 4)
    exact = chance * population / (Fraction(25, 10000) * (population - 1) + chance)
    return int(rounded(exact, 0))


def response_rate(answered: int, asked: int) -> Decimal | None:
    """Return the percentage of the people asked who answered, two decimals; None when nobody was asked."""
    return rounded(Fraction(100 * answered, asked), 2) if asked else None
