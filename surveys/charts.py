"""Bars and lines as numbers for an SVG; the templates draw them. Pure; no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, LEFT, RIGHT, ROW = 400, 40, 58, 26
LINE_HEIGHT, TOP, BOTTOM = 190, 14, 30
LOWEST, HIGHEST = Decimal(25), Decimal(100)  # the scale of every index


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it lies, how long it is, what stands before and behind it."""

    label: str
    title: str
    value: Decimal
    grade: str
    y: int
    width: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars; `ticks` are (x, label) of the scale."""

    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, str], ...]
    left: int = LEFT
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line."""

    x: str
    y: str
    label: str
    value: Decimal
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `path` are its corners, `ticks` (y, label) of the scale."""

    points: tuple[Point, ...]
    path: str
    ticks: tuple[tuple[str, str], ...]
    height: int = LINE_HEIGHT
    width: int = WIDTH


def bars(rows: Sequence[tuple[str, str, Decimal, str]]) -> Bars:
    """Lay out (label, title, index, grade) one below the other, the scale from 25 to 100."""
    drawn = tuple(
        Bar(label, title, value, grade, n * ROW + 4, _text(_along(value, WIDTH - LEFT - RIGHT)))
        for n, (label, title, value, grade) in enumerate(rows)
    )
    ticks = tuple((_text(LEFT + _along(Decimal(at), WIDTH - LEFT - RIGHT)), str(at)) for at in (25, 50, 75, 100))
    return Bars(len(rows) * ROW + 22, drawn, ticks)


def line(rows: Sequence[tuple[str, Decimal]]) -> Line:
    """Lay out (label, index) from left to right."""
    room = WIDTH - LEFT - 48
    step = Decimal(room) / max(len(rows) - 1, 1)
    points = []
    for n, (label, value) in enumerate(rows):
        x = LEFT + 24 + (step * n if len(rows) > 1 else Decimal(room) / 2)
        points.append(Point(_text(x), _text(_height_of(value)), label, value, "middle"))
    path = " ".join(f"{point.x},{point.y}" for point in points)
    ticks = tuple((_text(_height_of(Decimal(at))), str(at)) for at in (25, 50, 75, 100))
    return Line(tuple(points), path, ticks)


def _along(value: Decimal, room: int) -> Decimal:
    return (value - LOWEST) / (HIGHEST - LOWEST) * room


def _height_of(value: Decimal) -> Decimal:
    room = LINE_HEIGHT - TOP - BOTTOM
    return Decimal(TOP + room) - _along(value, room)


def _text(value: Decimal) -> str:
    """SVG wants a point, whatever the page's language."""
    return f"{value:.1f}"
