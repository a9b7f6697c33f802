"""The figures of the SKM report in the shape in which it prints them (Bab II). Pure; no Django.

Pages, PDF and XLSX take the same rows from here; the arithmetic is surveys.scoring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eptsp.lib.formatting import number
from surveys.explaining import elements_named
from surveys.scoring import ElementScore, Score, rounded

PRIORITIES = 2  # how many elements the follow-up plan starts from, unless the office says otherwise


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One line of the table per element: kode, unsur, indeks, mutu, kinerja."""

    code: str
    name: str
    index: Decimal
    grade: str
    performance: str


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands beneath the sheet per respondent; one value per element, NRR and weighted NRR to three decimals."""

    sums: tuple[int, ...]
    nrr: tuple[Decimal, ...]
    weighted: tuple[Decimal, ...]
    weighted_total: Decimal
    ikm: Decimal


def element_table(result: Score, names: Mapping[str, str]) -> list[ElementRow]:
    """The table per element, in the order of the instrument."""
    return [ElementRow(one.code, names[one.code], one.index, one.band.grade, one.band.name) for one in result.elements]


def foot(result: Score) -> Foot:
    """The calculated rows of the sheet per respondent."""
    return Foot(
        tuple(one.total for one in result.elements),
        tuple(rounded(one.nrr, 3) for one in result.elements),
        tuple(rounded(one.weighted, 3) for one in result.elements),
        rounded(result.weighted, 3),
        result.value,
    )


def sheet(answers: Sequence[Sequence[int]]) -> list[list[int]]:
    """The rows No. resp, U1..Un; the number counts lines and is nobody's."""
    return [[line, *row] for line, row in enumerate(answers, start=1)]


def priorities(result: Score, *, count: int = PRIORITIES) -> list[ElementScore]:
    """The elements from which the follow-up plan starts: the lowest."""
    return result.lowest(count)


def interpretation(
    result: Score, names: Mapping[str, str], *, period: str, smallest: int, before: Decimal | None = None
) -> list[str]:
    """The sentences beneath the table: the index, the lowest and highest elements, the change, the sample.

    `smallest` is the least number of questionnaires asked for, `before` the index of the period before, if any.
    """
    highest = result.highest()
    lines = [
        f"Indeks Kepuasan Masyarakat {period} adalah {number(result.value)} dengan mutu pelayanan "
        f"{result.band.grade} ({result.band.name}), dari {number(result.n)} responden.",
        f"Unsur dengan nilai terendah adalah {_named(priorities(result), names)}; "
        f"unsur dengan nilai tertinggi adalah {_named([highest], names)}.",
    ]
    grades = {one.band.grade for one in result.elements}
    if len(grades) == 1:
        lines.append(f"Semua unsur bermutu {result.elements[0].band.grade} ({result.elements[0].band.name}).")
    else:
        weak = [one for one in result.elements if one.band.grade != "A"]
        lines.append(f"Unsur yang belum bermutu A: {_named(weak, names)}.")
    if before is not None:
        lines.append(_change(result.value, before))
    if result.n < smallest:
        lines.append(
            f"Jumlah responden masih di bawah sampel minimum {number(smallest)} (Krejcie dan Morgan, "
            "PermenPANRB Nomor 14 Tahun 2017); angka dibaca dengan hati-hati."
        )
    return lines


def _named(elements: Sequence[ElementScore], names: Mapping[str, str]) -> str:
    return elements_named((names[one.code], one) for one in elements)


def _change(value: Decimal, before: Decimal) -> str:
    if value == before:
        return f"Indeks sama dengan periode sebelumnya ({number(before)})."
    word = "naik" if value > before else "turun"
    return f"Dibandingkan dengan periode sebelumnya ({number(before)}), indeks {word} {number(abs(value - before))}."
