"""The pure engine: which moves a stage offers and what each opens (workflow.md, "Stages" and "Routes").

It knows no database and no person. Buttons and guards ask the same `allowed_moves`, so they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.roles import Role
from permits.catalogue.schema import RouteSpec
from permits.stages import LEGAL_MOVES, Move, Stage


class Status(StrEnum):
    """Status of a file after a move; the values are those of Application.Status."""

    IN_PROCESS = "IN_PROCESS"
    REVISION = "REVISION"
    ISSUED = "ISSUED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class Decision(StrEnum):
    """What a technical agency advises; agreeing with conditions counts as agreeing."""

    AGREED = "agreed"
    AGREED_WITH_CONDITIONS = "conditions"
    NOT_AGREED = "not_agreed"


DESK: dict[Stage, Role | None] = {
    Stage.SUBMISSION: None,
    Stage.REGISTRATION_CHECK: Role.BACKOFFICE,
    Stage.VERIFICATION: Role.BACKOFFICE,
    Stage.AGENCY_REVIEW: Role.TECHNICAL_AGENCY,
    Stage.DRAFTING: Role.BACKOFFICE,
    Stage.KASI_CHECK: Role.KASI,
    Stage.KABID_CHECK: Role.KABID,
    Stage.JOINT_MEETING: Role.KABID,
    Stage.KADIS_APPROVAL: Role.KADIS,
    Stage.RECORDS_CHECK: Role.RECORDS,
    Stage.REVISION: None,
}

# the order of the buttons, forward moves first
BUTTON_ORDER = (
    Move.APPROVE,
    Move.APPROVE_WITH_MEETING,
    Move.ADVISE,
    Move.CLOSE_MEETING,
    Move.SIGN,
    Move.RELEASE,
    Move.RESUBMIT,
    Move.ASK_AGAIN,
    Move.CONVENE_MEETING,
    Move.SEND_BACK,
    Move.RETURN,
    Move.REJECT,
    Move.EXTEND_REVISION,
)

SEND_BACK_TARGETS: dict[Stage, tuple[Stage, ...]] = {
    Stage.KASI_CHECK: (Stage.DRAFTING,),
    Stage.KABID_CHECK: (Stage.DRAFTING, Stage.KASI_CHECK),
    Stage.KADIS_APPROVAL: (Stage.KASI_CHECK, Stage.KABID_CHECK),
    Stage.RECORDS_CHECK: (Stage.KADIS_APPROVAL,),
}

APPROVAL_CHAIN = (Stage.KASI_CHECK, Stage.KABID_CHECK, Stage.KADIS_APPROVAL)
NOTE_TO_APPLICANT = frozenset({Move.RETURN, Move.REJECT})
MEETING_MOVES = frozenset({Move.APPROVE_WITH_MEETING, Move.CONVENE_MEETING})


class IllegalMove(LookupError):
    """The stage does not offer this move; carries nothing for the screen."""


@dataclass(frozen=True)
class Opening:
    """One step to open; `agency_id` only at agency_review."""

    stage: Stage
    agency_id: int | None = None


@dataclass(frozen=True)
class Facts:
    """What the engine must know of a file besides its stage.

    agencies: ids chosen at verification, or asked again at drafting.
    waiting: ids of agencies whose step is still open, the acting one not counted.
    refused: ids of agencies whose latest advice is "tidak disetujui".
    target: where a send_back goes.
    convened_by: the desk that convened the meeting being closed.
    resume: the openings that a resubmitted revision returns to.
    """

    agencies: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    target: Stage | None = None
    convened_by: Stage | None = None
    resume: tuple[Opening, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a move leads to. `resume` is where a revision will return to."""

    status: Status
    opens: tuple[Opening, ...] = ()
    resume: tuple[Opening, ...] = field(default=())


def allowed_moves(route: RouteSpec, stage: Stage) -> tuple[Move, ...]:
    """The moves that this stage offers on this route, in the order of the buttons."""
    spec = next((item for item in route.stages if item.stage == stage), None)
    offered = tuple(move for move in BUTTON_ORDER if move in LEGAL_MOVES[stage])
    if spec is not None and spec.moves:
        offered = tuple(move for move in offered if move in spec.moves)
    if route.meeting == "none":
        offered = tuple(move for move in offered if move not in MEETING_MOVES)
    return offered


