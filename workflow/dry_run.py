"""A made-up file walked over a route from submission to the issued permit, by the same engine as real ones. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from permits.catalogue.schema import RouteSpec
from permits.flowchart import limit_words
from permits.stages import FORWARD_MOVES, MOVE_LABELS, PUBLIC_LABELS, STAGE_LABELS, Stage
from workflow.engine import DESK, Facts, Status, allowed_moves, first_stage, move

LONGEST_WALK = 40


class DeadEnd(Exception):
    """The route does not reach an issued permit; carries an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Walked:
    """One stage that the file passed: whose desk, what was done, what else could have been, and the limit."""

    stage: str
    desk: str
    agency: str
    done: str
    others: tuple[str, ...]
    limit: str
    public: str


def walk(route: RouteSpec, agencies: Sequence[str]) -> tuple[Walked, ...]:
    """Every stage until the permit is issued; `agencies` are the names of those that are asked. DeadEnd when stuck."""
    ids = tuple(range(1, len(agencies) + 1))
    walked: list[Walked] = []
    try:
        waiting: list[tuple[Stage, int | None]] = [(first_stage(route), None)]
        while waiting:
            stage, agency = waiting.pop(0)
            still = tuple(other for _, other in waiting if other is not None)
            forward = next((one for one in allowed_moves(route, stage) if one in FORWARD_MOVES), None)
            if forward is None or len(walked) >= LONGEST_WALK:
                raise DeadEnd(
                    f"Berkas berhenti pada tahap “{STAGE_LABELS[stage]}”: tidak ada langkah yang memajukannya."
                )
            walked.append(_walked(route, stage, agencies[agency - 1] if agency else "", forward))
            outcome = move(route, stage, forward, Facts(agencies=ids, waiting=still))
            if outcome.status == Status.ISSUED:
                return tuple(walked)
            waiting += [(opening.stage, opening.agency_id) for opening in outcome.opens]
    except LookupError:
        raise DeadEnd("Alur ini belum lengkap; lihat kesalahan pada bagian Alur.") from None
    raise DeadEnd("Berkas tidak pernah sampai pada izin terbit.")


def _walked(route: RouteSpec, stage: Stage, agency: str, done: str) -> Walked:
    role = DESK[stage]
    others = tuple(MOVE_LABELS[one] for one in allowed_moves(route, stage) if one != done)
    spec = next((one for one in route.stages if one.stage is stage), None)
    return Walked(
        stage=STAGE_LABELS[stage],
        desk=str(role.label) if role else "pemohon",
        agency=agency,
        done=MOVE_LABELS[done],  # type: ignore[index]  # a Move is its own text
        others=others,
        limit=limit_words(spec) if spec else "",
        public=PUBLIC_LABELS[stage],
    )
