"""The pure engine: every stage and move of every shipped route, worked from the table of the workflow."""

from pathlib import Path

import pytest

from permits.catalogue.parsing import parse
from permits.catalogue.reading import read, shipped_files
from permits.catalogue.schema import RouteSpec, StageSpec
from permits.stages import Move, Stage
from workflow.engine import (
    DESK,
    Facts,
    IllegalMove,
    Opening,
    Status,
    allowed_moves,
    first_stage,
    move,
    send_back_targets,
)

DINAS_A, DINAS_B = 7, 9

# what each stage offers when a meeting is optional; copied from the workflow's table of stages, not from the code
TABLE = {
    Stage.REGISTRATION_CHECK: {Move.APPROVE, Move.RETURN, Move.REJECT},
    Stage.VERIFICATION: {Move.APPROVE, Move.RETURN, Move.REJECT},
    Stage.AGENCY_REVIEW: {Move.ADVISE},
    Stage.DRAFTING: {Move.APPROVE, Move.RETURN, Move.ASK_AGAIN, Move.REJECT},
    Stage.KASI_CHECK: {Move.APPROVE, Move.APPROVE_WITH_MEETING, Move.SEND_BACK, Move.RETURN, Move.REJECT},
    Stage.KABID_CHECK: {Move.APPROVE, Move.SEND_BACK, Move.RETURN, Move.CONVENE_MEETING, Move.REJECT},
    Stage.JOINT_MEETING: {Move.CLOSE_MEETING},
    Stage.KADIS_APPROVAL: {Move.SIGN, Move.SEND_BACK, Move.RETURN, Move.CONVENE_MEETING, Move.REJECT},
    Stage.RECORDS_CHECK: {Move.RELEASE, Move.SEND_BACK},
}


def a_route(*, meeting: str = "optional", records: bool = False, agencies: bool = True) -> RouteSpec:
    """A route with no limits, as short as the engine allows."""
    line = [Stage.SUBMISSION, Stage.REGISTRATION_CHECK, Stage.VERIFICATION]
    line += [Stage.AGENCY_REVIEW] if agencies else []
    line += [Stage.DRAFTING, Stage.KASI_CHECK, Stage.KABID_CHECK]
    line += [Stage.JOINT_MEETING] if meeting == "optional" else []
    line += [Stage.KADIS_APPROVAL]
    line += [Stage.RECORDS_CHECK] if records else []
    line += [Stage.REVISION]
    return RouteSpec(
        code="uji",
        version=1,
        stages=tuple(StageSpec(stage, None, None, ()) for stage in line),
        agencies=("dinas-a",) if agencies else (),
        meeting=meeting,
        records_check=records,
        promise_days=1,
        promise_starts="registered",
    )


ROUTE = a_route()
SOPS = map(read, shipped_files(examples=False))
SHIPPED = [parse(document.data, source=document.source).route for document in SOPS]
PLACES = [(route, stage) for route in [a_route(records=True), *SHIPPED] for stage in TABLE if route.has(stage)]


def name_of(value: object) -> str:
    return value.code if isinstance(value, RouteSpec) else str(value)


@pytest.mark.parametrize(("route", "stage"), PLACES, ids=name_of)
def test_a_stage_offers_exactly_the_moves_of_the_table(route: RouteSpec, stage: Stage) -> None:
    assert set(allowed_moves(route, stage)) == TABLE[stage]


@pytest.mark.parametrize(("route", "stage"), PLACES, ids=name_of)
@pytest.mark.parametrize("chosen", list(Move))
def test_a_move_that_is_not_offered_is_illegal(route: RouteSpec, stage: Stage, chosen: Move) -> None:
    facts = Facts(
        agencies=(DINAS_A,),
        target=next(iter(send_back_targets(route, stage)), None),
        convened_by=Stage.KABID_CHECK,
        resume=(Opening(stage),),
    )

    if chosen in allowed_moves(route, stage):
        assert move(route, stage, chosen, facts).status in set(Status)
    else:
        with pytest.raises(IllegalMove):
            move(route, stage, chosen, facts)


def test_a_new_file_lands_on_the_registration_desk() -> None:
    assert first_stage(ROUTE) == Stage.REGISTRATION_CHECK


def test_registration_opens_verification() -> None:
    outcome = move(ROUTE, Stage.REGISTRATION_CHECK, Move.APPROVE, Facts())

    assert outcome.opens == (Opening(Stage.VERIFICATION),)
    assert outcome.status == Status.IN_PROCESS


def test_verification_asks_all_chosen_agencies_at_once() -> None:
    outcome = move(ROUTE, Stage.VERIFICATION, Move.APPROVE, Facts(agencies=(DINAS_A, DINAS_B)))

    assert outcome.opens == (Opening(Stage.AGENCY_REVIEW, DINAS_A), Opening(Stage.AGENCY_REVIEW, DINAS_B))


def test_verification_without_agencies_goes_straight_to_drafting() -> None:
    assert move(ROUTE, Stage.VERIFICATION, Move.APPROVE, Facts()).opens == (Opening(Stage.DRAFTING),)
    plain = a_route(agencies=False)
    assert move(plain, Stage.VERIFICATION, Move.APPROVE, Facts()).opens == (Opening(Stage.DRAFTING),)


def test_an_advice_waits_for_the_other_agencies() -> None:
    outcome = move(ROUTE, Stage.AGENCY_REVIEW, Move.ADVISE, Facts(waiting=(DINAS_B,)))

    assert outcome.opens == ()
    assert outcome.status == Status.IN_PROCESS


