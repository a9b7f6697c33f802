"""The forms of an edition: one for each kind of row and for each part that has no rows."""

from typing import Any

from office.models import Agency, Sector
from permits.catalogue.placeholders import NUMBER_PARTS
from permits.catalogue.samples import COMPOSED
from permits.catalogue.schema import FIELD_TYPES, FORMATS, LEGAL_STATUSES
from permits.catalogue.standards import SECTION_TITLES
from permits.forms.catalogue_fields import (
    Columns,
    Day,
    Flag,
    Lines,
    LongText,
    Number,
    PartForm,
    Pick,
    Several,
    ShownIf,
    Text,
    Whole,
)
from permits.models import Application
from permits.stages import MOVE_LABELS, STAGE_LABELS, Move, Stage
from permits.standards import FIELD_TYPES as TYPE_WORDS
from permits.standards import LEGAL_LOOKS, ONLY_IF, PERIODS

NONE = ("", "—")
KINDS = [(str(value), str(label)) for value, label in Application.Kind.choices]
TYPES = [(code, TYPE_WORDS[code]) for code in FIELD_TYPES]
FORMAT_WORDS = [(code, code.upper()) for code in FORMATS]
STARTS = [("registered", "sejak pendaftaran diverifikasi"), ("advice", "sejak pertimbangan teknis lengkap")]
MOVES = [(str(code), MOVE_LABELS[code]) for code in Move if code is not Move.WITHDRAW]
STAGES = [NONE, *((str(code), STAGE_LABELS[code]) for code in Stage)]
SECTIONS = [NONE, *((one, f"{one}. {title}") for one, title in SECTION_TITLES.items() if one not in COMPOSED)]


def agencies() -> list[tuple[str, str]]:
    """Code and name of those that may be chosen."""
    return list(Agency.objects.filter(is_active=True).order_by("name").values_list("code", "name"))


class HeadForm(PartForm):
    """What the type is called and promises."""

    name = Text("Nama jenis izin")
    short_name = Text("Nama singkat", "Dipakai pada tabel dan menu.")
    slug = Text("Alamat halaman", "Huruf kecil, angka, dan tanda hubung: izin-contoh.")
    agency = Pick("Dinas/badan", [])
    sector = Pick("Sektor", [])
    kinds = Several("Jenis permohonan yang dilayani", KINDS, default=[code for code, _ in KINDS])
    elsewhere_url = Text("Diajukan di tempat lain", "Alamat https:// bila izin ini tidak diajukan di sini.")
    is_example = Flag("Jenis izin contoh")
    allows_sea = Flag("Lokasi boleh di laut", default=None)
    silence_days = Whole("Peringatan fiktif positif (hari kerja)", "Hanya peringatan; izin tidak terbit sendiri.")
    promise = LongText("Jangka waktu (bagian I)")
    cost = LongText("Biaya (bagian J)")
    product = LongText("Produk layanan (bagian K)", rows=2)
    validity__kind = Pick("Masa berlaku", [("years", "sekian tahun"), ("until_event", "sampai suatu keadaan")])
    validity__years = Whole("Lama (tahun)", "Hanya untuk masa berlaku sekian tahun.")
    validity__text = LongText("Masa berlaku dalam kata (bagian L)")

    def set_choices(self) -> None:
        self.fields["agency"].offer([NONE, *agencies()])  # type: ignore[attr-defined]
        self.fields["sector"].offer([NONE, *Sector.objects.values_list("code", "name")])  # type: ignore[attr-defined]


class RequirementForm(PartForm):
    """One document to upload."""

    name = Text("Nama dokumen")
    code = Text("Kode", "Huruf kecil, angka, dan garis bawah; tidak diganti setelah dipakai: site_plan.")
    purpose = LongText("Untuk apa", "Kalimat yang dibaca pemohon.", rows=2)
    mandatory = Flag("Wajib", default=True)
    only_if = Pick("Diminta", [("", "selalu"), *ONLY_IF.items()])
    formats = Several("Format berkas", FORMAT_WORDS, default=("pdf", "jpg", "png", "gif"))
    kinds = Several("Jenis permohonan", KINDS, "Tidak satu pun dicentang berarti semua.")


class FieldForm(PartForm):
    """One question of Data Detail."""

    label = Text("Pertanyaan")
    code = Text("Kode", "Huruf kecil, angka, dan garis bawah; dipakai surat sebagai {detail.kode}.")
    type = Pick("Bentuk isian", TYPES)
    required = Flag("Wajib diisi")
    help = LongText("Keterangan untuk pemohon", rows=2)
    unit = Text("Satuan", "Hanya angka: m³/hari.")
    minimum = Number("Nilai terkecil", "Hanya angka.")
    maximum = Number("Nilai terbesar", "Hanya angka.")
    decimals = Whole("Angka di belakang koma", "Hanya angka.")
    max_length = Whole("Panjang terbesar (huruf)", "Hanya teks dan uraian.")
    choices = Columns("Pilihan", ("value", "label"), help_text="Hanya pilihan. Satu baris: kode = kata yang dibaca.")
    show_if = ShownIf("Ditanyakan bila", [])
    not_before = Pick("Tidak sebelum", [], "Hanya tanggal.")
    kinds = Several("Jenis permohonan", KINDS, "Tidak satu pun dicentang berarti semua.")
    prints_as_condition = Flag("Dicetak sebagai ketentuan pada izin")
    condition_text = LongText("Kalimat ketentuan", "Kosong berarti “pertanyaan: jawaban”.", rows=2)

    def set_choices(self) -> None:
        above: list[Any] = []
        for field in self.edition.get("fields") or []:
            if field == self.held:
                break
            above += [field] if isinstance(field, dict) else []
        answers = [
            (f"{one.get('code')}={choice.get('value')}", f"{one.get('label')}: {choice.get('label')}")
            for one in above
            if isinstance(one.get("choices"), list)
            for choice in one["choices"]
            if isinstance(choice, dict)
        ]
        dates = [(str(one.get("code")), str(one.get("label"))) for one in above if one.get("type") == "date"]
        self.fields["show_if"].offer([("", "selalu"), *answers])  # type: ignore[attr-defined]
        self.fields["not_before"].offer([NONE, *dates])  # type: ignore[attr-defined]


