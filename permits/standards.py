"""The service standard of a permit type as its page tells it: the order of its parts, and plain words. Pure but for
the words of Application.Kind.

Checklist A27 names 22 parts: document control and sections A to U. The page puts what an applicant needs first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eptsp.lib.formatting import number
from permits import flowchart
from permits.catalogue.schema import DutySpec, FieldSpec, LegalBasis, PermitSpec, RequirementSpec, Section
from permits.models import Application

SHORTEST_SEARCH = 3
_FREE = ("gratis", "tidak dipungut biaya", "tanpa biaya", "tanpa tarif")
_WORD = re.compile(r"[\w/.-]+")

FIELD_TYPES = {
    "text": "Teks",
    "textarea": "Uraian",
    "number": "Angka",
    "date": "Tanggal",
    "choice": "Pilihan",
    "point": "Koordinat (lintang, bujur)",
}
ONLY_IF = {"proxy": "bila dikuasakan", "company": "bila perusahaan"}
LEGAL_LOOKS = {
    "in_force": ("Berlaku", "positive", "check-circle"),
    "replaced": ("Diganti", "warning", "refresh"),
    "revoked": ("Dicabut", "negative", "ban"),
    "unknown": ("Perlu diperiksa", "neutral", "help"),
}
PERIODS = {"quarter": "triwulan", "semester": "semester", "year": "tahun"}


@dataclass(frozen=True, slots=True)
class Topic:
    """One part of the page: its address within the page, its title, its letter in the SOP, the template of its body."""

    anchor: str
    title: str
    letter: str = ""
    body: str = "text"

    @property
    def template(self) -> str:
        """Where the body is written."""
        return f"permits/requirements_part_{self.body}.html"


FOR_APPLICANTS = (
    Topic("syarat", "Persyaratan", "G", "papers"),
    Topic("isian", "Data yang diisi", "", "fields"),
    Topic("alur", "Alur pelayanan", "H", "flow"),
    Topic("waktu", "Jangka waktu", "I", "time"),
    Topic("biaya", "Biaya", "J"),
    Topic("hasil", "Hasil layanan", "K"),
    Topic("masa-berlaku", "Masa berlaku", "L"),
    Topic("formulir", "Formulir untuk diunduh", "", "blanks"),
    Topic("dasar-hukum", "Dasar hukum", "A", "law"),
    Topic("definisi", "Definisi", "F", "words"),
    Topic("hak-kewajiban", "Hak dan kewajiban pemegang", "", "rights"),
    Topic("setelah-terbit", "Kewajiban setelah izin terbit", "", "duties"),
    Topic("sarana", "Sarana dan fasilitas", "M"),
    Topic("pengaduan", "Pengaduan, saran, dan masukan", "Q", "complaints"),
)
OF_THE_OFFICE = (
    Topic("keterkaitan", "Keterkaitan", "B"),
    Topic("maksud", "Maksud dan tujuan", "C"),
    Topic("ruang-lingkup", "Ruang lingkup", "D"),
    Topic("jaminan", "Indikator kinerja dan jaminan pelayanan", "E"),
    Topic("pelaksana", "Pelaksana", "N"),
    Topic("kompetensi", "Kompetensi pelaksana", "O"),
    Topic("pengawasan", "Pengawasan internal", "P"),
    Topic("keamanan", "Jaminan keamanan dan keselamatan", "R"),
    Topic("peringatan", "Peringatan", "S"),
    Topic("evaluasi", "Evaluasi kinerja pelaksana", "T"),
    Topic("pencatatan", "Pencatatan dan lampiran", "U"),
    Topic("dokumen", "Pengendalian dokumen", "", "document"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One document asked for. `chips` say for whom, when not for everybody."""

    name: str
    purpose: str
    formats: str
    mandatory: bool
    chips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One detail field: what it is called, what is typed, and the rules in plain words."""

    label: str
    kind: str  # text, textarea, number, date, choice, point
    required: bool
    help: str
    rules: tuple[str, ...]
    choices: tuple[str, ...] = ()
    unit: str = ""
    only: tuple[str, ...] = ()  # when it is asked, if not always

    @property
    def type(self) -> str:
        """The kind in plain words."""
        return FIELD_TYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Law:
    """One regulation with the look of its status chip."""

    text: str
    note: str
    status: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One report owed after issue."""

    name: str
    when: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the list and its search know of an edition."""

    names: tuple[str, ...]
    papers: tuple[str, ...]
    promise_days: int
    is_free: bool


@dataclass(frozen=True, slots=True)
class Standard:
    """Everything the page of a permit type shows besides the office's contacts."""

    spec: PermitSpec
    section: Mapping[str, Section]
    agencies: tuple[str, ...]
    kinds: tuple[str, ...]
    papers: tuple[Paper, ...]
    questions: tuple[Question, ...]
    laws: tuple[Law, ...]
    definitions: tuple[tuple[str, str], ...]
    duties: tuple[Duty, ...]
    conditions: tuple[str, ...]
    time: tuple[tuple[str, str], ...]
    drawing: flowchart.Drawing
    drawing_text: str
    parts: tuple[flowchart.Part, ...]
    mending: flowchart.Part
    groups: tuple[tuple[str, tuple[Topic, ...]], ...] = field(default=())

    @property
    def formats(self) -> str:
        """The formats that every document may have, or "" when they differ."""
        found = {one.formats for one in self.papers}
        return found.pop() if len(found) == 1 else ""

    @property
    def paper_text_differs(self) -> bool:
        """Whether section G of the SOP lists other things than the documents to upload."""
        return [_bare(text) for text in self.section["G"].items] != [_bare(one.name) for one in self.spec.requirements]


