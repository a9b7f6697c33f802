"""The officers' table as XLSX: the same rows as the page, two sheets, written row by row."""

from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from eptsp.lib.cells import harmless
from workflow.staff_table import Line

MOST_FILES = 2000  # of one export; more is asked for in narrower periods
FILE_HEADS = (
    *("No", "Resi", "Nama Pemohon", "Jenis Proses Perizinan", "Jenis Permohonan"),
    *("Total Waktu Proses", "Status", "Tanggal"),
)
PROCESS_HEADS = ("Resi", "Tanggal", "Proses", "User", "Catatan", "Durasi", "Offtime")


def write_sheet(lines: Iterable[Line], target: IO[bytes]) -> int:
    """Write both sheets to `target` and return how many files they hold; memory does not grow with the cells."""
    book = Workbook(write_only=True)
    files, processes = book.create_sheet("Permohonan"), book.create_sheet("Proses Izin")
    for sheet, heads, widths in (
        (files, FILE_HEADS, (6, 10, 28, 44, 16, 22, 12, 26)),
        (processes, PROCESS_HEADS, (10, 26, 40, 34, 50, 18, 18)),
    ):
        for letter, width in zip("ABCDEFGH", widths, strict=False):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
        sheet.append(_heads(sheet, heads))
    count = 0
    for count, line in enumerate(lines, start=1):
        files.append([count, *map(harmless, (*line.cells, line.submitted))])
        for process in line.processes:
            processes.append([harmless(line.resi), *map(harmless, process.cells)])
    book.save(target)
    return count


def _heads(sheet: object, heads: Sequence[str]) -> list[WriteOnlyCell]:
    cells = [WriteOnlyCell(sheet, value=head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells
