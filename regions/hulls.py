"""The convex hull of a few points, to tint where the villages of a district lie. No Django."""

from collections.abc import Iterable

type Point = tuple[float, float]


def convex_hull(points: Iterable[Point]) -> list[Point]:
    """Return the corners of the hull counter-clockwise (fewer than three when the points lie on one line)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    lower = _half(ordered)
    upper = _half(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _half(points: list[Point]) -> list[Point]:
    half: list[Point] = []
    for point in points:
        while len(half) >= 2 and _turn(half[-2], half[-1], point) <= 0:
            half.pop()
        half.append(point)
    return half


def _turn(one: Point, two: Point, three: Point) -> float:
    """Return more than 0 for a turn to the left."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])
