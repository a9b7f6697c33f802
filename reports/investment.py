"""Realisasi investasi: PMDN and PMA by sector in their currencies, with subtotals per group (bab II.2)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.blocks import Bars, Block, Cell, Heading, Table, Text
from reports.models import InvestmentFigure
from reports.recap import provenance
from surveys.periods import Period, quarter

NONE_YET = "Angka realisasi investasi untuk periode ini belum dimasukkan."
COLUMNS = {
    "PMDN": ("No", "Sektor", "Tambahan investasi (Rp juta)", "Proyek", "TKI", "TKA"),
    "PMA": ("No", "Sektor", "Tambahan investasi (US$ ribu)", "Tambahan investasi (Rp juta)", "Proyek", "TKI", "TKA"),
}
LETTER = {
    InvestmentFigure.Group.PRIMER: "I",
    InvestmentFigure.Group.SEKUNDER: "II",
    InvestmentFigure.Group.TERSIER: "III",
}


def latest_up_to(period: Period) -> Period | None:
    """The newest quarter with figures, this one or the one before (the portal publishes a quarter late)."""
    year, part = period.start.year, (period.start.month + 2) // 3
    before = (year, part - 1) if part > 1 else (year - 1, 4)
    for number, name in ((year, part), before):
        if InvestmentFigure.objects.filter(year=number, quarter=name).exists():
            return quarter(number, name)
    return None


def blocks(period: Period) -> list[Block]:
    """The tables of both kinds of capital, each with its chart."""
    found: list[Block] = [Heading("2.2 Rencana dan realisasi investasi")]
    of = latest_up_to(period)
    if of is None:
        return [*found, Text((NONE_YET,))]
    if of != period:
        found.append(Text((f"Portal nasional (NSWI) terbit satu triwulan kemudian; angka di bawah adalah {of.name}.",)))
    rows = InvestmentFigure.objects.filter(year=of.start.year, quarter=(of.start.month + 2) // 3)
    listed = list(rows.order_by("group", "sector"))
    for origin in InvestmentFigure.Origin:
        mine = [one for one in listed if one.origin == origin]
        if mine:
            found += [table(origin, mine, of), _chart(origin, mine, of)]
        else:
            found.append(Text((f"{origin.label}: tidak ada angka yang dimasukkan.",)))
    return found


def table(origin: InvestmentFigure.Origin, figures: Sequence[InvestmentFigure], period: Period) -> Table:
    """Sectors under their group, a subtotal each, the total at the foot."""
    rows: list[tuple[Cell, ...]] = []
    strong = []
    for group in InvestmentFigure.Group:
        mine = [one for one in figures if one.group == group]
        strong.append(len(rows))
        rows.append((LETTER[group], f"Sektor {group.label.lower()}", *_amounts(origin, mine)))
        rows += [(n, one.sector, *_amounts(origin, [one])) for n, one in enumerate(mine, start=1)]
    return Table(
        f"Investasi {origin.label}",
        f"Realisasi investasi {origin.label}, {period.name}",
        COLUMNS[origin],
        tuple(_numbered_as_text(row) for row in rows),
        totals=(("", "Jumlah", *_amounts(origin, figures)),),
        notes=provenance(figures),
        strong=tuple(strong),
    )


def _numbered_as_text(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The first column mixes I, II and 1, 2: text for all."""
    return (str(row[0]), *row[1:])


def _amounts(origin: str, figures: Sequence[InvestmentFigure]) -> list[Cell]:
    rupiah = sum((one.idr_million for one in figures), Decimal(0))
    people: list[Cell] = [_sum(figures, name) for name in ("projects", "local_workers", "foreign_workers")]
    if origin == InvestmentFigure.Origin.PMDN:
        return [rupiah, *people]
    return [sum((one.usd_thousand or Decimal(0) for one in figures), Decimal(0)), rupiah, *people]


def _sum(figures: Sequence[Any], name: str) -> int:
    return sum(int(getattr(one, name)) for one in figures)


def _chart(origin: InvestmentFigure.Origin, figures: Sequence[InvestmentFigure], period: Period) -> Bars:
    rows = tuple((one.sector, (one.idr_million,)) for one in figures)
    return Bars(f"Tambahan investasi {origin.label} per sektor dalam Rp juta, {period.name}", ("Rp juta",), rows)
