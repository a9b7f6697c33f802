"""The leaders' figures of any period: what came in and went out, what waits, how long it takes, what people say.

Read from the kept sums (reports.sums); what waits is counted from the open steps. The number of queries is constant.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, Min, Sum
from django.db.models.functions import TruncMonth

from complaints.figures import Figures as ComplaintFigures
from complaints.figures import figures as complaint_figures
from eptsp.lib.formatting import SHORT_MONTHS
from permits.models import Application
from permits.stages import STAGE_LABELS, Stage
from reports.blocks import Bars, Block, Cell, Table
from reports.models import FlowSum, StageSum
from surveys import figures as survey
from surveys.periods import Period
from surveys.scoring import Score, rounded
from workflow.models import Step

FLOWS = ("submitted", "issued", "rejected", "withdrawn", "promised", "on_time")
AGES = ((3, "0–3 hari"), (7, "4–7 hari"), (14, "8–14 hari"), (30, "15–30 hari"), (None, "lebih dari 30 hari"))
DAY = 24  # hours
MOST_MONTHS = 24  # drawn as months; a longer period is drawn by year


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and went out; `on_time` of `promised` were issued within the promise."""

    submitted: int = 0
    issued: int = 0
    rejected: int = 0
    withdrawn: int = 0
    promised: int = 0
    on_time: int = 0

    @property
    def share(self) -> Decimal | None:
        """Percent on time, one decimal; None when nothing was promised."""
        return rounded(Fraction(100 * self.on_time, self.promised), 1) if self.promised else None


@dataclass(frozen=True, slots=True)
class Span:
    """How long stays at a stage took, in days of the calendar, one decimal: half of them, and nine of ten."""

    label: str
    n: int
    median: Decimal
    ninetieth: Decimal


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page shows of one period."""

    flow: Flow
    waiting: int
    complaints: ComplaintFigures
    ikm: tuple[Score, int] | None
    blocks: tuple[tuple[Block, ...], ...]


def overview(period: Period, *, now: dt.datetime) -> Overview:
    """The figures of a period and what waits now; thirteen queries whatever there is."""
    ages = backlog(now=now)
    stages = spans(period)
    return Overview(
        flow=total(period),
        waiting=sum(n for _, n in ages),
        complaints=(said := complaint_figures(period.start, period.end)),
        ikm=survey.headline(period),
        blocks=(
            _flow_blocks(period),
            _age_blocks(ages),
            _span_blocks(stages, "Lama tahap", "Waktu per tahap", "Tahap"),
            _span_blocks(spans(period, by_agency=True), "Lama OPD", "Waktu pertimbangan per dinas teknis", "Dinas"),
            _agency_blocks(period),
            _complaint_blocks(said),
        ),
    )


def total(period: Period) -> Flow:
    """The sums of the whole period; one query."""
    rows = FlowSum.objects.filter(day__range=(period.start, period.end))
    return Flow(**rows.aggregate(**{name: Sum(name, default=0) for name in FLOWS}))


def by_month(period: Period) -> dict[dt.date, Flow]:
    """The sums per month, months without a move too; one query."""
    rows = FlowSum.objects.filter(day__range=(period.start, period.end)).annotate(month=TruncMonth("day"))
    grouped = rows.values("month").annotate(**{name: Sum(name) for name in FLOWS}).order_by()
    counted = {row["month"]: _flow(row) for row in grouped}
    return {month: counted.get(month, Flow()) for month in _months(period)}


def by_agency(period: Period) -> list[tuple[str, Flow]]:
    """The sums per agency of the permit types, by name; one query."""
    rows = FlowSum.objects.filter(day__range=(period.start, period.end))
    grouped = rows.values(name=F("permit_type__agency__short_name")).annotate(**{one: Sum(one) for one in FLOWS})
    return [(row["name"], _flow(row)) for row in grouped.order_by("name")]


def _flow(row: Mapping[str, Any]) -> Flow:
    return Flow(**{name: row[name] for name in FLOWS})


def backlog(*, now: dt.datetime) -> list[tuple[str, int]]:
    """How many files wait, by days since they were submitted; one query over the open steps."""
    opened = (
        Step.objects.open()
        .filter(application__status__in=[Application.Status.IN_PROCESS, Application.Status.REVISION])
        .values("application_id")
        .annotate(since=Min("application__submitted_at"))
        .order_by()
    )
    counts = [0] * len(AGES)
    for since in opened.values_list("since", flat=True):
        days = (now - since).days
        counts[next(place for place, (limit, _) in enumerate(AGES) if limit is None or days <= limit)] += 1
    return [(label, n) for (_, label), n in zip(AGES, counts, strict=True)]


def spans(period: Period, *, by_agency: bool = False) -> list[Span]:
    """Median and 90th percentile per stage, or of the agencies' advice; one query. An hour begun counts whole."""
    rows = StageSum.objects.filter(day__range=(period.start, period.end))
    if by_agency:
        rows = rows.filter(agency__isnull=False)
    name = "agency__short_name" if by_agency else "stage"
    found: dict[str, list[tuple[int, int]]] = {}
    for key, hours, n in (
        rows.values(name, "hours").annotate(total=Sum("n")).order_by("hours").values_list(name, "hours", "total")
    ):
        found.setdefault(key, []).append((hours, n))
    if by_agency:
        return [_span(key, counts) for key, counts in sorted(found.items())]
    return [
        _span(STAGE_LABELS[stage][0].upper() + STAGE_LABELS[stage][1:], found[stage])
        for stage in Stage
        if stage in found
    ]