def standard_of(spec: PermitSpec, agencies: Mapping[str, str], *, with_forms: bool = True) -> Standard:
    """The page of one edition; `agencies` gives the name of each code. `with_forms`: whether it is applied for here."""
    asked = tuple(agencies.get(code, code) for code in spec.route.agencies)
    section = {one.letter: one for one in spec.sections}
    first = tuple(one for one in FOR_APPLICANTS if with_forms or one.body not in {"blanks", "fields"})
    return Standard(
        spec=spec,
        section=section,
        agencies=asked,
        kinds=tuple(_kind(code) for code in spec.kinds),
        papers=tuple(_paper(one, spec) for one in spec.requirements),
        questions=tuple(_question(one, spec) for one in spec.fields),
        laws=tuple(_law(one) for one in spec.legal_basis),
        definitions=tuple(definition(text) for text in section["F"].items),
        duties=tuple(_duty(one) for one in spec.post_issue_duties),
        conditions=_conditions(spec),
        time=time_rules(spec, asked),
        drawing=flowchart.draw(spec.route, asked),
        drawing_text=flowchart.sentence(spec.route, asked),
        parts=flowchart.parts(spec.route, asked),
        mending=flowchart.mending(spec.route),
        groups=(("Untuk pemohon", first), ("Standar pelayanan", OF_THE_OFFICE)),
    )


def papers_of(spec: PermitSpec, *, kind: str) -> tuple[Paper, ...]:
    """The documents asked of one kind of application."""
    return tuple(_paper(one, spec) for one in spec.requirements if not one.kinds or kind in one.kinds)


def card_of(spec: PermitSpec) -> Card:
    """What the list needs; small enough to be kept for every edition."""
    return Card(
        names=(spec.name, spec.short_name, spec.code),
        papers=tuple(one.name for one in spec.requirements),
        promise_days=spec.route.promise_days,
        is_free=is_free(spec.cost),
    )


def is_free(cost: str) -> bool:
    """Whether the text on costs says plainly that nothing is asked; anything else must be read in full."""
    return any(words in cost.casefold() for words in _FREE)


def words_of(query: str) -> tuple[str, ...]:
    """The words looked for; empty when fewer than three letters were typed."""
    words = tuple(_WORD.findall(query.casefold()))
    return words if sum(map(len, words)) >= SHORTEST_SEARCH else ()


def has_words(words: Iterable[str], text: str) -> bool:
    """Whether every word occurs."""
    folded = text.casefold()
    return all(word in folded for word in words)


def papers_found(words: Sequence[str], card: Card) -> tuple[str, ...] | None:
    """The documents that answer the search (none when the name itself does); None when nothing does."""
    if not words or has_words(words, " ".join(card.names)):
        return ()
    return tuple(name for name in card.papers if has_words(words, name)) or None


def definition(text: str) -> tuple[str, str]:
    """The word and its meaning; ("", text) when the line does not say "adalah"."""
    for link in (" adalah: ", " adalah : ", " adalah "):
        term, found, meaning = text.partition(link)
        if found:
            return term, meaning
    return "", text


