"""Follow-up plans as blocks: the plan, its realisation, the public consultation and the evaluation of the staff."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from eptsp.lib.formatting import long_date, number
from office.models import AgencyProfile
from reports.blocks import Bars, Block, Cell, Document, Heading, Table, Text
from reports.models import FollowUpPlan
from reports.skm import DEMANDS, LEGAL
from surveys import periods

STAFF_ELEMENTS = ("kompetensi", "perilaku", "integritas", "penanganan pengaduan")  # what the officers themselves do
NOT_YET = "Belum ada rencana tindak lanjut untuk periode ini."


def plan_of(code: str) -> FollowUpPlan | None:
    """The plan of a period with its items, points and evidence; four queries."""
    rows = FollowUpPlan.objects.prefetch_related("items__evidence", "points")
    return rows.filter(code=code).first()


def blocks_for(code: str) -> list[Block]:
    """Bab III's plan in the SKM report."""
    plan = plan_of(code) if code else None
    heading = Heading("3.3 Rencana tindak lanjut")
    return [heading, plan_table(plan)] if plan else [heading, Text((NOT_YET,))]


def plan_table(plan: FollowUpPlan) -> Table:
    """No, prioritas unsur, program/kegiatan, waktu, penanggung jawab."""
    rows = tuple(
        (n, _element(item), _lettered(item.activities), item.schedule or "–", item.in_charge or "–")
        for n, item in enumerate(_items(plan), start=1)
    )
    columns = ("No", "Prioritas unsur", "Program/kegiatan", "Waktu", "Penanggung jawab")
    return Table("Rencana tindak lanjut", "Rencana tindak lanjut perbaikan", columns, rows)


def realisation_table(plan: FollowUpPlan) -> Table:
    """No, prioritas unsur, rencana, deskripsi tindak lanjut, bukti."""
    rows = tuple(
        (
            n,
            _element(item),
            _lettered(item.activities),
            item.realised or "Belum dilaporkan.",
            "\n".join(one.name for one in item.evidence.all()) or "–",
            "Selesai" if item.is_done else "Belum selesai",
        )
        for n, item in enumerate(_items(plan), start=1)
    )
    columns = ("No", "Prioritas unsur", "Rencana", "Deskripsi tindak lanjut", "Bukti", "Keterangan")
    return Table("Realisasi tindak lanjut", "Realisasi tindak lanjut", columns, rows)


def consultation_blocks(plan: FollowUpPlan) -> list[Block]:
    """The minutes of the public consultation (FKP)."""
    points = list(plan.points.all())
    if plan.held_on is None and not points:
        return [Text(("Forum konsultasi publik belum dicatat.",))]
    said = f"Forum konsultasi publik diadakan pada {long_date(plan.held_on)}" if plan.held_on else "Tanggal belum diisi"
    said += f" di {plan.place}." if plan.place else "."
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (n, one.problem, one.recommendation, one.time_frame)
        for n, one in enumerate(sorted(points, key=lambda one: one.pk), start=1)
    )
    columns = ("No", "Identifikasi masalah", "Usulan rekomendasi", "Jangka waktu")
    blocks: list[Block] = [Text((said,))]
    if plan.participants:
        blocks.append(Text((f"Peserta: {plan.participants}",)))
    if plan.minutes:
        blocks.append(Text((plan.minutes,)))
    return [*blocks, Table("Berita acara FKP", "Berita acara forum konsultasi publik", columns, rows)]


def staff_blocks(plan: FollowUpPlan) -> list[Block]:
    """Evaluasi kompetensi pelaksana, every six months, from the same figures as the plan."""
    rows = [
        (code, name, Decimal(index), grade)
        for code, name, index, grade in plan.figures["elements"]
        if name.lower().startswith(STAFF_ELEMENTS)
    ]
    if not rows:
        return []
    lowest = min(rows, key=lambda row: row[2])
    said = f"Unsur pelaksana terendah: {lowest[0]} {lowest[1]} ({number(lowest[2])}, mutu {lowest[3]})."
    note = plan.staff_note or "Catatan evaluasi belum diisi."
    table = Table(
        "Evaluasi pelaksana",
        "Indeks unsur yang menyangkut pelaksana",
        ("Kode", "Unsur", "Indeks", "Mutu"),
        tuple(rows),
    )
    chart = tuple((f"{code} {name}", (index,)) for code, name, index, _ in rows)
    title = "Indeks unsur pelaksana (skala 25–100)"
    return [table, Bars(title, ("indeks",), chart, "indeks", low=25, high=100), Text((said, note))]


def document(plan: FollowUpPlan, office: AgencyProfile) -> Document:
    """Laporan tindak lanjut: kata pengantar, latar belakang, dasar hukum, hasil, rencana, realisasi, kesimpulan."""
    period = periods.read(plan.code)
    figures = plan.figures
    ikm = number(Decimal(figures["ikm"]))
    done = sum(item.is_done for item in plan.items.all())
    total = len(plan.items.all())
    elements = tuple((code, name, Decimal(index), grade) for code, name, index, grade in figures["elements"])
    return Document(
        "Laporan Tindak Lanjut Survei Kepuasan Masyarakat",
        f"{office.name}, {period.name}",
        (
            Heading("Kata pengantar", 2),
            Text((f"Laporan ini menyampaikan tindak lanjut hasil survei kepuasan masyarakat {period.name}.",)),
            Heading("Bab I Pendahuluan", 2),
            Heading("1.1 Latar belakang"),
            Text((f"IKM {period.name} adalah {ikm} dari {number(figures['n'])} responden. Unsur terendah menjadi "
                  "prioritas perbaikan.",)),
            Heading("1.2 Dasar hukum"),
            Text(LEGAL, "list"),
            Heading("1.3 Tuntutan perbaikan"),
            Text(DEMANDS, "list"),
            Heading("Bab II Hasil survei", 2),
            Table("Indeks per unsur", f"Indeks per unsur, {period.name}", ("Kode", "Unsur", "Indeks", "Mutu"), elements,
                  totals=(("", "IKM", Decimal(figures["ikm"]), figures["grade"]),)),
            Heading("Bab III Rencana tindak lanjut", 2),
            plan_table(plan),
            Heading("Bab IV Realisasi tindak lanjut", 2),
            realisation_table(plan),
            Heading("Bab V Forum konsultasi publik", 2),
            *consultation_blocks(plan),
            Heading("Bab VI Evaluasi pelaksana", 2),
            *staff_blocks(plan),
            Heading("Bab VII Kesimpulan", 2),
            Text((f"Sebanyak {done} dari {total} rencana sudah selesai dilaksanakan.",)),
        ),
    )  # fmt: skip


def _items(plan: FollowUpPlan) -> Sequence[Any]:
    return sorted(plan.items.all(), key=lambda item: (item.index, item.element))


def _element(item: Any) -> str:
    return f"{item.element} {item.name} ({number(item.index)})"


def _lettered(text: str) -> str:
    return "\n".join(_lines(text)) or "–"


def _lines(text: str) -> Iterable[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (f"{chr(97 + n % 26)}. {line}" for n, line in enumerate(lines))
