"""What happens to one file: who filed what, when, which steps it took and how it ended. Pure but for the spec.

Everything is drawn from the given random generator, so that one seed tells one story.
"""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from permits.catalogue.schema import RouteSpec
from permits.stages import Move, Stage
from workflow.engine import DESK

ROAD = (
    Stage.REGISTRATION_CHECK,
    Stage.VERIFICATION,
    Stage.AGENCY_REVIEW,
    Stage.DRAFTING,
    Stage.KASI_CHECK,
    Stage.KABID_CHECK,
    Stage.KADIS_APPROVAL,
    Stage.RECORDS_CHECK,
)
FORWARD = {Stage.AGENCY_REVIEW: Move.ADVISE, Stage.KADIS_APPROVAL: Move.SIGN, Stage.RECORDS_CHECK: Move.RELEASE}
NOTE = "Contoh catatan untuk pemohon."
RECENT = dt.timedelta(days=20)  # older files have come to an end
APPLICANT = "applicant"


@dataclass(slots=True)
class Stay:
    """One stay at a stage; open when it has no move."""

    stage: Stage
    agency: str | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None = None
    move: str = ""
    status_after: str = "IN_PROCESS"
    note: str = ""

    @property
    def role(self) -> str:
        return str(DESK[self.stage] or APPLICANT)


@dataclass(slots=True)
class Story:
    """A file from its submission to where it stands."""

    submitted_at: dt.datetime
    stays: list[Stay] = field(default_factory=list)
    status: str = "IN_PROCESS"

    @property
    def closed_at(self) -> dt.datetime | None:
        ended = self.status in {"ISSUED", "REJECTED"}
        return max(stay.closed_at for stay in self.stays if stay.closed_at) if ended else None


def stages_of(route: RouteSpec) -> list[Stage]:
    """The stages that this route passes, in order."""
    return [stage for stage in ROAD if route.has(stage) and (stage != Stage.RECORDS_CHECK or route.records_check)]


def tell(dice: Random, route: RouteSpec, *, submitted_at: dt.datetime, until: dt.datetime) -> Story:
    """Walk one file along its route; most are issued, some rejected, some returned once, the newest still under way."""
    story = Story(submitted_at)
    submission = Stay(Stage.SUBMISSION, None, submitted_at, submitted_at, Move.SUBMIT)
    story.stays.append(submission)
    fate, returned = dice.random(), dice.random() < 0.15
    at = submitted_at
    for stage in stages_of(route):
        at = _stay(dice, story, stage, route, at)
        last = story.stays[-1]
        if stage == Stage.VERIFICATION and fate < 0.08:
            last.move, last.status_after, last.note, story.status = Move.REJECT, "REJECTED", NOTE, "REJECTED"
            break
        if stage == Stage.VERIFICATION and returned:
            at = _revision(dice, story, last, at)
    else:
        story.status = story.stays[-1].status_after = "ISSUED"
    return _cut(story, until) if submitted_at > until - RECENT else story


def _stay(dice: Random, story: Story, stage: Stage, route: RouteSpec, at: dt.datetime) -> dt.datetime:
    """Add the stay (one per agency side by side) and return when the last of them ended."""
    ends = []
    for agency in sorted(route.agencies) if stage == Stage.AGENCY_REVIEW else [None]:
        ends.append(at + dt.timedelta(minutes=dice.randint(5, 60 * 40)))
        story.stays.append(Stay(stage, agency, at, ends[-1], FORWARD.get(stage, Move.APPROVE)))
    story.stays.sort(key=lambda stay: stay.closed_at or at)
    return max(ends, default=at)


def _revision(dice: Random, story: Story, last: Stay, at: dt.datetime) -> dt.datetime:
    """The desk returned the file; the applicant mended it, the desk looked again."""
    last.move, last.status_after, last.note = Move.RETURN, "REVISION", NOTE
    mended = at + dt.timedelta(minutes=dice.randint(60, 60 * 96))
    story.stays.append(Stay(Stage.REVISION, None, at, mended, Move.RESUBMIT))
    again = mended + dt.timedelta(minutes=dice.randint(5, 600))
    story.stays.append(Stay(Stage.VERIFICATION, None, mended, again, Move.APPROVE))
    return again


def _cut(story: Story, until: dt.datetime) -> Story:
    """The story as it stands at `until`: later stays are not there, those that last over it are open."""
    kept = [stay for stay in story.stays if stay.opened_at <= until]
    running = [stay for stay in kept if stay.closed_at is None or stay.closed_at > until]
    for stay in running:
        stay.closed_at, stay.move, stay.note = None, "", ""
    if len(kept) == len(story.stays) and not running:
        return story
    story.stays = kept
    story.status = "REVISION" if any(stay.stage == Stage.REVISION for stay in running) else "IN_PROCESS"
    return story
