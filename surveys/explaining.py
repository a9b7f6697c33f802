"""How a figure came about, in sentences with its own numbers. Pure; no Django."""

from collections.abc import Iterable

from eptsp.lib.formatting import number
from surveys.scoring import SCALE, Band, ElementScore, Score, rounded


def of_element(one: ElementScore) -> list[str]:
    """Sum, NRR, weighted NRR, index and grade of one element."""
    nrr, weighted = number(rounded(one.nrr, 3)), number(rounded(one.weighted, 3))
    return [
        f"Jumlah jawaban {number(one.total)} ÷ {number(one.n)} kuesioner = NRR {nrr}",
        f"NRR {nrr} × bobot {one.weight} = NRR tertimbang {weighted}",
        f"Indeks = NRR × {SCALE} = {number(one.index)}",
        _band(one.band),
    ]


def of_index(result: Score, name: str) -> list[str]:
    """The sum of the weighted NRR, times 25, and the grade."""
    weighted = " + ".join(number(rounded(one.weighted, 3)) for one in result.elements)
    return [
        f"Jumlah NRR tertimbang = {weighted} = {number(rounded(result.weighted, 3))}",
        f"{name} = {number(rounded(result.weighted, 3))} × {SCALE} = {number(result.value)}",
        _band(result.band),
        "Dihitung dengan pecahan tepat; angka di atas dibulatkan hanya untuk ditampilkan.",
    ]


def of_sample(n: int, population: int, smallest: int) -> list[str]:
    """Why that many questionnaires are enough, or not."""
    return [
        f"Izin terbit dalam periode ini: {number(population)}",
        f"Sampel paling kecil menurut Krejcie dan Morgan (PermenPANRB 14/2017): {number(smallest)}",
        f"Kuesioner terisi: {number(n)}, {'mencukupi' if n >= smallest else 'belum mencukupi'}",
    ]


def _band(band: Band) -> str:
    return f"{number(band.lowest)}–{number(band.highest)} adalah mutu {band.grade}, {band.name}"


def elements_named(elements: Iterable[tuple[str, ElementScore]]) -> str:
    """Return "Waktu Pelayanan (85,87)" joined by commas and a last "dan"."""
    words = [f"{name} ({number(one.index)})" for name, one in elements]
    return " dan ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
