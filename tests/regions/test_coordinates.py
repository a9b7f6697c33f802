"""Coordinates in decimal degrees and in degrees, minutes, seconds; every figure is worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.coordinates import dms, read

# 0.502183 * 60 = 30.13098 minutes; 0.13098 * 60 = 7.8588 seconds
# 117.153801: 0.153801 * 60 = 9.22806 minutes; 0.22806 * 60 = 13.6836 seconds
SHOWN = [
    ("-0.502183", "latitude", "0° 30′ 7,86″ LS"),
    ("0.502183", "latitude", "0° 30′ 7,86″ LU"),
    ("117.153801", "longitude", "117° 9′ 13,68″ BT"),
    ("-70.5", "longitude", "70° 30′ 0,00″ BB"),
    ("0", "latitude", "0° 0′ 0,00″ LU"),
    ("-0.000001", "latitude", "0° 0′ 0,00″ LU"),  # 0.0036 seconds: nothing to be south with
    ("0.999999", "latitude", "1° 0′ 0,00″ LU"),  # 59.9964 seconds round up to the next minute, that to the next degree
    ("90", "latitude", "90° 0′ 0,00″ LU"),
]


@pytest.mark.parametrize(("value", "axis", "words"), SHOWN)
def test_degrees_are_shown_with_minutes_and_seconds(value: str, axis: str, words: str) -> None:
    assert dms(Decimal(value), axis) == words  # type: ignore[arg-type]


# 30/60 + 7.86/3600 = 0.5 + 0.00218333... ; 9/60 + 13.68/3600 = 0.15 + 0.0038
TYPED = [
    ("-0,502183", "latitude", "-0.502183"),
    ("-0.502183", "latitude", "-0.502183"),
    ("−0,502183°", "latitude", "-0.502183"),
    ("0,502183 LS", "latitude", "-0.502183"),
    ("0.502183 u", "latitude", "0.502183"),
    ("0° 30′ 7,86″ LS", "latitude", "-0.502183"),
    ("0°30'7.86\"S", "latitude", "-0.502183"),
    ("S 0 30 7.86", "latitude", "-0.502183"),
    ("-0° 30' 7,86''", "latitude", "-0.502183"),
    ("0º 30’ 7,86” LS", "latitude", "-0.502183"),
    ("117° 9′ 13,68″ BT", "longitude", "117.153800"),
    ("117 9 13,68 T", "longitude", "117.153800"),
    ("70° 30' BB", "longitude", "-70.500000"),  # minutes alone
    ("117° 9,228'", "longitude", "117.153800"),  # 9.228 / 60 = 0.1538
    ("0.0000005", "latitude", "0.000001"),  # half up
    ("0 LS", "latitude", "0.000000"),
    ("180", "longitude", "180.000000"),
]


@pytest.mark.parametrize(("typed", "axis", "degrees"), TYPED)
def test_both_ways_of_writing_are_read(typed: str, axis: str, degrees: str) -> None:
    found = read(typed, axis)  # type: ignore[arg-type]

    assert str(found) == degrees


REFUSED = [
    ("", "latitude"),
    ("abc", "latitude"),
    ("NaN", "latitude"),
    ("1e1", "latitude"),
    ("90.000001", "latitude"),
    ("180° 0′ 0,01″ BT", "longitude"),
    ("0° 60' 0\" LS", "latitude"),  # sixty minutes are a degree
    ("0° 30' 60\" LS", "latitude"),
    ("0,5° 30' LS", "latitude"),  # half a degree and thirty minutes: which?
    ("-0° 30' 7,86\" LS", "latitude"),  # south twice
    ("117° 9′ BT", "latitude"),  # typed into the other field
    ("0° 30' LS", "longitude"),
    ("S 0 30 7 S", "latitude"),
    ("1 2 3 4", "latitude"),
    ("0 30 7.8.6", "latitude"),
    ("9" * 400, "latitude"),
    (" " * 400, "latitude"),
    ("1\n2\n\x00", "latitude"),
    ("0123,5", "latitude"),
]


@pytest.mark.parametrize(("typed", "axis"), REFUSED)
def test_what_is_no_coordinate_is_refused(typed: str, axis: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read(typed, axis)  # type: ignore[arg-type]


@given(st.integers(-180_000_000, 180_000_000))
def test_what_is_shown_can_be_typed_again_to_the_same_place(millionths: int) -> None:
    degrees = Decimal(millionths).scaleb(-6)

    again = read(dms(degrees, "longitude"), "longitude")

    assert abs(again - degrees) <= Decimal("0.000002")  # half a hundredth of a second is 0.0000014 degrees
