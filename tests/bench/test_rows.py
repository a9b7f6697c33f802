"""The arithmetic of the bench."""

import json

import pytest

from bench.rows import Row, compared


def a_row(subject: float, baseline: float | None, sense: str = ">=", goal: float = 0.5) -> Row:
    return Row("P1", "page", "requests/s", subject, baseline, sense, goal)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("subject", "baseline", "sense", "goal", "passes"),
    [(60, 100, ">=", 0.5, True), (40, 100, ">=", 0.5, False), (15, 10, "<=", 1.5, True), (16, 10, "<=", 1.5, False)],
)
def test_a_row_passes_on_the_right_side_of_its_goal(
    subject: float, baseline: float, sense: str, goal: float, passes: bool
) -> None:
    assert a_row(subject, baseline, sense, goal).passes is passes


def test_without_a_baseline_the_figure_itself_is_judged() -> None:
    assert a_row(34.8, None, "<=", 40).passes
    assert not a_row(41, None, "<=", 40).passes


def test_medians_are_compared() -> None:
    row = compared([1, 9, 5, 5, 5], [10, 10, 10, 99, 1], id="P1", what="", unit="s", sense=">=", goal=0.5)

    assert (row.subject, row.baseline, row.ratio, row.rounds) == (5, 10, 0.5, 5)


def test_fewer_than_five_rounds_are_no_measurement() -> None:
    with pytest.raises(ValueError, match="five rounds"):
        compared([1] * 4, [1] * 4, id="P1", what="", unit="s", sense=">=", goal=1)


def test_a_line_is_json_with_all_that_is_promised() -> None:
    line = json.loads(a_row(60, 100).line())

    assert {"id", "subject", "baseline", "ratio", "goal", "pass"} <= line.keys()
    assert (line["ratio"], line["goal"], line["pass"]) == (0.6, ">= 0.5", True)