def send_back_targets(route: RouteSpec, stage: Stage) -> tuple[Stage, ...]:
    """The desks that this stage may send a file back to."""
    present = _linear(route)
    return tuple(target for target in SEND_BACK_TARGETS.get(stage, ()) if target in present)


def move(route: RouteSpec, stage: Stage, chosen: Move, facts: Facts) -> Outcome:
    """What `chosen` leads to. Raises IllegalMove when the stage does not offer it or a target is not its own."""
    if chosen not in allowed_moves(route, stage):
        raise IllegalMove(f"{stage}: {chosen}")
    if chosen == Move.REJECT:
        return Outcome(Status.REJECTED)
    if chosen == Move.RETURN:
        return Outcome(Status.REVISION, (Opening(Stage.REVISION),), _resume_after_return(stage, facts))
    if chosen == Move.SEND_BACK:
        if facts.target not in send_back_targets(route, stage):
            raise IllegalMove(f"{stage}: {chosen} -> {facts.target}")
        return _open(facts.target)
    if chosen == Move.CONVENE_MEETING:
        return _open(Stage.JOINT_MEETING)
    if chosen == Move.EXTEND_REVISION:
        return Outcome(Status.REVISION)
    return _FORWARD[chosen](route, stage, facts)


def first_stage(route: RouteSpec) -> Stage:
    """The desk that a newly submitted file lands on."""
    return _linear(route)[0]


def withdraw() -> Outcome:
    """The applicant takes the file back; allowed until a number is taken (the caller checks)."""
    return Outcome(Status.WITHDRAWN)


def _open(*stages: Stage | None) -> Outcome:
    return Outcome(Status.IN_PROCESS, tuple(Opening(stage) for stage in stages if stage is not None))


def _linear(route: RouteSpec) -> tuple[Stage, ...]:
    """The stages that follow each other; meeting, submission and revision stand beside the line."""
    beside = {Stage.SUBMISSION, Stage.JOINT_MEETING, Stage.REVISION}
    return tuple(item.stage for item in route.stages if item.stage not in beside)


def _after(route: RouteSpec, stage: Stage, agencies: Iterable[int]) -> Outcome:
    line = _linear(route)
    rest = line[line.index(stage) + 1 :]
    chosen = tuple(agencies)
    for following in rest:
        if following != Stage.AGENCY_REVIEW:
            return _open(following)
        if chosen:
            return Outcome(Status.IN_PROCESS, tuple(Opening(Stage.AGENCY_REVIEW, agency) for agency in chosen))
    return Outcome(Status.ISSUED)


def _resume_after_return(stage: Stage, facts: Facts) -> tuple[Opening, ...]:
    if stage == Stage.DRAFTING and facts.refused:
        return tuple(Opening(Stage.AGENCY_REVIEW, agency) for agency in facts.refused)
    return (Opening(stage),)


def _approve(route: RouteSpec, stage: Stage, facts: Facts) -> Outcome:
    return _after(route, stage, facts.agencies if stage == Stage.VERIFICATION else ())


def _advise(route: RouteSpec, stage: Stage, facts: Facts) -> Outcome:
    return Outcome(Status.IN_PROCESS) if facts.waiting else _after(route, stage, ())


def _ask_again(_route: RouteSpec, stage: Stage, facts: Facts) -> Outcome:
    if len(facts.agencies) != 1:
        raise IllegalMove(f"{stage}: ask_again names one agency")
    return Outcome(Status.IN_PROCESS, (Opening(Stage.AGENCY_REVIEW, facts.agencies[0]),))


def _close_meeting(_route: RouteSpec, stage: Stage, facts: Facts) -> Outcome:
    if facts.convened_by not in APPROVAL_CHAIN:
        raise IllegalMove(f"{stage}: convened by {facts.convened_by}")
    return _open(facts.convened_by)


def _resubmit(_route: RouteSpec, stage: Stage, facts: Facts) -> Outcome:
    if not facts.resume:
        raise IllegalMove(f"{stage}: nowhere to resume")
    return Outcome(Status.IN_PROCESS, facts.resume)


_FORWARD = {
    Move.APPROVE: _approve,
    Move.APPROVE_WITH_MEETING: _approve,
    Move.ADVISE: _advise,
    Move.ASK_AGAIN: _ask_again,
    Move.CLOSE_MEETING: _close_meeting,
    Move.SIGN: _approve,
    Move.RELEASE: _approve,
    Move.RESUBMIT: _resubmit,
}
