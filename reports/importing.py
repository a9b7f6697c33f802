"""Tables of other systems' figures: every mistake is told with its line, and then nothing is kept."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.models import InvestmentFigure, SystemFigure
from surveys.sheets import BadSheet, Mistake, read_csv, read_xlsx

MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of figures: its rows, what makes one unique, and the column titles of its table."""

    code: str
    label: str
    model: type[Any]
    keys: tuple[str, ...]
    columns: Mapping[str, str]  # title -> field


KINDS = {
    "izin": Kind(
        "izin",
        "Izin sistem lain",
        SystemFigure,
        ("system", "name", "month"),
        {"SISTEM": "system", "JENIS": "name", "BULAN": "month", "JUMLAH": "n"},
    ),
    "investasi": Kind(
        "investasi",
        "Realisasi investasi",
        InvestmentFigure,
        ("year", "quarter", "origin", "sector"),
        {
            "TAHUN": "year",
            "TRIWULAN": "quarter",
            "ASAL": "origin",
            "KELOMPOK": "group",
            "SEKTOR": "sector",
            "RP_JUTA": "idr_million",
            "USD_RIBU": "usd_thousand",
            "PROYEK": "projects",
            "TKI": "local_workers",
            "TKA": "foreign_workers",
        },
    ),
}
NUMBERS = {"RP_JUTA", "USD_RIBU"}


def read(kind: Kind, content: bytes, *, is_xlsx: bool, form: Any, today: dt.date) -> list[dict[str, Any]]:
    """Read a whole table; `form` is the class that checks one row. Raises BadSheet with every mistake."""
    lines = read_xlsx(content) if is_xlsx else read_csv(content)
    first = next(lines, None)
    if first is None:
        raise BadSheet([Mistake(1, "", "berkas kosong")])
    titles = [title.upper() for title in first[1]]
    wrong = [Mistake(first[0], one, "judul tidak ada") for one in kind.columns if one not in titles]
    wrong += [Mistake(first[0], one or "(kosong)", "judul tidak dikenal") for one in titles if one not in kind.columns]
    wrong += [Mistake(first[0], one, "judul ganda") for one in sorted(set(titles)) if titles.count(one) > 1]
    if wrong:
        raise BadSheet(wrong)
    return _rows(kind, titles, lines, form=form, today=today)


def _rows(
    kind: Kind, titles: list[str], lines: Iterator[tuple[int, list[str]]], *, form: Any, today: dt.date
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    mistakes: list[Mistake] = []
    seen: dict[tuple[Any, ...], int] = {}
    for count, (line, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise BadSheet([Mistake(line, "", f"lebih dari {MOST_ROWS} baris; bagi menjadi beberapa berkas")])
        if len(cells) > len(titles):
            mistakes.append(Mistake(line, "", f"ada {len(cells)} nilai, seharusnya {len(titles)}"))
            continue
        padded = [*cells, *[""] * (len(titles) - len(cells))]
        found, wrong = _row(kind, line, dict(zip(titles, padded, strict=True)), form=form, today=today)
        mistakes += wrong
        if wrong:
            continue
        key = tuple(found[name] for name in kind.keys)
        if key in seen:
            mistakes.append(Mistake(line, "", f"sama dengan baris {seen[key]}"))
        seen[key] = line
        rows.append(found)
    if not rows and not mistakes:
        mistakes.append(Mistake(1, "", "tidak ada angka di bawah baris judul"))
    if mistakes:
        raise BadSheet(mistakes)
    return rows


def _row(
    kind: Kind, line: int, cells: dict[str, str], *, form: Any, today: dt.date
) -> tuple[dict[str, Any], list[Mistake]]:
    data = {field: _plain(title, cells[title]) for title, field in kind.columns.items()}
    checked = form(data | {"source": "-", "as_of": today.isoformat()}, today=today)
    if checked.is_valid():
        return {field: checked.cleaned_data[field] for field in kind.columns.values()}, []
    titles = {field: title for title, field in kind.columns.items()}
    return {}, [
        Mistake(line, titles.get(field, ""), f"“{cells.get(titles.get(field, ''), '')[:30]}” – {error}")
        for field, errors in checked.errors.items()
        for error in errors
    ]


def _plain(title: str, cell: str) -> str:
    """Codes in capitals; amounts as 1.234,56 or 1234.56; a month that a workbook made a date of."""
    if title in ("SISTEM", "ASAL"):
        return cell.upper().replace(" ", "")
    if title == "BULAN":
        return cell[:10] if len(cell) > 7 else cell
    if title in NUMBERS and "," in cell:
        return cell.replace(".", "").replace(",", ".")
    return cell
