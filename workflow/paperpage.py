"""What the file page shows of the papers between the desks: letters, questions, visits, paraf, points to check."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.roles import Role
from permits.models import Application, Permit, PermitFile
from permits.stages import Move, Stage
from workflow.models import CheckItem, HistoryEntry, Inquiry, OfficeLetter, SiteVisit, Step
from workflow.permissions import agencies_of, can_act, is_backoffice
from workflow.superior import demanded_points, points_of

PARAF_DESKS = (Stage.KASI_CHECK, Stage.KABID_CHECK)
PARAF_MOVES = (Move.APPROVE, Move.APPROVE_WITH_MEETING)


@dataclass(frozen=True)
class Paraf:
    """Who initialled the draft: name, post with Plt. or Plh., and when."""

    name: str
    post: str
    at: dt.datetime


@dataclass(frozen=True)
class Point:
    """A point of a superior's list; duck-typed like the marks of the checklist (code, mark, remark)."""

    code: str
    label: str
    mark: str
    remark: str


def paper_page(step: Step, *, user: User, mine: bool, on: dt.date) -> Mapping[str, Any]:
    """The part of the context that belongs to the papers; about six queries."""
    application = step.application
    confined = agencies_of(user, on=on)
    stage = Stage(step.stage)
    return {
        "letters": _letters(application, confined),
        "thread": _thread(step, user=user, confined=confined, on=on),
        "may_ask": _may_ask(step, user=user, on=on),
        "visits": _visits(application, confined),
        "may_visit": mine and stage == Stage.AGENCY_REVIEW,
        "parafs": parafs(application),
        "points": points(step),
        "points_demanded": bool(demanded_points(stage)),
        "signed_files": signed_files(application) if confined is None else [],
    }


def _letters(application: Application, confined: set[int] | None) -> list[OfficeLetter]:
    rows = OfficeLetter.objects.filter(application=application).select_related("agency").order_by("id")
    if confined is None:
        return list(rows)
    met = Step.objects.filter(application=application, meeting__guests__agency__in=confined).values("pk")
    return list((rows.filter(agency__in=confined) | rows.filter(step__in=met)).distinct())


def _thread(step: Step, *, user: User, confined: set[int] | None, on: dt.date) -> list[dict[str, Any]]:
    """Every question of the file with its answer, oldest first, and whether this person may answer it now."""
    rows = Inquiry.objects.filter(step__application=step.application_id)
    if confined is not None:
        rows = rows.filter(step__agency__in=confined)
    found = rows.select_related("step__agency", "asked_by", "answered_by").order_by("asked_at", "id")
    return [{"inquiry": row, "may_answer": _may_answer(row, step, user=user, on=on)} for row in found]


def _may_answer(row: Inquiry, step: Step, *, user: User, on: dt.date) -> bool:
    if row.answered_at or row.is_formal or row.step.closed_at:
        return False
    row.step.application = step.application
    return is_backoffice(user, step.application, on=on) if row.from_agency else can_act(user, row.step, on=on)


def _may_ask(step: Step, *, user: User, on: dt.date) -> bool:
    if step.closed_at or step.stage != Stage.AGENCY_REVIEW:
        return False
    return can_act(user, step, on=on) or is_backoffice(user, step.application, on=on)


def _visits(application: Application, confined: set[int] | None) -> list[SiteVisit]:
    rows = SiteVisit.objects.filter(application=application).select_related("agency", "report")
    if confined is not None:
        rows = rows.filter(agency__in=confined)
    return list(rows.order_by("visits_at", "id"))


def parafs(application: Application) -> list[Paraf]:
    """The paraf of kasi and kabid on the draft as it stands: approvals since the drafting desk closed last.

    Read from the closed steps; post and Plt./Plh. from the history entry written with them. One query.
    """
    moves = HistoryEntry.objects.filter(application=application).filter(
        Q(stage__in=[Stage.DRAFTING, *PARAF_DESKS], move__in=PARAF_MOVES) | Q(move=Move.SEND_BACK)
    )
    found: dict[str, Paraf] = {}
    for entry in moves.select_related("actor").order_by("n"):
        if entry.stage == Stage.DRAFTING:
            found = {}
        elif entry.move == Move.SEND_BACK:  # the desk that it goes back to initials again, and so does who follows
            again = PARAF_DESKS[PARAF_DESKS.index(Stage(entry.opened[0])) :] if entry.opened[0] in PARAF_DESKS else ()
            found = {stage: paraf for stage, paraf in found.items() if stage not in again}
        else:
            post = f"{entry.acting} {Role(entry.actor_role).label}".strip()
            found[entry.stage] = Paraf(entry.actor.name, post, entry.at)
    return list(found.values())


def points(step: Step) -> list[Point]:
    """The points of this desk's list with the marks made so far; empty where the desk has none."""
    lines = points_of(Stage(step.stage))
    if not lines:
        return []
    made = {item.code: item for item in CheckItem.objects.filter(step=step)}
    rows = []
    for line in lines:
        item = made.get(line.code)
        mark = "" if item is None else "ya" if item.is_ok else "tidak"
        rows.append(Point(line.code, line.label, mark, item.remark if item else ""))
    return rows


def signed_files(application: Application) -> list[PermitFile]:
    """Every signed version of the permit, the one in force first."""
    if not Permit.objects.filter(application=application).exists():
        return []
    return list(PermitFile.objects.filter(permit__application=application).order_by("-n"))