class RouteForm(PartForm):
    """The road of a file, but for its stages."""

    code = Text("Kode alur")
    version = Whole("Versi alur", "Naikkan bila alur berubah.")
    agencies = Several("Dinas yang dimintai pertimbangan", [])
    meeting = Pick("Rapat gabungan", [("none", "tidak ada"), ("optional", "bila diusulkan")])
    records_check = Flag("Pemeriksaan akhir oleh Tata Usaha", default=None)
    promise_days = Whole("Janji layanan (hari kerja)")
    promise_starts = Pick("Janji mulai dihitung", STARTS)

    def set_choices(self) -> None:
        self.fields["agencies"].choices = agencies()  # type: ignore[attr-defined]


class StageForm(PartForm):
    """One stage with its limit and moves."""

    stage = Pick("Tahap", STAGES)
    minutes = Whole("Batas (menit kantor)", "Isi salah satu: menit atau hari kerja.")
    working_days = Whole("Batas (hari kerja)")
    moves = Several("Langkah yang dibuka", MOVES)
    note = LongText("Catatan", rows=2)


class LetterForm(PartForm):
    """The letter, top to bottom."""

    title = Text("Judul surat")
    about = Text("Tentang")
    opening_label = Text("Kata di depan dasar")
    opening = Lines("Dasar")
    grant = Text("Kata pemberian")
    rows = Columns("Baris data", ("label", "text"), help_text="Satu baris: label = teks.")
    body = Lines("Isi sesudah baris data", rows=3)
    conditions_intro = Text("Kalimat di depan ketentuan")
    closing = Lines("Penutup", rows=4)
    copies = Lines("Tembusan", rows=4)
    register__code = Text("Kode register nomor", "Jenis izin dengan kode yang sama memakai satu urutan nomor.")
    register__name = Text("Nama register")
    register__classification = Text("Kode klasifikasi")
    register__template = Text("Susunan nomor", "Dari " + ", ".join(f"{{{word}}}" for word in NUMBER_PARTS) + ".")


class RightsForm(PartForm):
    """What the holder may and must."""

    holder_rights = Lines("Hak pemegang izin")
    holder_duties = Lines("Kewajiban pemegang izin")


class ConditionForm(PartForm):
    """One standard condition."""

    code = Text("Kode", "Huruf kecil, angka, dan garis bawah.")
    text = LongText("Kalimat ketentuan", "Boleh memuat {detail.kode}.")
    preselected = Flag("Sudah tercentang saat naskah disusun", default=True)


class DutyForm(PartForm):
    """One report that is owed after issue."""

    name = Text("Nama laporan")
    code = Text("Kode", "Huruf kecil, angka, dan garis bawah.")
    every = Pick("Setiap", list(PERIODS.items()))
    due_days = Whole("Batas sesudah akhir masa (hari)")
    description = LongText("Uraian", rows=2)
    note = LongText("Catatan", rows=2)


class LawForm(PartForm):
    """One regulation."""

    text = LongText("Peraturan", rows=2)
    status = Pick("Keadaan", [(code, LEGAL_LOOKS[code][0]) for code in LEGAL_STATUSES])
    note = LongText("Catatan", "Misalnya: diganti peraturan mana.", rows=2)


class DocumentForm(PartForm):
    """The front page of the SOP."""

    title = LongText("Judul SOP", rows=2)
    number = Text("Nomor SOP", "Sama dengan kode jenis izin.")
    revision = Text("Revisi")
    status = Text("Status naskah")
    created_on = Day("Dibuat")
    revised_on = Day("Direvisi")
    effective_on = Day("Berlaku")
    approvals = Columns(
        "Pengesahan",
        ("act", "post", "dated_on"),
        sign="|",
        rows=3,
        help_text="Satu baris: perbuatan | jabatan | TTTT-BB-HH (boleh kosong).",
    )
    history = Columns(
        "Riwayat revisi",
        ("number", "dated_on", "text", "revised_by", "approved_by"),
        sign="|",
        rows=3,
        help_text="Satu baris: nomor | TTTT-BB-HH | uraian | direvisi oleh | disetujui oleh.",
    )
    distribution = Lines("Daftar distribusi", rows=3)
    note = LongText("Catatan", rows=2)


class SectionForm(PartForm):
    """One lettered section of the service standard."""

    letter = Pick("Bagian", SECTIONS)
    paragraphs = Lines("Paragraf", "Satu baris untuk setiap paragraf.", rows=4)
    items = Lines("Butir")
    ordered = Flag("Butir bernomor")
    note = LongText("Catatan", rows=2)


class FlowForm(PartForm):
    """One step of Lampiran 1 of the SOP."""

    actor = Text("Pelaksana")
    text = Lines("Kegiatan", rows=3)
    points = Lines("Rincian", rows=4)
    completeness = Lines("Kelengkapan", rows=3)
    time = Text("Waktu", "Kosong bila tidak ada pada SOP.")
    output = Lines("Keluaran", rows=3)
    remarks = Lines("Keterangan", rows=3)
    stage = Pick("Tahap pada layanan ini", STAGES)
    note = LongText("Catatan", rows=2)
