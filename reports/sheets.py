"""Every table of a Document as XLSX, a sheet each. Text is text: no cell of ours is ever a formula."""

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from complaints.sheets import XLSX
from eptsp.lib.cells import harmless
from reports.blocks import Cell, Document, Table

__all__ = ["XLSX", "render"]
WIDEST = 60
BOLD = Font(bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")


def render(document: Document) -> bytes:
    """The workbook; a document without a table gives one sheet that says so."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for table in document.tables:
        sheet = book.create_sheet(_sheet_name(table.sheet, taken))
        _fill(sheet, table, heading=f"{document.title} {document.subtitle}")
    if not taken:
        book.create_sheet("Laporan").append(["Tidak ada tabel."])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: WriteOnlyWorksheet, table: Table, *, heading: str) -> None:
    for place, width in enumerate(_widths(table)):
        sheet.column_dimensions[_letter(place)].width = width
    _add(sheet, [heading], strong=True)
    _add(sheet, [table.title], strong=True)
    sheet.append([])
    _add(sheet, table.columns, strong=True)
    for place, row in enumerate(table.rows):
        _add(sheet, row, strong=place in table.strong)
    for row in table.totals:
        _add(sheet, row, strong=True)
    sheet.append([])
    for note in table.notes:
        _add(sheet, [note], strong=False)


def _add(sheet: WriteOnlyWorksheet, cells: Sequence[Cell], *, strong: bool) -> None:
    written = []
    for value in cells:
        cell = WriteOnlyCell(sheet, value if isinstance(value, int | Decimal) else harmless(value or ""))
        if isinstance(value, str):
            cell.data_type = "s"
            if len(cells) > 1:
                cell.alignment = WRAP
        if strong:
            cell.font = BOLD
        written.append(cell)
    sheet.append(written)


def _widths(table: Table) -> list[int]:
    """From the titles and the first rows."""
    return [
        min(WIDEST, 3 + max(len(str(row[place])) for row in (table.columns, *table.rows[:50]) if place < len(row)))
        for place in range(len(table.columns))
    ]


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place + 1))


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """At most 31 letters, none that a workbook refuses, each name once."""
    tidy = "".join(letter for letter in wanted if letter not in "[]:*?/\\'")[:28].strip() or "Tabel"
    name, n = tidy, 2
    while name.lower() in taken:
        name, n = f"{tidy} {n}", n + 1
    taken.add(name.lower())
    return name