def _span(label: str, counts: list[tuple[int, int]]) -> Span:
    n = sum(count for _, count in counts)
    return Span(label, n, _days(percentile(counts, Fraction(1, 2))), _days(percentile(counts, Fraction(9, 10))))


def percentile(counts: Iterable[tuple[int, int]], share: Fraction) -> int:
    """The smallest value that at least that share of the counted ones do not exceed, as percentile_disc does.

    `counts` are (value, how many) in order. Raises ValueError when there is none.
    """
    listed = list(counts)
    wanted = share * sum(n for _, n in listed)
    seen = 0
    for value, n in listed:
        seen += n
        if seen >= wanted:
            return value
    raise ValueError("nothing was counted")


def _days(hours: int) -> Decimal:
    return rounded(Fraction(hours, DAY), 1)


def _months(period: Period) -> list[dt.date]:
    found, day = [], period.start.replace(day=1)
    while day <= period.end:
        found.append(day)
        day = (day + dt.timedelta(days=32)).replace(day=1)
    return found


def _flow_blocks(period: Period) -> tuple[Block, ...]:
    months = by_month(period)
    rows = [(f"{SHORT_MONTHS[month.month - 1]} {month.year}", flow) for month, flow in months.items()]
    if len(rows) > MOST_MONTHS:
        years: dict[str, list[Flow]] = {}
        for month, flow in months.items():
            years.setdefault(str(month.year), []).append(flow)
        rows = [(year, Flow(**{name: sum(getattr(one, name) for one in flows) for name in FLOWS}))
                for year, flows in years.items()]  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (label, flow.submitted, flow.issued, flow.rejected, flow.withdrawn, flow.share) for label, flow in rows
    ]
    whole = Flow(**{name: sum(getattr(flow, name) for _, flow in rows) for name in FLOWS})
    title = f"Izin masuk dan keluar, {period.name}"
    columns = ("Bulan", "Masuk", "Terbit", "Ditolak", "Dibatalkan", "Tepat waktu (%)")
    foot = ("Jumlah", whole.submitted, whole.issued, whole.rejected, whole.withdrawn, whole.share)
    chart = tuple((label, (Decimal(flow.submitted), Decimal(flow.issued))) for label, flow in rows)
    return Bars(title, ("Masuk", "Terbit"), chart), Table("Arus", title, columns, tuple(cells), totals=(foot,))


def _age_blocks(ages: list[tuple[str, int]]) -> tuple[Block, ...]:
    title = "Berkas yang menunggu menurut umur"
    chart = Bars(title, ("berkas",), tuple((label, (Decimal(n),)) for label, n in ages))
    foot = (("Jumlah", sum(n for _, n in ages)),)
    note = "Hari kalender sejak diajukan, keadaan saat ini."
    return chart, Table("Tunggakan", title, ("Umur", "Berkas"), tuple(ages), totals=foot, notes=(note,))


def _span_blocks(found: list[Span], sheet: str, title: str, head: str) -> tuple[Block, ...]:
    rows = tuple((one.label, one.n, one.median, one.ninetieth) for one in found)
    table = Table(
        sheet,
        title,
        (head, "Selesai", "Median (hari)", "Persentil 90 (hari)"),
        rows,
        notes=("Hari kalender, dibulatkan ke atas per jam; separuh berkas selesai dalam median.",),
    )
    if not found:
        return (table,)
    chart = tuple((one.label, (one.median, one.ninetieth)) for one in found)
    return Bars(title, ("Median (hari)", "Persentil 90 (hari)"), chart), table


def _agency_blocks(period: Period) -> tuple[Block, ...]:
    found = by_agency(period)
    title = "Dinas/badan pemilik izin dibandingkan"
    rows = tuple((name, flow.submitted, flow.issued, flow.share) for name, flow in found)
    table = Table("Dinas", title, ("Dinas/badan", "Masuk", "Terbit", "Tepat waktu (%)"), rows)
    shares = tuple((name, (flow.share,)) for name, flow in found if flow.share is not None)
    if not shares:
        return (table,)
    return Bars("Terbit tepat waktu per dinas/badan (persen)", ("%",), shares, "%", high=100), table


def _complaint_blocks(said: ComplaintFigures) -> tuple[Block, ...]:
    title = "Pengaduan menurut kategori"
    rows = tuple(said.by_category.items())
    chart = Bars(title, ("pengaduan",), tuple((label, (Decimal(n),)) for label, n in rows))
    return chart, Table("Pengaduan", title, ("Kategori", "Jumlah"), rows, totals=(("Jumlah", said.total),))
