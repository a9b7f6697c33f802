"""Follow-up plans as blocks: the plan, its realisation, the public consultation and the evaluation of the staff."""

import io
import logging
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from PIL import Image, ImageOps

from eptsp.lib.formatting import file_size, long_date, number
from office.models import AgencyProfile
from reports.blocks import Bars, Block, Cell, Document, Heading, Picture, Table, Text
from reports.models import FollowUpPlan
from reports.skm import DEMANDS, LEGAL
from surveys import periods

STAFF_ELEMENTS = ("kompetensi", "perilaku", "integritas", "penanganan pengaduan")  # what the officers themselves do
NOT_YET = "Belum ada rencana tindak lanjut untuk periode ini."
NO_MEETING = "Forum konsultasi publik belum dicatat."
WIDEST = 1_400  # pixels of a picture of evidence on paper
ON_PAPER = 12  # pictures of a report; the files themselves are all listed

logger = logging.getLogger(__name__)


def plan_of(code: str) -> FollowUpPlan | None:
    """The plan of a period with its items, points and evidence; four queries."""
    rows = FollowUpPlan.objects.prefetch_related("items__evidence__blob", "points")
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
    """No, prioritas unsur, rencana, deskripsi tindak lanjut, bukti (its number in the annex)."""
    marks = _marks(plan)
    rows = tuple(
        (
            n,
            _element(item),
            _lettered(item.activities),
            item.realised or "Belum dilaporkan.",
            "\n".join(f"Lampiran {marks[one.pk]}" for one in _evidence(item)) or "–",
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
        return [Text((NO_MEETING,))]
    said = f"Forum konsultasi publik diadakan pada {long_date(plan.held_on)}" if plan.held_on else "Tanggal belum diisi"
    said += f" di {plan.place}." if plan.place else "."
    blocks: list[Block] = [Text((said,))]
    if plan.participants:
        blocks.append(Text((f"Peserta: {plan.participants}",)))
    if plan.minutes:
        blocks.append(Text((plan.minutes,)))
    return [*blocks, _points_table(plan)]


def _points_table(plan: FollowUpPlan) -> Table:
    """Identifikasi masalah, usulan rekomendasi, jangka waktu."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (n, one.problem, one.recommendation, one.time_frame)
        for n, one in enumerate(sorted(plan.points.all(), key=lambda one: one.pk), start=1)
    )
    columns = ("No", "Identifikasi masalah", "Usulan rekomendasi", "Jangka waktu")
    return Table("Berita acara FKP", "Hasil forum konsultasi publik", columns, rows)


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
            Text((f"Laporan ini menyampaikan tindak lanjut hasil survei kepuasan masyarakat {period.name}: rencana "
                  "yang disusun dari unsur terendah, pelaksanaannya beserta bukti pada lampiran, hasil forum "
                  "konsultasi publik, dan evaluasi pelaksana pelayanan.",)),
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
        annex=tuple(evidence_blocks(plan)),
    )  # fmt: skip


def minutes_document(plan: FollowUpPlan, office: AgencyProfile) -> Document:
    """Berita acara forum konsultasi publik, a paper of its own."""
    period = periods.read(plan.code)
    subtitle = f"{office.name}, tindak lanjut SKM {period.name}"
    if plan.held_on is None:
        return Document("Berita Acara Forum Konsultasi Publik", subtitle, tuple(consultation_blocks(plan)))
    held = f"{date_format(plan.held_on, 'l')}, tanggal {long_date(plan.held_on)}"
    opening = (
        f"Pada hari {held}{f', bertempat di {plan.place}' if plan.place else ''}, telah diselenggarakan forum "
        f"konsultasi publik untuk membahas hasil survei kepuasan masyarakat {period.name} (IKM {number(plan.ikm)}) "
        "dan rencana tindak lanjutnya."
    )
    blocks: list[Block] = [Text((opening,))]
    if people := tuple(line.strip() for line in plan.participants.splitlines() if line.strip()):
        blocks += [Heading("Peserta"), Text(people, "numbers")]
    if plan.minutes.strip():
        blocks += [Heading("Jalannya pembahasan"), Text((plan.minutes,))]
    blocks += [Heading("Hasil pembahasan"), _points_table(plan), Heading("Rencana yang dibahas"), plan_table(plan)]
    blocks.append(Text(("Berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",)))
    return Document("Berita Acara Forum Konsultasi Publik", subtitle, tuple(blocks))


def evidence_blocks(plan: FollowUpPlan) -> list[Block]:
    """The annex: every file with its hash, then the pictures themselves."""
    listed = [(item, one) for item in _items(plan) for one in _evidence(item)]
    if not listed:
        return []
    marks = _marks(plan)
    rows = tuple(
        (marks[one.pk], _element(item), one.name, file_size(one.blob.size), one.blob.sha256) for item, one in listed
    )
    columns = ("Lampiran", "Unsur", "Berkas", "Ukuran", "SHA-256")
    blocks: list[Block] = [Table("Bukti", "Bukti tindak lanjut", columns, rows)]
    for _, one in [pair for pair in listed if pair[1].blob.is_image][:ON_PAPER]:
        data = _small(one.blob)
        if data:
            blocks.append(Picture(f"Lampiran {marks[one.pk]}. {one.name}", data, marks[one.pk]))
    return blocks


def _small(blob: Any) -> bytes:
    """A picture for paper, drawn anew without what the camera wrote into it; nothing when it cannot be read."""
    out = io.BytesIO()
    try:
        with blob.file.open("rb") as content, Image.open(content) as image:
            turned = ImageOps.exif_transpose(image).convert("RGB")
            turned.thumbnail((WIDEST, WIDEST))
            turned.save(out, "JPEG", quality=80)
    except (OSError, Image.DecompressionBombError) as error:
        logger.warning("evidence blob %s is not on paper: %s", blob.pk, type(error).__name__)
        return b""
    return out.getvalue()


def _marks(plan: FollowUpPlan) -> dict[int, int]:
    """The number of each file in the annex."""
    files = [one for item in _items(plan) for one in _evidence(item)]
    return {one.pk: n for n, one in enumerate(files, start=1)}


def _evidence(item: Any) -> Sequence[Any]:
    return sorted(item.evidence.all(), key=lambda one: one.pk)


def _items(plan: FollowUpPlan) -> Sequence[Any]:
    return sorted(plan.items.all(), key=lambda item: (item.index, item.element))


def _element(item: Any) -> str:
    return f"{item.element} {item.name} ({number(item.index)})"


def _lettered(text: str) -> str:
    return "\n".join(_lines(text)) or "–"


def _lines(text: str) -> Iterable[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (f"{chr(97 + n % 26)}. {line}" for n, line in enumerate(lines))
