"""Degrees as people write them, decimal or in minutes and seconds, and back. Pure; no Django.

A latitude (lintang) lies between -90 and 90, LS south of the equator; a longitude (bujur) between -180 and 180, BT
east. Six decimals are about eleven centimetres, hundredths of a second about thirty.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

type Axis = Literal["latitude", "longitude"]

LIMITS: dict[Axis, int] = {"latitude": 90, "longitude": 180}
SIX = Decimal("0.000001")
POSITIVE: dict[Axis, frozenset[str]] = {
    "latitude": frozenset({"LU", "N", "U"}),
    "longitude": frozenset({"BT", "E", "T"}),
}
NEGATIVE: dict[Axis, frozenset[str]] = {
    "latitude": frozenset({"LS", "S"}),
    "longitude": frozenset({"BB", "W", "B"}),
}
LONGEST = 40  # characters that anybody needs
_NUMBER = r"\d{1,3}(?:[.,]\d{1,15})?"
_TYPED = re.compile(
    rf"""\A\s*
    (?P<before>[A-Z]{{1,2}})?\s*
    (?P<sign>[-+])?\s*
    (?P<degrees>{_NUMBER})\s*°?
    (?:\s*(?<=[\s°])(?P<minutes>{_NUMBER})\s*'?)?
    (?:\s*(?<=[\s'])(?P<seconds>{_NUMBER})\s*"?)?
    \s*(?P<after>[A-Z]{{1,2}})?\s*\Z""",
    re.VERBOSE,
)
_PLAIN = str.maketrans({"\N{MINUS SIGN}": "-", "º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "`": "'"})
_DOUBLE = ("''", "″", "”", "“")


def read(text: str, axis: Axis) -> Decimal:
    """Return degrees with six decimals, half up; raise ValueError for what is no coordinate of that axis.

    Accepted: "-0,502183", "0.502183 LS", "0° 30' 7,86\" LS", "S 0 30 7.86". Minutes and seconds end at 60; a minus
    and a letter of the compass exclude each other, and only the last part may have decimals.
    """
    text = text.translate(_PLAIN).upper()
    for marks in _DOUBLE:
        text = text.replace(marks, '"')
    found = _TYPED.match(text) if len(text) <= LONGEST else None
    if found is None:
        raise ValueError("no coordinate")
    size = _size([found["degrees"], found["minutes"], found["seconds"]])
    letter = _letter(found["before"], found["after"], axis)
    if letter and found["sign"]:
        raise ValueError("a sign and a letter of the compass")
    value = -size if found["sign"] == "-" or letter in NEGATIVE[axis] else size
    if abs(value) > LIMITS[axis]:
        raise ValueError("beyond the earth")
    return value.quantize(SIX, rounding=ROUND_HALF_UP) + 0  # never a minus zero


def dms(value: Decimal | float | str, axis: Axis) -> str:
    """Return "0° 30′ 7,86″ LS": seconds with two decimals, half up."""
    exact = Decimal(str(value))
    hundredths = int((abs(exact) * 360000).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    minutes, rest = divmod(hundredths, 6000)
    degrees, minutes = divmod(minutes, 60)
    seconds = f"{Decimal(rest) / 100:.2f}".replace(".", ",")
    south_or_west, north_or_east = ("LS", "LU") if axis == "latitude" else ("BB", "BT")
    return f"{degrees}° {minutes}′ {seconds}″ {south_or_west if exact < 0 and hundredths else north_or_east}"


def _size(parts: list[str | None]) -> Decimal:
    """Return the degrees that the parts add up to; the last one alone may be broken, the later ones end below 60."""
    given = [part.replace(",", ".") for part in parts if part is not None]
    if any("." in part for part in given[:-1]):
        raise ValueError("only the last part may have decimals")
    numbers = [Decimal(part) for part in given]
    if any(number >= 60 for number in numbers[1:]):
        raise ValueError("minutes and seconds end at 60")
    return sum((number / 60**place for place, number in enumerate(numbers)), start=Decimal(0))


def _letter(before: str | None, after: str | None, axis: Axis) -> str:
    """Return the letter of the compass, or ""; two of them, or one of the other axis, raise ValueError."""
    if before and after:
        raise ValueError("two letters of the compass")
    letter = before or after or ""
    if letter and letter not in POSITIVE[axis] | NEGATIVE[axis]:
        raise ValueError("a letter of the other axis")
    return letter
