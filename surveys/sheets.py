"""Reading tables of answers that people send: CSV with any usual separator, XLSX. Pure; no Django.

A table is read whole; every mistake is told with its line, and a table with a mistake gives no rows at all.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEPARATORS = ",;\t|"
ELEMENT = re.compile(r"U([1-9][0-9]?)")
VALUES = {"1": 1, "2": 2, "3": 3, "4": 4}
MAX_FIELD = 10_000
MAX_CELLS = 20_000_000
NO_TEXT = "berkas bukan teks UTF-8; simpan ulang sebagai CSV UTF-8"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong on one line; line 1 is the header, `column` is empty when the whole line is meant."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f", kolom {self.column}" if self.column else ""
        return f"baris {self.line}{where}: {self.text}"


class BadSheet(Exception):
    """The table cannot be used; `mistakes` says why, in the order of the lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("\n".join(str(one) for one in self.mistakes))


def read_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of a CSV; wholly blank lines are left out. Raises BadSheet for what is not text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheet([Mistake(content[: error.start].count(b"\n") + 1, "", NO_TEXT)]) from error
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.field_size_limit(MAX_FIELD)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise BadSheet([Mistake(reader.line_num, "", f"baris tidak dapat dibaca ({error})")]) from error


def read_xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of the first sheet of a workbook. Raises BadSheet for a file that is none."""
    import openpyxl  # slow to load, and most reading is CSV

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise BadSheet([Mistake(1, "", "berkas bukan lembar kerja XLSX yang utuh")]) from error
    for line, row in rows:
        cells = [_cell(value) for value in row]
        if any(cells):
            yield line, cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "date"):  # a day is stored as midnight
        return str(value.date())
    return str(value).strip()


def read_answers(content: bytes) -> tuple[list[str], list[list[int]]]:
    """Return the element codes U1..Un and one list of 1-4 per respondent, in that order. Raises BadSheet."""
    lines = read_csv(content)
    first = next(lines, None)
    if first is None:
        raise BadSheet([Mistake(1, "", "berkas kosong; baris pertama harus U1..Un")])
    codes = [cell.upper() for cell in first[1]]
    if wrong := _wrong_header(first[0], codes):
        raise BadSheet(wrong)
    rows, mistakes = [], []
    for line, cells in lines:
        found = _wrong_line(line, cells, codes)
        mistakes += found
        if not mistakes:
            rows.append([VALUES[cell] for cell in cells])
    if mistakes:
        raise BadSheet(mistakes)
    if not rows:
        raise BadSheet([Mistake(first[0], "", "tidak ada jawaban di bawah baris judul")])
    order = sorted(range(len(codes)), key=lambda place: int(codes[place][1:]))
    if order == list(range(len(codes))):
        return codes, rows
    return [codes[place] for place in order], [[row[place] for place in order] for row in rows]


def _wrong_header(line: int, codes: list[str]) -> list[Mistake]:
    wrong = [Mistake(line, code or "(kosong)", "judul harus U1..Un") for code in codes if not ELEMENT.fullmatch(code)]
    if wrong:
        return wrong
    wrong = [Mistake(line, code, "judul ganda") for code in dict.fromkeys(codes) if codes.count(code) > 1]
    expected = {f"U{n + 1}" for n in range(len(codes))}
    return wrong or [Mistake(line, code, "judul tidak ada") for code in sorted(expected - set(codes))]


def _wrong_line(line: int, cells: list[str], codes: list[str]) -> list[Mistake]:
    if len(cells) != len(codes):
        return [Mistake(line, "", f"ada {len(cells)} nilai, seharusnya {len(codes)}")]
    return [
        Mistake(line, code, wrong_value(cell)) for code, cell in zip(codes, cells, strict=True) if cell not in VALUES
    ]


def wrong_value(cell: str) -> str:
    """Say what is wrong with an answer that is not 1-4."""
    return f"“{cell[:20]}” bukan 1-4" if cell else "kosong, seharusnya 1-4"
