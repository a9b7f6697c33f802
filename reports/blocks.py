"""A report as data: headings, text, tables and charts in order. Page, PDF, DOCX and XLSX are made of the same blocks.

Pure; no Django. Frozen to JSON and thawed again they are equal, so that a report can be produced again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eptsp.lib.formatting import number
from reports.charts import Chart, bars

type Cell = str | int | Decimal | None
SHORT = 14  # letters of a cell that are never broken
DENSE = 20  # rows


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell in words."""

    text: str
    is_number: bool

    @property
    def is_short(self) -> bool:
        """Whether its words are never broken."""
        return len(self.text) <= SHORT


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above what follows; level 2 is a chapter, 3 a part of it."""

    text: str
    level: int = 3
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, or a list when `style` is "list" (a., b.) or "numbers"; "note" is small print."""

    lines: tuple[str, ...]
    style: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows beneath column titles; `totals` stand at the foot, `strong` are the places of subtotal rows."""

    sheet: str  # name of its XLSX sheet
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    strong: tuple[int, ...] = ()
    is_wide: bool = False
    kind: str = "table"

    @property
    def is_dense(self) -> bool:
        """Whether it is a long sheet of numbers, printed closely."""
        return len(self.rows) > DENSE and all(isinstance(cell, int | Decimal) for cell in self.rows[0])

    @property
    def lines(self) -> list[tuple[bool, list[Printed]]]:
        """(is a subtotal, cells) of every row."""
        return [(place in self.strong, [printed(cell) for cell in row]) for place, row in enumerate(self.rows)]

    @property
    def foot(self) -> list[list[Printed]]:
        """The cells of the rows at the foot."""
        return [[printed(cell) for cell in row] for row in self.totals]

    @property
    def heads(self) -> list[Printed]:
        """The column titles; those above numbers say so, also where the first rows have none."""
        return [
            Printed(title, isinstance(self._first_said(place), int | Decimal))
            for place, title in enumerate(self.columns)
        ]

    def _first_said(self, place: int) -> Cell:
        return next((row[place] for row in self.rows if place < len(row) and row[place] is not None), None)


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: one group of bars per row, one bar per series. Its table stands above it."""

    title: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Decimal, ...]], ...]
    unit: str = ""
    low: int = 0  # where the scale begins
    high: int | None = None  # where it ends, else at the largest value
    kind: str = "bars"

    @property
    def chart(self) -> Chart:
        """The numbers of the SVG."""
        return bars(self.rows, self.series, low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""

    kind: str = "break"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on paper, JPEG or PNG; its number is its place in the document. Never frozen."""

    title: str
    data: bytes
    number: int
    kind: str = "picture"

    @property
    def address(self) -> str:
        """How the paper asks for it."""
        return f"picture-{self.number}"


type Block = Heading | Text | Table | Bars | PageBreak | Picture
_KINDS: dict[str, type[Any]] = {"heading": Heading, "text": Text, "table": Table, "bars": Bars, "break": PageBreak}


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; `annex` stands behind the signature."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    annex: tuple[Block, ...] = ()

    @property
    def tables(self) -> list[Table]:
        """The tables in order, those of the annex too."""
        return [block for block in (*self.blocks, *self.annex) if isinstance(block, Table)]

    @property
    def pictures(self) -> dict[str, bytes]:
        """The pictures by the address that the paper asks for."""
        return {one.address: one.data for one in (*self.blocks, *self.annex) if isinstance(one, Picture)}


def printed(cell: Cell) -> Printed:
    """A cell as page and paper show it: numbers as 1.234,56, nothing as a dash."""
    if cell is None:
        return Printed("–", True)
    return Printed(cell, False) if isinstance(cell, str) else Printed(number(cell), True)


def freeze(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The blocks as JSON; a Decimal becomes {"d": "1.23"}."""
    return [{name: _frozen(getattr(block, name)) for name in block.__slots__} for block in blocks]


def thaw(frozen: Sequence[dict[str, Any]]) -> tuple[Block, ...]:
    """The blocks that were frozen. Raises KeyError for what is none."""
    return tuple(_KINDS[one["kind"]](**{name: _thawed(value) for name, value in one.items()}) for one in frozen)


def _frozen(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"d": str(value)}
    return [_frozen(one) for one in value] if isinstance(value, tuple | list) else value


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["d"])
    return tuple(_thawed(one) for one in value) if isinstance(value, list) else value


def chart_of(table: Table, *, label: int, value: int, title: str, unit: str = "") -> Bars:
    """A chart of one column of a table, subtotals left out."""
    return Bars(title, (unit,), tuple(_bars_of(table, label, value)), unit)


def _bars_of(table: Table, label: int, value: int) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    for place, row in enumerate(table.rows):
        cell = row[value]
        if place not in table.strong and isinstance(cell, int | Decimal):
            yield str(row[label]), (Decimal(cell),)
