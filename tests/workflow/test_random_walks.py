"""Files walk any legal way over every route that we ship, and nothing that must hold ever breaks."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from office.calendar import working_calendar
from office.models import Agency
from permits.catalogue.schema import PermitSpec
from permits.models import Application, PermitType
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, PASSPHRASE, Office, advice, data_for
from tests.workflow.shipped import STARTABLE, submitted
from workflow import actions
from workflow.actions.data import Invitation, Minutes, MoveData
from workflow.engine import BUTTON_ORDER, allowed_moves, send_back_targets
from workflow.invariants import violations
from workflow.models import Step
from workflow.tracking import timeline

pytestmark = pytest.mark.django_db

LONGEST = 25  # moves of one walk; the longest straight road has nine
FINAL = {Application.Status.ISSUED, Application.Status.REJECTED, Application.Status.WITHDRAWN}
FORWARD = BUTTON_ORDER[: BUTTON_ORDER.index(Move.ASK_AGAIN)]


@contextmanager
def taken_back() -> Iterator[None]:
    """Each walk begins on the same clean desk."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


type Made = set[tuple[Stage, Move]]


class Walk:
    """One file and whatever may happen to it; `dice` chooses."""

    def __init__(self, application: Application, office: Office, dice: random.Random, made: Made) -> None:
        self.application, self.office, self.dice = application, office, dice
        self.route = application.edition.spec.route
        self.now = MONDAY
        self.made = made

    def go_on(self) -> bool:
        """One legal move of somebody; False when the file has come to its end."""
        self.application.refresh_from_db()
        steps = list(self.application.steps.open().select_related("agency").order_by("id"))
        if self.application.status in FINAL:
            assert steps == []
            return False
        step = self.dice.choice(steps)
        self.now += dt.timedelta(minutes=self.dice.randint(1, 3000))
        if step.stage == Stage.REVISION:
            self._applicant()
        else:
            self._desk(step)
        return True

    def _applicant(self) -> None:
        resi, by = str(self.application.resi), self.application.applicant
        if self.dice.randrange(10):
            actions.resubmit(resi, by=by, now=self.now, declared=True)
        else:
            actions.withdraw(resi, by=by, now=self.now, reason="Batal.")

    def _desk(self, step: Step) -> None:
        open_to = [move for move in allowed_moves(self.route, Stage(step.stage)) if self._makes_sense(step, move)]
        assert open_to, f"no way out of {step.stage}"
        ahead = [move for move in open_to if move in FORWARD]
        fresh = [move for move in open_to if (Stage(step.stage), move) not in self.made]
        aside = fresh if fresh and not self.dice.randrange(2) else open_to
        move = self.dice.choice(ahead if ahead and self.dice.randrange(4) else aside)
        self.made.add((Stage(step.stage), move))
        by, seen = self.office.at(step), self.application.state_version
        if move == Move.SIGN:
            actions.sign(step.pk, by=by, passphrase=PASSPHRASE, now=self.now, seen_version=seen)
            return
        needs_words = move in {Move.RETURN, Move.REJECT}
        actions.act(
            step.pk, move, by=by, now=self.now, seen_version=seen, internal_note="Catatan untuk meja berikut.",
            applicant_note="Lengkapi berkas." if needs_words else "", data=self._papers(step, move),
        )  # fmt: skip

    def _makes_sense(self, step: Step, move: Move) -> bool:
        """What the page offers beyond the engine: a draft goes on only with the agencies' agreement."""
        if move == Move.SEND_BACK:
            return bool(send_back_targets(self.route, Stage(step.stage)))
        if move == Move.ASK_AGAIN:
            return bool(self.route.agencies)
        if step.stage == Stage.DRAFTING and move in {Move.APPROVE, Move.APPROVE_WITH_MEETING}:
            return not _refusals(self.application)
        return True

    def _papers(self, step: Step, move: Move) -> MoveData:
        stage = Stage(step.stage)
        asked = tuple(Agency.objects.filter(code__in=self.route.agencies).values_list("pk", flat=True))
        if move == Move.ADVISE:
            said = self.dice.choice(["agreed", "agreed", "conditions", "not_agreed"])
            return advice(said, note="Dengan syarat." if said != "agreed" else "")
        if move == Move.CONVENE_MEETING:
            return MoveData(invitation=Invitation(self.now + dt.timedelta(days=1), "Ruang rapat", "Bahas", "Semua"))
        if move == Move.CLOSE_MEETING:
            return MoveData(minutes=Minutes("Semua hadir", "Dibahas", "Dilanjutkan"))
        if move == Move.SEND_BACK:
            return MoveData(target=self.dice.choice(send_back_targets(self.route, stage)))
        if move == Move.ASK_AGAIN:
            return MoveData(agencies=(self.dice.choice(asked),), question="Apa syaratnya?")
        return data_for(self.application, step, move)

    def must_hold(self) -> None:
        """One open step per stage and agency, a desk for every running file, whole history, sums that add up."""
        self.application.refresh_from_db()
        stands = list(self.application.steps.open().values_list("stage", "agency_id"))
        assert len(stands) == len(set(stands))
        assert bool(stands) is (self.application.status not in FINAL)
        assert list(violations()) == []
        table = timeline(self.application, working_calendar(), audience="staff", now=self.now)
        first = self.application.steps.order_by("opened_at").first()
        last = self.application.steps.order_by("closed_at").last() if not stands else None
        assert first is not None
        end = last.closed_at if last is not None and last.closed_at else self.now
        assert table.elapsed == end - first.opened_at
        assert all(row.duration is None or row.duration >= dt.timedelta() for row in table.rows)


def _refusals(application: Application) -> bool:
    from workflow.actions.advices import refused_agencies

    return bool(refused_agencies(application))


def walk_by_dice(permit_type: PermitType, by: User, office: Office, seed: int, made: Made) -> None:
    """One walk, looked at after each move; adds the moves to `made` and likes those that are not yet in it."""
    with taken_back():
        walk = Walk(submitted(permit_type, by), office, random.Random(seed), made)  # noqa: S311  # nothing secret
        for _ in range(LONGEST):
            if not walk.go_on():
                break
            walk.must_hold()


@pytest.mark.parametrize("name", STARTABLE)
def test_any_legal_walk_over_a_route_keeps_what_must_hold(
    name: str, offered: Callable[[str], PermitType], staffed: Callable[[PermitSpec], Office], budi: User
) -> None:
    permit_type = offered(name)
    office = staffed(permit_type.current_edition.spec)  # type: ignore[union-attr]

    @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32))
    def walks(seed: int) -> None:
        walk_by_dice(permit_type, budi, office, seed, set())

    walks()


def test_the_walks_come_past_every_move_of_the_longest_route(
    offered: Callable[[str], PermitType], staffed: Callable[[PermitSpec], Office], budi: User
) -> None:
    permit_type = offered("sop-lp2n-lhp-02.yaml")
    route = permit_type.current_edition.spec.route  # type: ignore[union-attr]
    office = staffed(permit_type.current_edition.spec)  # type: ignore[union-attr]
    made: Made = set()

    for seed in range(40):
        walk_by_dice(permit_type, budi, office, seed, made)

    desks = {row.stage for row in route.stages} - {Stage.SUBMISSION, Stage.REVISION}
    assert {(stage, move) for stage in desks for move in allowed_moves(route, stage)} - made == set()
