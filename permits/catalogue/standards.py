"""Plain data -> the service standard of a permit type: document control, sections A to U, flow of Lampiran 1. Pure.

With document control these are the 22 parts of checklist A27. Sections A and H to L repeat what the edition says
elsewhere (legal basis, promise, cost, product, validity); they are composed, not written twice.
"""

from collections.abc import Mapping

from permits.catalogue.nodes import Node
from permits.catalogue.schema import Approval, DocumentControl, FlowStep, RevisionRow, Section
from permits.stages import Stage

SECTION_TITLES: Mapping[str, str] = {
    "A": "Dasar Hukum / Referensi",
    "B": "Keterkaitan",
    "C": "Maksud dan Tujuan",
    "D": "Ruang Lingkup / Klasifikasi / Sasaran",
    "E": "Indikator Kinerja dan Jaminan Pelayanan",
    "F": "Definisi",
    "G": "Persyaratan Pelayanan",
    "H": "Sistem, Mekanisme dan Prosedur",
    "I": "Jangka Waktu Penyelesaian",
    "J": "Biaya / Tarif",
    "K": "Produk Pelayanan",
    "L": "Masa Berlaku Produk Pelayanan",
    "M": "Sarana, Prasarana dan/atau Fasilitas",
    "N": "Pelaksana",
    "O": "Kompetensi / Kualifikasi Pelaksana",
    "P": "Pengawasan Internal",
    "Q": "Penanganan Pengaduan, Saran dan Masukan",
    "R": "Jaminan Keamanan dan Keselamatan Pelayanan",
    "S": "Peringatan",
    "T": "Evaluasi Kinerja Pelaksana",
    "U": "Pencatatan / Pendataan / Lampiran",
}


def parse_document(node: Node) -> DocumentControl:
    """The front page, with its approvals and revision history."""
    return DocumentControl(
        title=node.text("title"),
        number=node.text("number"),
        revision=node.text("revision"),
        status=node.text("status"),
        created_on=node.day("created_on"),
        revised_on=node.day("revised_on"),
        effective_on=node.day("effective_on"),
        approvals=tuple(
            Approval(act=row.text("act"), post=row.text("post"), dated_on=row.day("dated_on"))
            for row in node.children("approvals", required=False)
        ),
        history=tuple(_revision(row) for row in node.children("history", required=False)),
        distribution=node.texts("distribution"),
        note=node.text("note", ""),
    )


def parse_sections(node: Node, composed: Mapping[str, tuple[str, ...]]) -> tuple[Section, ...]:
    """Sections A to U in order; those in `composed` take their words from there and may not be written again."""
    written: dict[str, Section] = {}
    for row in node.children("sections"):
        section = _section(row)
        if section.letter in composed:
            row.blame("letter", f"Bagian {section.letter} disusun dari isian lain; jangan ditulis di sini.")
        elif section.letter in written:
            row.blame("letter", f"Bagian {section.letter} tertulis dua kali.")
        elif written and section.letter < max(written):
            row.blame("letter", f"Bagian {section.letter} tidak pada urutannya.")
        elif not section.paragraphs and not section.items:
            row.blame("paragraphs", "Isi paragraphs atau items.")
        written[section.letter] = section
    for letter, words in composed.items():
        written[letter] = _composed(letter, words)
    for letter in SECTION_TITLES:
        if letter not in written:
            node.blame("sections", f'Bagian {letter} ("{SECTION_TITLES[letter]}") belum ada.')
    return tuple(written[letter] for letter in sorted(written))


def parse_flow(node: Node) -> tuple[FlowStep, ...]:
    """The steps of Lampiran 1, numbered 1, 2, 3, ..."""
    steps: list[FlowStep] = []
    for row in node.children("flow"):
        step = _step(row)
        if step.number != len(steps) + 1:
            row.blame("number", f"Nomor langkah seharusnya {len(steps) + 1}.")
        steps.append(step)
    return tuple(steps)


def _revision(row: Node) -> RevisionRow:
    return RevisionRow(
        number=row.text("number"),
        dated_on=row.day("dated_on"),
        text=row.text("text"),
        revised_by=row.text("revised_by"),
        approved_by=row.text("approved_by"),
    )


def _section(row: Node) -> Section:
    letter = row.choice("letter", tuple(SECTION_TITLES))
    return Section(
        letter=letter,
        title=SECTION_TITLES[letter],
        paragraphs=row.texts("paragraphs"),
        items=row.texts("items"),
        ordered=row.flag("ordered", default=False),
        note=row.text("note", ""),
    )


def _composed(letter: str, words: tuple[str, ...]) -> Section:
    if letter == "A":
        return Section(letter=letter, title=SECTION_TITLES[letter], items=words, ordered=True)
    return Section(letter=letter, title=SECTION_TITLES[letter], paragraphs=words)


def _step(row: Node) -> FlowStep:
    stage = row.choice("stage", tuple(Stage)) if row.has("stage") else None
    return FlowStep(
        number=row.whole("number", required=True) or 0,
        actor=row.text("actor"),
        text=row.texts("text", required=True),
        points=row.texts("points"),
        completeness=row.texts("completeness"),
        time=row.text("time", "") or None,
        output=row.texts("output"),
        remarks=row.texts("remarks"),
        stage=Stage(stage) if stage else None,
        note=row.text("note", ""),
    )
