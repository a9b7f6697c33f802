"""Everything that the file page shows, so that the view stays short and the template asks nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from eptsp.lib.masking import mask_nik
from office.calendar import working_calendar
from permits.models import Application, ApplicationDocument, ApplicationVersion, Permit, PermitDraft
from permits.sections import SECTION_LABELS, Row, has_company, has_proxy, rows_of
from permits.stages import Move, Stage
from workflow.actions.desk_notes import can_write_note
from workflow.checklist import lines_of_version
from workflow.clock import silence_due
from workflow.desk import queue
from workflow.engine import allowed_moves
from workflow.forms import AdoptForm, AskForm, DeclareForm, MoveForm, form_for
from workflow.forms_desk import ColleagueForm, NoteForm
from workflow.models import Advice, CheckItem, DeskNote, Meeting, Step
from workflow.paperpage import paper_page
from workflow.permissions import can_act, can_open_desk, can_read_internal
from workflow.tracking import timeline

NOTES_SHOWN = 50
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
    Move.ASK_AGAIN: ("Minta pertimbangan lagi", "secondary", "help"),
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
class Check:
    """The mark of this desk on a section or document: "ya", "tidak" or "" while it is open."""

    code: str
    mark: str
    remark: str


@dataclass(frozen=True)
class Section:
    """An answered section of the form, with its mark where this desk has a checklist."""

    code: str
    title: str
    lines: list[Value]
    check: Check | None


@dataclass(frozen=True)
class DocumentRow:
    """A requirement and the file given for it; `before` is the file that it replaced in the last version."""

    label: str
    document: ApplicationDocument | None
    before: ApplicationDocument | None
    is_mandatory: bool
    is_new: bool
    check: Check | None


@dataclass(frozen=True)
class Button:
    """A move that this desk may make, with its form; open when the form was refused."""

    move: Move
    label: str
    kind: str
    icon: str
    form: MoveForm
    is_open: bool


def file_page(
    step: Step, *, user: User, now: dt.datetime, bound: Mapping[Move, MoveForm] | None = None
) -> dict[str, Any]:
    """The context of the page. `bound`: a form that was refused; shown open, or in words where its move is gone."""
    application, today = step.application, timezone.localdate(now)
    version, before = last_versions(application)
    mine = step.closed_at is None and can_act(user, step, on=today)
    offered = buttons(step, bound or {}) if mine else []
    permit = getattr(application, "permit", None)
    unknown = unknown_signature(permit, step) if mine else None
    if unknown:  # a second signature is not offered while nobody knows about the first
        offered = [button for button in offered if button.move != Move.SIGN]
    reads_all = can_read_internal(user, application, on=today)
    waiting = queue(user, on=today)
    checks = marks(step, version, application) if step.stage in CHECKLIST_STAGES else {}
    return {
        "step": step,
        "application": application,
        "is_late": step.is_overdue(now),
        "answer": answer_limit(application, now=now),
        "mine": mine,
        "may_desk": can_open_desk(user, on=today),
        "sections": sections(application, version, before, checks, shows_nik=mine),
        "documents": documents(application, version, before, checks),
        "has_checklist": bool(checks),
        "version": version,
        "place": version.data.get("place", {}),
        # every word of every agency, the latest first: why it refused once matters as much as why it agrees now
        "advices": list(
            Advice.objects.filter(step__application=application)
            .select_related("step__agency", "blob")
            .order_by("-step__closed_at", "-step_id")
        ),
        "meetings": list(
            Meeting.objects.filter(step__application=application)
            .select_related("blob")
            .prefetch_related("guests")
            .order_by("pk")
        ),
        "shows_draft": step.stage in DRAFT_STAGES,
        "may_draft": mine and step.role == Role.BACKOFFICE and step.stage == Stage.DRAFTING,
        "draft": PermitDraft.objects.filter(application=application).first(),
        "permit": permit,
        "unknown": unknown,
        "tracking": timeline(application, working_calendar(), audience="staff" if reads_all else "owner", now=now),
        "buttons": offered,
        "refused": next((form for move, form in (bound or {}).items() if move not in {b.move for b in offered}), None),
        **_desk_extras(step, user=user, mine=mine, reads_all=reads_all, on=today),
        **paper_page(step, user=user, mine=mine, on=today),
        "queue": waiting,
        "following": following(step, waiting),
    }


def _desk_extras(step: Step, *, user: User, mine: bool, reads_all: bool, on: dt.date) -> dict[str, Any]:
    """Notes among officers, the forms beside them, and where the map asks for what lies nearby."""
    application = step.application
    notes = DeskNote.objects.filter(application=application).select_related("author", "mentioned")
    writes = can_write_note(user, application, on=on)
    return {
        "reads_all": reads_all,
        "notes": list(notes.order_by("-written_at", "-id")[:NOTES_SHOWN]) if reads_all else [],
        "note_form": NoteForm(application=application, user=user, on=on) if writes else None,
        "colleague_form": ColleagueForm(step=step, user=user, on=on) if mine else None,
        "near_url": reverse("workflow:nearby", args=[step.pk]) if reads_all else "",
    }


def unknown_signature(permit: Permit | None, step: Step) -> dict[str, Any] | None:
    """The ways to find out what became of a signature that a provider may have made; None when nothing is open."""
    if permit is None or permit.signing_unknown_at is None or step.stage != Stage.KADIS_APPROVAL:
        return None
    seen = {"seen_version": step.application.state_version}
    return {
        "since": permit.signing_unknown_at,
        "is_older": permit.signing_unknown_at < step.opened_at,
        "reference": permit.signing_reference,
        "ask": AskForm(initial=seen, auto_id="ask_%s"),
        "adopt": AdoptForm(initial=seen, auto_id="adopt_%s"),
        "declare": DeclareForm(initial=seen, auto_id="declare_%s"),
    }


@dataclass(frozen=True)
class AnswerLimit:
    """The law's time for an answer (UU 30/2014 Pasal 53): an alarm for the desk, never a decision."""

    due_at: dt.datetime
    is_over: bool


