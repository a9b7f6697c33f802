"""Tables as XLSX and PDF, from the same rows as the screen. Text is text: no cell of ours is ever a formula."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from complaints.models import InformationRequest
from complaints.register import HEADINGS, Register
from eptsp.lib import pdf
from eptsp.lib.cells import harmless
from eptsp.lib.formatting import long_date
from office.profile import profile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000  # Excel's own limit is 32,767


def workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], totals: Iterable[Sequence[object]]
) -> bytes:
    """Return an XLSX file: the title, the headings, the rows, a gap, the totals."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise LookupError("a new workbook has a sheet")
    sheet.title = "Rekapitulasi"
    for line in ([title], [], headings, *rows, [], *totals):
        number = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value else 1
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row=number, column=column)
            cell.alignment = Alignment(wrap_text=number > 1, vertical="top")
            if isinstance(value, int):
                cell.value = value
            else:
                cell.value = harmless(str(value))
                cell.data_type = "s"
        if not line:
            sheet.cell(row=number, column=1).value = " "
    for cell in (sheet["A1"], *sheet[3]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFG", (6, 28, 26, 22, 50, 60, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def register_xlsx(found: Register, *, title: str) -> bytes:
    """Return the register as XLSX."""
    rows = [
        (row.n, row.business, row.reporter, row.at, row.matter, "\n".join(row.followed), row.status)
        for row in found.rows
    ]
    totals = [("", label, number) for label, number in [*found.totals, ("Jumlah", found.total)]]
    return workbook(title, HEADINGS, rows, totals)


def register_pdf(found: Register, *, title: str) -> bytes:
    """Return the register as PDF, A4 across. Raises PdfError."""
    context = {"register": found, "title": title, "headings": HEADINGS, "profile": profile()}
    return pdf.render(render_to_string("complaints/pdf/register.html", context), stylesheet="complaints.css")


def letters_xlsx(
    rows: Iterable[InformationRequest], *, headings: Sequence[str], first: dt.date, last: dt.date
) -> bytes:
    """Return "Rekap permintaan data" of a period as XLSX: the answer stands under OPD or non OPD."""
    lines: list[tuple[object, ...]] = []
    answered = 0
    for n, row in enumerate(rows, start=1):
        reply = f"{row.reply_number}, {long_date(row.reply_on)}" if row.reply_on else ""
        answered += bool(reply)
        is_opd = row.kind == InformationRequest.Kind.OPD
        sender = f"{row.sender}, {row.letter_number}, {long_date(row.letter_on)}"
        lines.append((n, sender, row.subject, reply if is_opd else "", "" if is_opd else reply))
    title = f"Rekap Permintaan Data {long_date(first)} sampai {long_date(last)}"
    return workbook(title, headings, lines, [("", "Jumlah surat", len(lines)), ("", "Sudah dibalas", answered)])
