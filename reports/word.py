"""A Document as DOCX: the same words and tables; the pictures are in the PDF and on the page."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from reports.blocks import Bars, Document, Heading, PageBreak, Picture, Printed, Table, Text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHORT, LONG = Mm(210), Mm(297)


def render(document: Document, *, author: str, now: dt.datetime) -> bytes:
    """The document as a word processor opens it, A4, wide tables across."""
    book = docx.Document()
    book.core_properties.title = f"{document.title} {document.subtitle}"
    book.core_properties.author = author
    book.core_properties.created = book.core_properties.modified = now.replace(tzinfo=None)
    book.styles["Normal"].font.name = "Arial"
    book.styles["Normal"].font.size = Pt(10)
    _turn(book.sections[0], across=False)
    book.add_heading(_clean(document.title), level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    book.add_paragraph(_clean(document.subtitle)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    across = False
    annex = (PageBreak(), Heading("Lampiran", 2), *document.annex) if document.annex else ()
    for block in (*document.blocks, *annex):
        wants = isinstance(block, Table) and block.is_wide
        if wants != across:
            _turn(book.add_section(), across=wants)
            across = wants
        _WRITERS[type(block)](book, block)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _turn(section: Any, *, across: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if across else (SHORT, LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)


def _heading(book: Any, block: Heading) -> None:
    book.add_heading(_clean(block.text), level=1 if block.level == 2 else 2)


def _text(book: Any, block: Text) -> None:
    for place, line in enumerate(block.lines):
        mark = {"list": f"{chr(97 + place % 26)}. ", "numbers": f"{place + 1}. "}.get(block.style, "")
        book.add_paragraph(mark + _clean(line))


def _table(book: Any, block: Table) -> None:
    book.add_paragraph().add_run(_clean(block.title)).bold = True
    table = book.add_table(rows=0, cols=len(block.columns))
    table.style = "Table Grid"
    _row(table, block.heads, strong=True)
    _repeat(table.rows[0])
    for is_strong, cells in block.lines:
        _row(table, cells, strong=is_strong)
    for cells in block.foot:
        _row(table, cells, strong=True)
    for note in block.notes:
        book.add_paragraph().add_run(_clean(note)).font.size = Pt(8)
    book.add_paragraph()


def _row(table: Any, cells: list[Printed], *, strong: bool) -> None:
    for place, (cell, printed) in enumerate(zip(table.add_row().cells, cells, strict=False)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(_clean(printed.text))
        run.bold, run.font.size = strong, Pt(8)
        if printed.is_number and place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: Any) -> None:
    """The titles stand again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _bars(book: Any, block: Bars) -> None:
    book.add_paragraph().add_run(
        f"Grafik {_clean(block.title)}: lihat versi PDF; angkanya ada pada tabel."
    ).italic = True


def _picture(book: Any, block: Picture) -> None:
    book.add_picture(io.BytesIO(block.data), width=Mm(150))
    book.add_paragraph(_clean(block.title))


def _break(book: Any, _block: PageBreak) -> None:
    book.add_page_break()


_WRITERS: dict[type[Any], Callable[[Any, Any], None]] = {
    Heading: _heading,
    Text: _text,
    Table: _table,
    Bars: _bars,
    Picture: _picture,
    PageBreak: _break,
}


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)
