"""The papers to fill in by hand: application form, checklist, two powers of attorney; and the service pledge.

Knows no model but the catalogue's shapes: the caller gives values, this module lays them out. Each comes out the same
for the same edition, so a process prints it once and keeps it.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import segno
from django.template.loader import render_to_string
from django.utils import translation

from eptsp.lib import pdf
from permits.catalogue.schema import PermitSpec
from permits.letters import Letterhead
from permits.sections import LABELS
from permits.standards import Question, Standard

STYLESHEET = "forms.css"
QR_NAME, EMBLEM_NAME = "qr.png", "emblem-of-office"
KEPT = 128  # papers a process remembers; the number of addresses is fixed, so nobody can ask for more work than that
LEVELS = ("Provinsi", "Kab/Kota", "Kecamatan", "Kelurahan/Desa")
CELLS = {"nik": 16, "nib": 13, "postcode": 5}  # one square per digit
NOT_ON_PAPER = frozenset({"letter_number", "letter_on"})


@dataclass(frozen=True, slots=True)
class Blank:
    """A paper of a permit type: its address, title, template, and what it is for."""

    slug: str
    title: str
    template: str
    purpose: str

    @property
    def file(self) -> str:
        """The template's name."""
        return f"permits/pdf/forms_{self.template}.html"


BLANKS = (
    Blank(
        "formulir-permohonan",
        "Formulir Permohonan",
        "application",
        "Untuk menyiapkan isian sebelum mengajukan secara daring, atau untuk pemohon yang datang ke loket.",
    ),
    Blank(
        "checklist-persyaratan",
        "Checklist Persyaratan",
        "checklist",
        "Daftar periksa dokumen, untuk Anda dan untuk petugas loket.",
    ),
    Blank(
        "surat-kuasa-penandatanganan",
        "Surat Kuasa Penandatanganan",
        "signing",
        "Bila dokumen permohonan ditandatangani oleh orang lain atas nama pemohon.",
    ),
    Blank(
        "surat-kuasa-pengurusan",
        "Surat Kuasa Pengurusan",
        "handling",
        "Bila permohonan diurus oleh orang lain; diunggah bersama persyaratan lainnya.",
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row to write on. `cells` squares, `lines` of writing, or `choices` to tick; `parts` share one line."""

    label: str
    cells: int = 0
    lines: int = 1
    choices: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    remark: str = ""

    @property
    def squares(self) -> range:
        """One per digit."""
        return range(self.cells)

    @property
    def more(self) -> range:
        """The lines of writing below the first."""
        return range(self.lines - 1)


@dataclass(frozen=True, slots=True)
class Paper:
    """All that a paper prints besides its own fixed words."""

    letterhead: Letterhead
    address: str  # the page of the permit type, or of the pledge
    city: str
    is_sample: bool


def blank_called(slug: str) -> Blank:
    """The paper with that address; LookupError when there is none."""
    for blank in BLANKS:
        if blank.slug == slug:
            return blank
    raise LookupError(slug)


def blank_html(blank: Blank, standard: Standard, paper: Paper) -> str:
    """The paper as HTML for the renderer."""
    spec = standard.spec
    context = {
        "title": blank.title,
        "subject": spec.name,
        "standard": standard,
        "reference": f"{blank.title}: {spec.name} (edisi {spec.edition})",
    }
    if blank.template == "application":
        context["blocks"] = _blocks(standard)
    if blank.template in {"signing", "handling"}:
        context["person_lines"] = (
            Line("Nama"),
            Line("NIK", cells=16),
            Line("Jabatan"),
            Line("Nama perusahaan (bila ada)"),
            Line("Alamat", lines=2),
            Line("Telp"),
        )
    return _html(blank.file, context, paper)


def pledge_html(paper: Paper, context: Mapping[str, object]) -> str:
    """The service pledge as HTML for the renderer."""
    words = {
        "title": "Maklumat Pelayanan",
        "reference": "Maklumat Pelayanan",
        "sentence": f"Maklumat ini diumumkan pada {paper.address}",
    }
    return _html("permits/pdf/forms_pledge.html", words | dict(context), paper)


def printed(html: str, paper: Paper) -> bytes:
    """The PDF of one of the papers above, made once per process. Raises PdfError."""
    return _print(html, paper.letterhead.emblem_png, paper.address)


def print_of(html: str) -> str:
    """What changes when the paper does: its ETag."""
    return hashlib.sha256(html.encode()).hexdigest()[:32]


@lru_cache(maxsize=KEPT)
def _print(html: str, emblem: bytes | None, address: str) -> bytes:
    images = {QR_NAME: _qr(address)} | ({EMBLEM_NAME: emblem} if emblem else {})
    return pdf.render(html, stylesheet=STYLESHEET, images=images)


def _html(template: str, context: Mapping[str, object], paper: Paper) -> str:
    shared = {
        "paper": paper,
        "emblem_name": EMBLEM_NAME,
        "qr_name": QR_NAME,
        "sentence": f"Formulir terbaru dan persyaratannya: {paper.address}",
    }
    with translation.override("id"):
        return render_to_string(template, shared | dict(context))


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=2)
    return out.getvalue()


def _blocks(standard: Standard) -> tuple[tuple[str, str, tuple[Line, ...]], ...]:
    """The parts of the application form: title, remark, rows."""
    details = tuple(_answer(one) for one in standard.questions)
    return (
        ("Jenis Permohonan", "", _kind_lines(standard.spec, standard.kinds)),
        ("Data Pemohon", "Isi sesuai KTP.", _lines("applicant")),
        ("Data Pemberi Kuasa", "Hanya bila permohonan dikuasakan; lampirkan surat kuasa.", _lines("proxy")),
        ("Data Perusahaan", "Hanya bila permohonan atas nama perusahaan.", _lines("company")),
        ("Lokasi Izin", "", _lines("place")),
        *((("Data Detail", "", details),) if details else ()),
    )


def _kind_lines(spec: PermitSpec, kinds: tuple[str, ...]) -> tuple[Line, ...]:
    first = Line("Jenis permohonan", choices=kinds)
    return (first, Line("Nomor izin lama")) if set(spec.kinds) != {"NEW"} else (first,)


def _lines(section: str) -> tuple[Line, ...]:
    found: list[Line] = []
    for key, label in LABELS[section].items():
        if key == "village":
            found += [Line(level) for level in LEVELS]
        elif key == "point":
            found.append(Line(label, parts=("Lintang", "Bujur")))
        elif key == "gender":
            found.append(Line(label, choices=("Laki-laki", "Perempuan")))
        elif section == "place" and key in {"number", "rt", "rw"}:
            if key == "number":
                found.append(Line("No / RT / RW", parts=("No", "RT", "RW")))
        elif key not in NOT_ON_PAPER:
            found.append(Line(label, cells=CELLS.get(key, 0), lines=2 if key == "address" else 1))
    return tuple(found)


def _answer(one: Question) -> Line:
    parts = {"point": ("Lintang", "Bujur"), "date": ("Tanggal", "Bulan", "Tahun")}.get(one.kind, ())
    lines = 3 if one.kind == "textarea" else 1
    return Line(
        one.label,
        lines=lines,
        choices=one.choices,
        parts=parts,
        unit=one.unit,
        required=one.required,
        remark="; ".join(one.only),
    )
