"""Lying bars as numbers for an SVG; one template draws them for page and paper. Pure; no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from eptsp.lib.formatting import number

WIDTH, LEFT, RIGHT, TOP = 440, 146, 64, 6
BAR, GAP, LEGEND = 15, 9, 20
LONGEST = 20  # letters of a line of a label that fit before the bars
LINE = 12  # from one line of a label to the next
ROOM = 6  # more between the rows where single bars have labels of two lines


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it lies, how long it is, what it says."""

    y: int
    width: str
    text_y: int
    text_x: str
    value: str
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one row with its label in front: (y, text) of one line or two."""

    lines: tuple[tuple[int, str], ...]
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One word of the legend."""

    x: int
    text_x: int
    label: str
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws."""

    height: int
    groups: tuple[Group, ...]
    keys: tuple[Key, ...]
    left: int = LEFT
    width: int = WIDTH
    bar: int = BAR


def bars(
    rows: Sequence[tuple[str, Sequence[Decimal]]], series: Sequence[str], *, low: int = 0, high: int | None = None
) -> Chart:
    """Lay the rows out one below the other; the scale begins at `low` and ends at `high` or at the largest value."""
    largest = max((value for _, values in rows for value in values), default=Decimal(0))
    end = Decimal(high) if high is not None else max(largest, Decimal(low + 1))
    keys = _keys(series) if len(series) > 1 else ()
    y = TOP + (LEGEND if keys else 0)
    gap = GAP + (ROOM if len(series) == 1 and any(len(label) > LONGEST for label, _ in rows) else 0)
    groups = []
    for label, values in rows:
        drawn = tuple(
            _bar(place, y + place * BAR, value, (value - low) / (end - low), f"{label}: {number(value)}")
            for place, value in enumerate(values)
        )
        groups.append(Group(_lines(label, middle=y + len(values) * BAR // 2 + 4), label, drawn))
        y += len(values) * BAR + gap
    return Chart(y, tuple(groups), keys)


def _bar(series: int, y: int, value: Decimal, share: Decimal, title: str) -> Bar:
    width = max(share, Decimal(0)) * (WIDTH - LEFT - RIGHT)
    return Bar(y, f"{width:.1f}", y + BAR - 4, f"{LEFT + width + 5:.1f}", number(value), series, title)


def _keys(series: Sequence[str]) -> tuple[Key, ...]:
    found, x = [], 0
    for place, label in enumerate(series):
        found.append(Key(x, x + 15, label, place))
        x += 15 + 7 * len(label) + 14
    return tuple(found)


def _lines(label: str, *, middle: int) -> tuple[tuple[int, str], ...]:
    """A label in one line or, broken at a blank, in two; what does not fit even so ends in three dots."""
    if len(label) <= LONGEST:
        return ((middle, label),)
    end = label.rfind(" ", 0, LONGEST + 1)
    first, rest = (label[:end], label[end + 1 :]) if end > 0 else (label[:LONGEST], label[LONGEST:])
    rest = rest if len(rest) <= LONGEST else f"{rest[: LONGEST - 1].rstrip()}…"
    return ((middle - LINE // 2, first), (middle + LINE // 2, rest))
