"""P3 to P6: the product's queries on databases of different sizes."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench import data
from bench.house import House
from bench.rounds import in_turns
from bench.rows import Row, compared
from eptsp.launch.places import ROOT

TIMES = 40  # runs of a query in a round
EXPLAIN = -1  # instead of a number of times


@contextlib.contextmanager
def probe(house: House, name: str, questions: str = "bench.probe.Files") -> Iterator["Asked"]:
    """A process that asks a set of questions on one database."""
    command = [sys.executable, "-m", "bench.probe", questions]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | house.on(name), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Asked(process)
    finally:
        process.kill()
        process.wait()


class Asked:
    """A probe that answers."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def __call__(self, name: str, *, times: int = TIMES) -> dict[str, Any]:
        """Run a query of the probe's."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the probe has no pipes")
        self.process.stdin.write(f"{name} {times}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the probe ended")
        return dict(json.loads(answer))


def grown(
    house: House, query: str, *, large: int, small: int, id: str, what: str, goal: float, aim: float
) -> list[Row]:
    """Two rows: how time and buffers of a query grow with the table."""
    with probe(house, data.ensure(house, large)) as big, probe(house, data.ensure(house, small)) as little:
        times = in_turns(lambda: float(big(query)["p50"]), lambda: float(little(query)["p50"]))
        on_big, on_little = big(query, times=EXPLAIN), little(query, times=EXPLAIN)
    notes = {"buffers": [on_big["buffers"], on_little["buffers"]], "plan": on_big["plan"]}
    time_row = compared(*times, id=id, what=what, unit="ms", sense="<=", goal=goal, aim=aim, notes=notes)
    subject, baseline = float(on_big["buffers"]), float(on_little["buffers"])
    return [time_row, Row(f"{id}b", f"{what}: buffers", "buffers", subject, baseline, "<=", goal, aim, rounds=1)]


def p3(house: House) -> list[Row]:
    """The task list at a million files and eight million history rows."""
    return grown(
        house, "task_list", large=1_000_000, small=10_000, id="P3",
        what="task-list SQL at 1,000,000 files / at 10,000", goal=1.5, aim=1.2,
    )  # fmt: skip


def p4(house: House) -> list[Row]:
    """Tracking at a million files."""
    return grown(
        house, "tracking", large=1_000_000, small=1_000, id="P4",
        what="tracking SQL at 1,000,000 files / at 1,000", goal=1.3, aim=1.1,
    )  # fmt: skip


def p5(house: House) -> list[Row]:
    """A late page of the task list."""
    with probe(house, data.ensure(house, 1_000_000)) as ask:
        rounds = in_turns(lambda: float(ask("late_page")["p50"]), lambda: float(ask("task_list")["p50"]))
        plan = ask("late_page", times=EXPLAIN)["plan"]
    what = "task list at nine tenths of the open files / first page"
    return [compared(*rounds, id="P5", what=what, unit="ms", sense="<=", goal=1.5, aim=1.1, notes={"plan": plan})]


def p6(house: House) -> list[Row]:
    """The officers' search."""
    with probe(house, data.ensure(house, 1_000_000)) as ask:
        rounds = in_turns(lambda: float(ask("search")["p95"]), lambda: float(ask("look_up")["p50"]))
        plan = ask("search", times=EXPLAIN)["plan"]
    what = "officers' search, three letters and more, p95 / unique look-up p50"
    return [compared(*rounds, id="P6", what=what, unit="ms", sense="<=", goal=50, aim=10, notes={"plan": plan})]
