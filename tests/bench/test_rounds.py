"""The bench asks real pages, in turns."""

from typing import Any

import pytest

from bench.rounds import Page, in_turns


def test_subject_and_baseline_take_turns_and_the_first_round_does_not_count() -> None:
    asked: list[str] = []

    def side(name: str) -> Any:
        def measure() -> float:
            asked.append(name)
            return float(len(asked))

        return measure

    first, second = in_turns(side("s"), side("b"), rounds=4)

    assert asked[:2] == ["s", "b"]
    assert asked[2:] == ["b", "s", "s", "b", "b", "s", "s", "b"]
    assert len(first) == len(second) == 4


def test_a_page_that_answers_is_counted(live_server: Any) -> None:
    assert Page(f"{live_server.url}/healthz").rate(seconds=1, clients=1) > 0


def test_another_answer_than_the_expected_one_is_no_figure(live_server: Any) -> None:
    with pytest.raises(RuntimeError, match="answers 404"):
        Page(f"{live_server.url}/tidak-ada").rate(seconds=0.2, clients=1)
