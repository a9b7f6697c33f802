"""Rekapitulasi perizinan: permits issued per group and type by month, and what other systems have issued.

Source: laporan kinerja PTSP triwulan, bab II.1. Types with nothing issued stay in the table with 0.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth

from eptsp.lib.formatting import MONTHS, long_date
from office.models import Sector
from permits.models import Permit, PermitType
from reports.blocks import Block, Cell, Heading, Table, Text, chart_of
from reports.models import SystemFigure
from surveys.periods import Period

ABOVE_WORDS = {
    SystemFigure.System.OSS: "Perizinan berusaha melalui OSS",
    SystemFigure.System.SICANTIK: "Perizinan melalui SiCantik",
    SystemFigure.System.MPP: "Perizinan melalui MPP Digital",
}
EXAMPLE = "Angka contoh, bukan data sebenarnya."
NO_FIGURES = "Angka sistem ini untuk periode ini belum dimasukkan."


def months_of(period: Period) -> list[int]:
    """The months of a quarter, 1-12."""
    return [first.month for first in period.months()]


def own_tables(period: Period) -> list[Table]:
    """One table per sector of the permits that were issued here; two queries and one for the sectors."""
    counted = _counted(period)
    types: dict[int, list[PermitType]] = {}
    for one in PermitType.objects.order_by("name"):
        if (one.is_active and not one.elsewhere_url) or any((one.pk, month) in counted for month in months_of(period)):
            types.setdefault(one.sector_id, []).append(one)
    return [
        _table(
            f"Izin {sector.name}",
            f"Izin yang diterbitkan melalui E-PTSP, sektor {sector.name.lower()}",
            period,
            [(one.name, [counted.get((one.pk, month), 0) for month in months_of(period)]) for one in types[sector.pk]],
        )
        for sector in Sector.objects.order_by("pk")
        if sector.pk in types
    ]


def _counted(period: Period) -> dict[tuple[int, int], int]:
    """(permit type, month) -> permits whose letter bears a day of it, a revoked or replaced one too."""
    rows = (
        Permit.objects.filter(issued_on__range=(period.start, period.end))
        .exclude(state=Permit.State.PENDING)
        .annotate(month=ExtractMonth("issued_on"))
        .values("application__permit_type_id", "month")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {(row["application__permit_type_id"], row["month"]): row["n"] for row in rows}


def system_tables(period: Period) -> list[tuple[str, Table | None]]:
    """(heading, table) of each other system; None where nobody has entered its figures. One query.

    A name that had figures in the year before keeps its row with zeros.
    """
    since = period.start.replace(year=period.start.year - 1)
    found: dict[str, list[SystemFigure]] = {}
    for one in SystemFigure.objects.filter(month__range=(since, period.end)).order_by("system", "name", "month"):
        found.setdefault(one.system, []).append(one)
    return [
        (words, _system_table(system, words, period, found.get(system, []))) for system, words in ABOVE_WORDS.items()
    ]


def _system_table(system: SystemFigure.System, words: str, period: Period, figures: list[SystemFigure]) -> Table | None:
    now = [one for one in figures if one.month >= period.start]
    if not now:
        return None
    known: Mapping[tuple[str, int], int] = {(one.name, one.month.month): one.n for one in now}
    names = dict.fromkeys(one.name for one in figures)
    rows = [(name, [known.get((name, month), 0) for month in months_of(period)]) for name in names]
    return _table(system.label, words, period, rows, notes=provenance(now))


def provenance(figures: Iterable[Any]) -> tuple[str, ...]:
    """The lines beneath a table of somebody else's figures: whence, of which day, typed or imported."""
    listed = list(figures)
    said = dict.fromkeys((one.source, one.as_of, one.get_way_display().lower()) for one in listed)
    lines = [f"Sumber: {source}, data per {long_date(as_of)}, {way}." for source, as_of, way in said]
    return (*lines, EXAMPLE) if any(one.is_example for one in listed) else tuple(lines)


def _table(
    sheet: str, title: str, period: Period, rows: list[tuple[str, list[int]]], *, notes: tuple[str, ...] = ()
) -> Table:
    names = [MONTHS[month - 1] for month in months_of(period)]
    lines: list[tuple[Cell, ...]] = [(n, name, *counts, sum(counts)) for n, (name, counts) in enumerate(rows, start=1)]
    sums = [sum(counts[place] for _, counts in rows) for place in range(len(names))]
    return Table(
        sheet,
        f"{title}, {period.name}",
        ("No", "Jenis izin", *names, "Jumlah"),
        tuple(lines),
        totals=(("", "Jumlah", *sums, sum(sums)),),
        notes=notes,
    )


def blocks(period: Period) -> list[Block]:
    """Bab II.1: every table with its chart beneath."""
    found: list[Block] = [Heading("2.1 Rekapitulasi perizinan")]
    letter = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for table in own_tables(period):
        found += _with_chart(table, f"{next(letter)}. {table.sheet}")
    for words, other in system_tables(period):
        heading = f"{next(letter)}. {words}"
        found += _with_chart(other, heading) if other else [Heading(heading), Text((NO_FIGURES,))]
    return found


def _with_chart(table: Table, heading: str) -> list[Block]:
    last = len(table.columns) - 1
    chart = chart_of(table, label=1, value=last, title=f"Jumlah izin per jenis. {table.title}", unit="izin")
    return [Heading(heading), table, chart]


def issued_in(period: Period) -> int:
    """How many permits were issued here in the period."""
    return int(
        Permit.objects.filter(Q(issued_on__range=(period.start, period.end)) & ~Q(state=Permit.State.PENDING)).count()
    )
