"""Laporan kinerja PTSP triwulan to the governor: bab I-IV put together from live figures, or thawed as checked."""

from typing import Any

from office.models import AgencyProfile
from reports import investment, listening, recap, skm
from reports.blocks import Block, Cell, Document, Heading, Table, Text, thaw
from reports.models import QuarterlyReport
from surveys.figures import Scope
from surveys.periods import Period, quarter

SEPARATOR = "|"  # between kendala and solusi
BACKGROUND = (
    "Dinas penanaman modal dan pelayanan terpadu satu pintu menyampaikan laporan tertulis penyelenggaraan pelayanan "
    "kepada Gubernur setiap tiga bulan. Laporan ini memuat pelayanan perizinan, realisasi investasi, pengaduan, "
    "layanan informasi, dan kepuasan masyarakat dalam satu triwulan."
)
LEGAL_BASIS = """Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik
Peraturan Presiden Nomor 97 Tahun 2014 tentang Penyelenggaraan Pelayanan Terpadu Satu Pintu
Peraturan Menteri Dalam Negeri Nomor 138 Tahun 2017 tentang Penyelenggaraan Pelayanan Terpadu Satu Pintu Daerah
Peraturan Menteri PANRB Nomor 14 Tahun 2017 tentang Pedoman Penyusunan Survei Kepuasan Masyarakat"""
PURPOSE = """Menyampaikan kinerja pelayanan terpadu satu pintu kepada Gubernur
Menjadi bahan evaluasi dan perbaikan pelayanan
Memberi informasi kepada masyarakat"""


def period_of(report: QuarterlyReport) -> Period:
    """The quarter it is about."""
    return quarter(report.year, report.quarter)


def document_of(report: QuarterlyReport, office: AgencyProfile, *, reader: Any) -> Document:
    """The report as it was checked, or as it would be now."""
    blocks = thaw(report.snapshot) if report.snapshot is not None else tuple(build(report, reader=reader))
    return Document("Laporan Kinerja Pelayanan Terpadu Satu Pintu", f"{office.name}, {period_of(report).name}", blocks)


def build(report: QuarterlyReport, *, reader: Any) -> list[Block]:
    """The whole report from live figures; a number of queries that does not grow with the figures."""
    period = period_of(report)
    return [
        Heading("Bab I Pendahuluan", 2),
        Heading("1.1 Latar belakang"),
        Text(lines_of(report.background)),
        Heading("1.2 Landasan hukum"),
        Text(lines_of(report.legal_basis), "list"),
        Heading("1.3 Maksud dan tujuan"),
        Text(lines_of(report.purpose), "list"),
        Heading("Bab II Penyelenggaraan pelayanan publik", 2),
        *recap.blocks(period),
        *investment.blocks(period),
        *listening.complaints_blocks(period, reader=reader),
        *listening.information_blocks(period),
        Heading("2.5 Survei kepuasan masyarakat"),
        *skm.section_with_sheet(Scope(period)),
        Heading("Bab III Evaluasi kinerja", 2),
        *_evaluation(report),
        Heading("Bab IV Penutup", 2),
        *_points("4.1 Kesimpulan", report.conclusions),
        *_points("4.2 Rencana tindak lanjut", report.plans),
        *_points("4.3 Saran", report.suggestions),
    ]


def _evaluation(report: QuarterlyReport) -> list[Block]:
    rows: list[tuple[Cell, ...]] = [(n, *pair) for n, pair in enumerate(obstacles_of(report.obstacles), start=1)]
    if not rows:
        return [Text(("Tidak ada kendala yang dicatat dalam triwulan ini.",))]
    return [Table("Kendala dan solusi", "Kendala dan solusi", ("No", "Kendala", "Solusi"), tuple(rows))]


def _points(heading: str, text: str) -> list[Block]:
    lines = lines_of(text)
    return [Heading(heading), Text(lines, "list") if lines else Text(("Belum diisi.",))]


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def obstacles_of(text: str) -> list[tuple[str, str]]:
    """(kendala, solusi) of each line; a line without the separator has no solution yet."""
    pairs = []
    for line in lines_of(text):
        problem, _, solution = line.partition(SEPARATOR)
        pairs.append((problem.strip(), solution.strip() or "–"))
    return pairs
