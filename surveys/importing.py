"""A table of counter questionnaires into rows: every mistake is told with its line, and then nothing is kept."""

import datetime as dt
from collections.abc import Iterator

from permits.models import PermitType
from surveys.actions import CounterRow, Filled, instrument_on
from surveys.instrument import InstrumentSpec
from surveys.respondents import Education, Gender, Occupation, band_of_age
from surveys.sheets import VALUES, BadSheet, Mistake, read_csv, read_xlsx, wrong_value

DAY, TYPE, GENDER, AGE, EDUCATION, OCCUPATION = "TANGGAL", "JENIS", "KELAMIN", "USIA", "PENDIDIKAN", "PEKERJAAN"
FACTS = (DAY, TYPE, GENDER, AGE, EDUCATION, OCCUPATION)
TEXTS = ("SARAN", "KOMENTAR")
MOST_ROWS = 100_000
OLDEST = 120


def header(spec: InstrumentSpec) -> list[str]:
    """The titles that a table must have, in the order of the template; SARAN and KOMENTAR may be left out."""
    return [*FACTS, *(one.code for one in spec.questions), *TEXTS]


def read(content: bytes, *, is_xlsx: bool, today: dt.date) -> list[CounterRow]:
    """Read a whole table. Raises BadSheet with every mistake; DomainError when no instrument is chosen."""
    lines = read_xlsx(content) if is_xlsx else read_csv(content)
    first = next(lines, None)
    if first is None:
        raise BadSheet([Mistake(1, "", "berkas kosong")])
    return _Reader(first[0], [title.upper() for title in first[1]], today).read(lines)


class _Reader:
    """Reads line by line; knows the columns, the permit types and the instrument of each day."""

    def __init__(self, line: int, titles: list[str], today: dt.date) -> None:
        self.titles, self.today = titles, today
        self.types = {one.code.upper(): one for one in PermitType.objects.all()}
        self.specs: dict[dt.date, InstrumentSpec] = {}
        self.mistakes: list[Mistake] = []
        wanted = [title for title in header(self._spec(today)) if title not in TEXTS]
        missing = [Mistake(line, title, "judul tidak ada") for title in wanted if title not in titles]
        known = {*wanted, *TEXTS}
        missing += [Mistake(line, one or "(kosong)", "judul tidak dikenal") for one in titles if one not in known]
        missing += [Mistake(line, one, "judul ganda") for one in set(titles) if titles.count(one) > 1]
        if missing:
            raise BadSheet(missing)

    def _spec(self, day: dt.date) -> InstrumentSpec:
        if day not in self.specs:
            self.specs[day] = instrument_on(day).spec
        return self.specs[day]

    def read(self, lines: Iterator[tuple[int, list[str]]]) -> list[CounterRow]:
        rows = []
        for count, (line, cells) in enumerate(lines, start=1):
            if count > MOST_ROWS:
                raise BadSheet([Mistake(line, "", f"lebih dari {MOST_ROWS} kuesioner; bagi menjadi beberapa berkas")])
            if len(cells) > len(self.titles):
                self._wrong(line, "", f"ada {len(cells)} nilai, seharusnya {len(self.titles)}")
                continue
            padded = [*cells, *[""] * (len(self.titles) - len(cells))]
            row = self._row(line, dict(zip(self.titles, padded, strict=True)))
            if row is not None:
                rows.append(row)
        if self.mistakes:
            raise BadSheet(self.mistakes)
        if not rows:
            raise BadSheet([Mistake(1, "", "tidak ada kuesioner di bawah baris judul")])
        return rows

    def _wrong(self, line: int, column: str, text: str) -> None:
        self.mistakes.append(Mistake(line, column, text))

    def _row(self, line: int, cells: dict[str, str]) -> CounterRow | None:
        before = len(self.mistakes)
        day = self._day(line, cells[DAY])
        permit_type = self.types.get(cells[TYPE].upper())
        if cells[TYPE] and permit_type is None:
            self._wrong(line, TYPE, f"“{cells[TYPE][:40]}” bukan kode jenis izin")
        gender = self._choice(line, GENDER, cells, Gender.values)
        education = self._choice(line, EDUCATION, cells, Education.values)
        occupation = self._choice(line, OCCUPATION, cells, Occupation.values)
        age = self._age(line, cells[AGE])
        answers = {}
        for one in self._spec(day).questions if day else ():
            cell = cells.get(one.code, "")
            if cell not in VALUES:
                self._wrong(line, one.code, wrong_value(cell))
            else:
                answers[one.code] = VALUES[cell]
        if len(self.mistakes) > before or day is None:
            return None
        texts = {"suggestion": cells.get("SARAN", "")[:1000], "comment": cells.get("KOMENTAR", "")[:1000]}
        return CounterRow(day, permit_type, Filled(gender, band_of_age(age), education, occupation, answers, **texts))

    def _day(self, line: int, cell: str) -> dt.date | None:
        for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
            try:
                day = dt.datetime.strptime(cell, pattern).date()  # noqa: DTZ007
            except ValueError:
                continue
            if day > self.today:
                self._wrong(line, DAY, "setelah hari ini")
            elif day.year < 2020:
                self._wrong(line, DAY, "sebelum tahun 2020")
            else:
                return day
            return None
        self._wrong(line, DAY, f"“{cell[:20]}” bukan tanggal (2026-11-23 atau 23-11-2026)")
        return None

    def _choice(self, line: int, column: str, cells: dict[str, str], values: list[str]) -> str:
        cell = cells[column].upper()
        if cell not in values:
            self._wrong(line, column, f"“{cell[:20]}” bukan salah satu dari {', '.join(values)}")
        return cell

    def _age(self, line: int, cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and 1 <= int(cell[:4]) <= OLDEST):
            self._wrong(line, AGE, f"“{cell[:20]}” bukan usia dalam tahun")
            return 0
        return int(cell)