def answer_limit(application: Application, *, now: dt.datetime) -> AnswerLimit | None:
    """The countdown of a running file whose receipt is complete; one query."""
    if application.status not in {Application.Status.IN_PROCESS, Application.Status.REVISION}:
        return None
    revisions = application.steps.filter(stage=Stage.REVISION).order_by("opened_at", "id")
    due = silence_due(application, working_calendar(), revisions=revisions, now=now)
    return AnswerLimit(due, due < now) if due else None


def buttons(step: Step, bound: Mapping[Move, MoveForm]) -> list[Button]:
    """The moves that the engine offers here, each with its form; the same set that guards them."""
    route = step.application.edition.spec.route
    return [
        Button(move, *BUTTONS[move], bound.get(move) or form_for(move, step), move in bound)
        for move in allowed_moves(route, Stage(step.stage))
        if move in BUTTONS
    ]


def following(step: Step, waiting: list[Step]) -> Step | None:
    """The file after this one in the queue, or the first one when this one is not in it."""
    places = [one.pk for one in waiting]
    if step.pk in places:
        waiting = waiting[places.index(step.pk) + 1 :]
    return waiting[0] if waiting else None


def last_versions(application: Application) -> tuple[ApplicationVersion, ApplicationVersion | None]:
    """The declared version and the one before it, with their documents; three queries."""
    rows = application.versions.filter(submitted_at__isnull=False).order_by("-n").prefetch_related("documents__blob")
    found = list(rows[:2])
    if not found:
        raise LookupError("a file on a desk has a submitted version")
    return found[0], found[1] if len(found) > 1 else None


def marks(step: Step, version: ApplicationVersion, application: Application) -> dict[str, Check]:
    """The lines of this desk's checklist by code, with the marks made so far; one query."""
    made = {item.code: item for item in CheckItem.objects.filter(step=step)}
    found = {}
    for line in lines_of_version(version, application.edition.spec, kind=application.kind):
        item = made.get(line.code)
        mark = "" if item is None else "ya" if item.is_ok else "tidak"
        found[line.code] = Check(line.code, mark, item.remark if item else "")
    return found


def sections(
    application: Application,
    version: ApplicationVersion,
    before: ApplicationVersion | None,
    checks: Mapping[str, Check],
    *,
    shows_nik: bool,
) -> list[Section]:
    """Each answered section, marking what changed since the version before; NIK masked for who need not read it."""
    spec, kind = application.edition.spec, application.kind
    found = []
    for code, title in SECTION_LABELS.items():
        old = {row.code: row.value for row in rows_of(code, before.data, spec, kind=kind)} if before else None
        rows = rows_of(code, version.data, spec, kind=kind)
        lines = [_value(row, old, shows_nik=shows_nik) for row in rows if row.value or _changed(row, old)]
        if lines:
            found.append(Section(code, title, lines, checks.get(f"section.{code}")))
    return found


def _value(row: Row, old: Mapping[str, str] | None, *, shows_nik: bool) -> Value:
    def shown(text: str) -> str:
        return mask_nik(text) if row.code.endswith(".nik") and not shows_nik else text

    before = shown(old.get(row.code, "")) if old is not None and _changed(row, old) else None
    return Value(row.label, shown(row.value) or "–", before)


def _changed(row: Row, old: Mapping[str, str] | None) -> bool:
    return old is not None and old.get(row.code, "") != row.value


def documents(
    application: Application,
    version: ApplicationVersion,
    before: ApplicationVersion | None,
    checks: Mapping[str, Check],
) -> list[DocumentRow]:
    """One row per requirement that this application was asked for."""
    given = {row.requirement: row for row in version.documents.all()}
    old = {row.requirement: row for row in before.documents.all()} if before else None
    data = version.data
    rows = []
    for requirement in application.edition.spec.requirements:
        if not requirement.applies_to(application.kind, has_proxy=has_proxy(data), has_company=has_company(data)):
            continue
        now, then = given.get(requirement.code), (old or {}).get(requirement.code)
        is_new = old is not None and now is not None and (then is None or then.blob_id != now.blob_id)
        check = checks.get(f"document.{requirement.code}")
        rows.append(DocumentRow(requirement.name, now, then if is_new else None, requirement.mandatory, is_new, check))
    return rows