def time_rules(spec: PermitSpec, agencies: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """When the promise starts, how its days are counted, when it stands still, and what silence means."""
    start = "Setelah petugas menyatakan permohonan Anda lengkap (Cetak Resi dapat dibuka)."
    if spec.route.promise_starts == "advice":
        asked = " serta ".join(agencies)
        start = (
            f"Setelah petugas menyatakan permohonan Anda lengkap dan pertimbangan teknis dari {asked} diterima kantor "
            "ini; dipakai yang lebih akhir."
        )
    pause = "Selama berkas berada pada Anda untuk diperbaiki"
    if spec.route.agencies:
        pause += ", dan selama dinas teknis ditanyai kembali"
    return (
        ("Janji layanan", f"{number(spec.route.promise_days)} hari kerja"),
        ("Mulai dihitung", start),
        (
            "Cara menghitung",
            "Hari mulai adalah hari H; hari kerja berikutnya adalah hari ke-1. Sabtu, Minggu, hari libur nasional, dan "
            f"cuti bersama tidak dihitung. Batasnya jam tutup kantor pada hari ke-{number(spec.route.promise_days)}.",
        ),
        ("Berhenti sementara", f"{pause}. Hitungan dilanjutkan, tidak diulang dari awal."),
        (
            "Bila belum ada keputusan",
            f"Sesudah {number(spec.silence_days)} hari kerja sejak berkas lengkap, petugas dan atasannya mendapat "
            "peringatan. Izin tidak terbit dengan sendirinya; keputusan tetap di tangan pejabat.",
        ),
    )


def _kind(code: str) -> str:
    return str(Application.Kind(code).label)


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _only_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    return (f"hanya {' dan '.join(_kind(code) for code in kinds)}",) if kinds else ()


def _paper(one: RequirementSpec, spec: PermitSpec) -> Paper:
    chips = (ONLY_IF[one.only_if],) if one.only_if else ()
    kinds = one.kinds if set(one.kinds) != set(spec.kinds) else ()
    formats = ", ".join(code.upper() for code in one.formats)
    return Paper(one.name, one.purpose, formats, one.mandatory, (*chips, *_only_kinds(kinds)))


def _question(one: FieldSpec, spec: PermitSpec) -> Question:
    choices = tuple(label for _, label in one.choices)
    only = tuple(_only(one, spec))
    rules = (*_rules(one, spec), *only)
    return Question(one.label, one.type, one.required, one.help, rules, choices, one.unit, only)


def _rules(one: FieldSpec, spec: PermitSpec) -> Iterable[str]:
    if one.choices:
        yield "; ".join(label for _, label in one.choices)
    if one.unit:
        yield f"Satuan: {one.unit}"
    yield from _limits(one)
    if one.max_length:
        yield f"Paling panjang {number(one.max_length)} huruf"
    if one.not_before:
        yield f"Tidak sebelum {spec.field(one.not_before).label}"


def _limits(one: FieldSpec) -> Iterable[str]:
    if one.minimum is not None and one.maximum is not None:
        yield f"{number(one.minimum)} sampai {number(one.maximum)}"
    elif one.minimum is not None:
        yield f"Paling sedikit {number(one.minimum)}"
    elif one.maximum is not None:
        yield f"Paling banyak {number(one.maximum)}"


def _only(one: FieldSpec, spec: PermitSpec) -> Iterable[str]:
    if one.show_if:
        other = spec.field(one.show_if[0])
        yield f"bila {other.label}: {dict(other.choices)[one.show_if[1]]}"
    yield from _only_kinds(one.kinds)


def _law(one: LegalBasis) -> Law:
    return Law(one.text, one.note, *LEGAL_LOOKS[one.status])


def _duty(one: DutySpec) -> Duty:
    period = PERIODS[one.every]
    when = f"Setiap {period}, paling lambat {one.due_days} hari setelah akhir {period}"
    return Duty(one.name, when, one.description, one.note)


def _conditions(spec: PermitSpec) -> tuple[str, ...]:
    """What the permit will bind its holder to: answers that are printed, then the standard conditions."""
    typed = [f"{one.label}, sesuai isian Anda yang disetujui." for one in spec.fields if one.prints_as_condition]
    return (*typed, *(one.text for one in spec.conditions if "{" not in one.text))
