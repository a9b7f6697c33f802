"""One row of the bench: what was measured, against what, and whether the goal was met. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Literal

type Sense = Literal[">=", "<="]


@dataclass(frozen=True)
class Row:
    """subject and baseline in `unit` (medians); ratio = subject / baseline. Without a baseline the ratio is the
    subject itself."""

    id: str
    what: str
    unit: str
    subject: float
    baseline: float | None
    sense: Sense
    goal: float
    aim: float | None = None
    rounds: int = 0
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.subject if self.baseline is None else self.subject / self.baseline

    def reaches(self, mark: float) -> bool:
        """Whether the ratio is on the right side of a mark."""
        return self.ratio >= mark if self.sense == ">=" else self.ratio <= mark

    @property
    def passes(self) -> bool:
        return self.reaches(self.goal)

    def line(self) -> str:
        """The row as one line of JSON."""
        row = asdict(self) | {"ratio": round(self.ratio, 4), "goal": f"{self.sense} {self.goal}", "pass": self.passes}
        del row["sense"]
        row["aim"] = None if self.aim is None else f"{self.sense} {self.aim}"
        return json.dumps(row, ensure_ascii=False)


def compared(
    subject: Sequence[float], baseline: Sequence[float], *, id: str, what: str, unit: str, sense: Sense, goal: float,
    aim: float | None = None, notes: dict[str, object] | None = None,
) -> Row:  # fmt: skip
    """A row from the rounds of both sides: their medians, and how many rounds there were."""
    if len(subject) != len(baseline) or len(subject) < 5:
        raise ValueError("at least five rounds of each")
    return Row(
        id, what, unit, median(subject), median(baseline), sense, goal, aim, rounds=len(subject), notes=notes or {}
    )