def test_the_last_advice_opens_drafting() -> None:
    assert move(ROUTE, Stage.AGENCY_REVIEW, Move.ADVISE, Facts()).opens == (Opening(Stage.DRAFTING),)


def test_a_technical_agency_can_never_return_to_the_applicant() -> None:
    for chosen in (Move.RETURN, Move.REJECT, Move.SEND_BACK):
        with pytest.raises(IllegalMove):
            move(ROUTE, Stage.AGENCY_REVIEW, chosen, Facts())


def test_a_return_after_a_refusing_advice_resumes_at_that_agency() -> None:
    outcome = move(ROUTE, Stage.DRAFTING, Move.RETURN, Facts(refused=(DINAS_B,)))

    assert outcome.status == Status.REVISION
    assert outcome.opens == (Opening(Stage.REVISION),)
    assert outcome.resume == (Opening(Stage.AGENCY_REVIEW, DINAS_B),)


def test_a_return_from_drafting_without_a_refusal_resumes_at_drafting() -> None:
    assert move(ROUTE, Stage.DRAFTING, Move.RETURN, Facts()).resume == (Opening(Stage.DRAFTING),)


@pytest.mark.parametrize(
    "stage",
    [
        Stage.REGISTRATION_CHECK,
        Stage.VERIFICATION,
        Stage.KASI_CHECK,
        Stage.KABID_CHECK,
        Stage.KADIS_APPROVAL,
    ],
)
def test_a_return_resumes_at_the_desk_that_returned(stage: Stage) -> None:
    assert move(ROUTE, stage, Move.RETURN, Facts()).resume == (Opening(stage),)


def test_a_resubmission_opens_what_the_return_wrote_down() -> None:
    resume = (Opening(Stage.AGENCY_REVIEW, DINAS_A),)

    assert move(ROUTE, Stage.REVISION, Move.RESUBMIT, Facts(resume=resume)).opens == resume


def test_asking_again_names_exactly_one_agency() -> None:
    outcome = move(ROUTE, Stage.DRAFTING, Move.ASK_AGAIN, Facts(agencies=(DINAS_B,)))

    assert outcome.opens == (Opening(Stage.AGENCY_REVIEW, DINAS_B),)
    for agencies in ((), (DINAS_A, DINAS_B)):
        with pytest.raises(IllegalMove):
            move(ROUTE, Stage.DRAFTING, Move.ASK_AGAIN, Facts(agencies=agencies))


@pytest.mark.parametrize(
    ("stage", "targets"),
    [
        (Stage.KASI_CHECK, (Stage.DRAFTING,)),
        (Stage.KABID_CHECK, (Stage.DRAFTING, Stage.KASI_CHECK)),
        (Stage.KADIS_APPROVAL, (Stage.KASI_CHECK, Stage.KABID_CHECK)),
        (Stage.RECORDS_CHECK, (Stage.KADIS_APPROVAL,)),
    ],
)
def test_a_draft_is_sent_back_only_to_the_desks_of_the_table(stage: Stage, targets: tuple[Stage, ...]) -> None:
    route = a_route(records=True)

    assert send_back_targets(route, stage) == targets
    for target in Stage:
        if target in targets:
            assert move(route, stage, Move.SEND_BACK, Facts(target=target)).opens == (Opening(target),)
        else:
            with pytest.raises(IllegalMove):
                move(route, stage, Move.SEND_BACK, Facts(target=target))


@pytest.mark.parametrize("desk", [Stage.KABID_CHECK, Stage.KADIS_APPROVAL])
def test_a_meeting_returns_to_the_desk_that_convened_it(desk: Stage) -> None:
    assert move(ROUTE, desk, Move.CONVENE_MEETING, Facts()).opens == (Opening(Stage.JOINT_MEETING),)
    assert move(ROUTE, Stage.JOINT_MEETING, Move.CLOSE_MEETING, Facts(convened_by=desk)).opens == (Opening(desk),)


def test_a_route_without_a_meeting_offers_none() -> None:
    route = a_route(meeting="none")

    assert Move.APPROVE_WITH_MEETING not in allowed_moves(route, Stage.KASI_CHECK)
    assert Move.CONVENE_MEETING not in allowed_moves(route, Stage.KABID_CHECK)


def test_the_signature_issues_or_goes_to_records_where_the_route_asks() -> None:
    assert move(ROUTE, Stage.KADIS_APPROVAL, Move.SIGN, Facts()).status == Status.ISSUED

    to_records = move(a_route(records=True), Stage.KADIS_APPROVAL, Move.SIGN, Facts())
    assert to_records.status == Status.IN_PROCESS
    assert to_records.opens == (Opening(Stage.RECORDS_CHECK),)
    assert move(a_route(records=True), Stage.RECORDS_CHECK, Move.RELEASE, Facts()).status == Status.ISSUED


@pytest.mark.parametrize("stage", [stage for stage, moves in TABLE.items() if Move.REJECT in moves])
def test_a_rejection_is_final_and_opens_nothing(stage: Stage) -> None:
    outcome = move(ROUTE, stage, Move.REJECT, Facts())

    assert (outcome.status, outcome.opens) == (Status.REJECTED, ())


def test_every_stage_has_a_desk_or_belongs_to_the_applicant() -> None:
    assert set(DESK) == set(Stage)
    assert {stage for stage, desk in DESK.items() if desk is None} == {Stage.SUBMISSION, Stage.REVISION}


def test_the_engine_imports_no_django() -> None:
    source = Path("workflow/engine.py").read_text(encoding="utf-8")

    assert "from django" not in source
    assert "import django" not in source
