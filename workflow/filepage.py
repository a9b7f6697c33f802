"""Everything that the file page shows, so that the view stays short and the template asks nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from office.calendar import working_calendar
from permits.models import Application, ApplicationDocument, ApplicationVersion, PermitDraft
from permits.sections import SECTION_LABELS, Row, has_company, has_proxy, rows_of
from permits.stages import Move, Stage
from workflow.actions.moves import latest_advice
from workflow.checklist import lines_of_version, submitted_version
from workflow.engine import allowed_moves
from workflow.forms import MoveForm, form_for
from workflow.models import CheckItem, Meeting, Step
from workflow.permissions import can_act
from workflow.tracking import timeline

CHECKLIST_STAGES = frozenset({Stage.REGISTRATION_CHECK, Stage.VERIFICATION})
DRAFT_STAGES = frozenset(
    {
        Stage.DRAFTING,
        Stage.KASI_CHECK,
        Stage.KABID_CHECK,
        Stage.JOINT_MEETING,
        Stage.KADIS_APPROVAL,
        Stage.RECORDS_CHECK,
    }
)
BUTTONS: Mapping[Move, tuple[str, str, str]] = {
    Move.APPROVE: ("Setujui", "primary", "check-circle"),
    Move.APPROVE_WITH_MEETING: ("Setujui dan usulkan rapat", "secondary", "megaphone"),
    Move.ADVISE: ("Beri pertimbangan", "primary", "check-circle"),
    Move.CLOSE_MEETING: ("Tutup rapat", "primary", "check-circle"),
    Move.SIGN: ("Tandatangani (TTE)", "primary", "edit"),
    Move.RELEASE: ("Terbitkan", "primary", "check-circle"),
    Move.ASK_AGAIN: ("Minta pertimbangan lagi", "secondary", "refresh"),
    Move.CONVENE_MEETING: ("Undang rapat gabungan", "secondary", "calendar"),
    Move.SEND_BACK: ("Kembalikan ke meja sebelumnya", "secondary", "arrow-left"),
    Move.RETURN: ("Kembalikan kepada pemohon", "secondary", "refresh"),
    Move.REJECT: ("Tolak permohonan", "danger", "x-circle"),
}


@dataclass(frozen=True)
class Value:
    """A line of the data; `before` is what stood there in the version before, when it changed."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True)
class CheckRow:
    """A line of the checklist with the mark made so far: "ya", "tidak" or ""."""

    code: str
    label: str
    mark: str
    remark: str


@dataclass(frozen=True)
class Button:
    """A move that this desk may make, with its form."""

    move: Move
    label: str
    kind: str
    icon: str
    form: MoveForm
    is_open: bool


def file_page(
    step: Step, *, user: User, now: dt.datetime, bound: Mapping[Move, MoveForm] | None = None
) -> dict[str, Any]:
    """The context of the page. `bound`: forms that were refused, to be shown open with their errors."""
    application = step.application
    version = submitted_version(application)
    if version is None:
        raise LookupError("a file on a desk has a submitted version")
    mine = step.closed_at is None and can_act(user, step, on=timezone.localdate(now))
    return {
        "step": step,
        "application": application,
        "is_late": step.is_overdue(now),
        "mine": mine,
        "sections": sections(application, version, shows_nik=mine),
        "documents": documents(application, version),
        "version": version,
        "place": version.data.get("place", {}),
        "checklist": checklist(step, version, application) if step.stage in CHECKLIST_STAGES else [],
        "advices": list(latest_advice(application).values()),
        "meetings": list(Meeting.objects.filter(step__application=application).select_related("blob").order_by("pk")),
        "shows_draft": step.stage in DRAFT_STAGES,
        "may_draft": mine and step.role == Role.BACKOFFICE and step.stage == Stage.DRAFTING,
        "draft": PermitDraft.objects.filter(application=application).first(),
        "permit": getattr(application, "permit", None),
        "tracking": timeline(application, working_calendar(), audience="staff", now=now),
        "buttons": buttons(step, bound or {}) if mine else [],
    }


def buttons(step: Step, bound: Mapping[Move, MoveForm]) -> list[Button]:
    """The moves that the engine offers here, each with its form; the same set that guards them."""
    route = step.application.edition.spec.route
    return [
        Button(move, *BUTTONS[move], bound.get(move) or form_for(move, step), move in bound)
        for move in allowed_moves(route, Stage(step.stage))
        if move in BUTTONS
    ]


def sections(
    application: Application, version: ApplicationVersion, *, shows_nik: bool
) -> list[tuple[str, list[Value]]]:
    """(title, lines) of each answered section, marking what changed since the version before."""
    spec, kind = application.edition.spec, application.kind
    before = application.versions.filter(n=version.n - 1).first()
    found = []
    for code, title in SECTION_LABELS.items():
        old = {row.code: row.value for row in rows_of(code, before.data, spec, kind=kind)} if before else None
        rows = rows_of(code, version.data, spec, kind=kind)
        lines = [
            Value(
                row.label, row.value or "-", old.get(row.code, "") if old is not None and _changed(row, old) else None
            )
            for row in rows
            if (row.value or _changed(row, old)) and (shows_nik or not row.code.endswith(".nik"))
        ]
        if lines:
            found.append((title, lines))
    return found


def _changed(row: Row, old: Mapping[str, str] | None) -> bool:
    return old is not None and old.get(row.code, "") != row.value


@dataclass(frozen=True)
class DocumentRow:
    """A requirement and the file given for it; `is_new` when it came with the last version."""

    label: str
    document: ApplicationDocument | None
    is_mandatory: bool
    is_new: bool


def documents(application: Application, version: ApplicationVersion) -> list[DocumentRow]:
    """One row per requirement that this application was asked for."""
    given = {row.requirement: row for row in version.documents.select_related("blob")}
    earlier = application.versions.filter(n=version.n - 1).first()
    old = set(earlier.documents.values_list("blob_id", flat=True)) if earlier else None
    data = version.data
    return [
        DocumentRow(
            requirement.name,
            given.get(requirement.code),
            requirement.mandatory,
            old is not None and requirement.code in given and given[requirement.code].blob_id not in old,
        )
        for requirement in application.edition.spec.requirements
        if requirement.applies_to(application.kind, has_proxy=has_proxy(data), has_company=has_company(data))
    ]


def checklist(step: Step, version: ApplicationVersion, application: Application) -> list[CheckRow]:
    """The lines of this desk's checklist with the marks made so far."""
    marks = {item.code: item for item in CheckItem.objects.filter(step=step)}
    rows = []
    for line in lines_of_version(version, application.edition.spec, kind=application.kind):
        item = marks.get(line.code)
        mark = "" if item is None else "ya" if item.is_ok else "tidak"
        rows.append(CheckRow(line.code, line.label, mark, item.remark if item else ""))
    return rows
