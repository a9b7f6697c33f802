"""Everything that the file page shows, so that the view stays short and the template asks nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from office.calendar import working_calendar
from permits.catalogue.placeholders import display_value
from permits.models import Application, ApplicationDocument, ApplicationVersion, PermitDraft
from permits.stages import Move, Stage
from workflow.actions.moves import latest_advice
from workflow.checklist import SECTIONS, lines_of_version, submitted_version
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
LABELS = {
    "applicant": {
        "nik": "NIK",
        "name": "Nama",
        "gender": "Jenis Kelamin",
        "address": "Alamat",
        "phone": "Telp",
        "postcode": "Kode Pos",
        "email": "Email",
    },
    "proxy": {"name": "Nama pemberi kuasa", "nik": "NIK", "address": "Alamat"},
    "company": {
        "nib": "NIB",
        "npwp": "NPWP",
        "npwpd": "NPWPD",
        "name": "Nama Perusahaan",
        "address": "Alamat Perusahaan",
        "form": "Bentuk Perusahaan",
        "status": "Status Perusahaan",
        "phone": "Telp",
        "postcode": "Kode Pos",
    },
    "place": {
        "street": "Jalan",
        "number": "No",
        "rt": "RT",
        "rw": "RW",
        "latitude": "Koordinat Lintang",
        "longitude": "Koordinat Bujur",
    },
}
REGION_WORDS = ("village_name", "district", "regency", "province")


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
    """(title, lines) of each filled section, marking what changed since the version before."""
    before = application.versions.filter(n=version.n - 1).first()
    old = before.data if before else None
    found = [
        (SECTIONS[code], _lines(code, version.data[code], (old or {}).get(code) if old is not None else None))
        for code in ("applicant", "proxy", "company", "place")
        if version.data.get(code)
    ]
    details = _details(
        application, version.data.get("details", {}), old.get("details", {}) if old is not None else None
    )
    if details:
        found.append((SECTIONS["details"], details))
    if not shows_nik:
        found = [(title, [line for line in lines if line.label != "NIK"]) for title, lines in found]
    return found


def _lines(code: str, data: Mapping[str, Any], old: Mapping[str, Any] | None) -> list[Value]:
    lines = [_value(label, data.get(key), old, key) for key, label in LABELS[code].items() if data.get(key)]
    place = ", ".join(data[key] for key in REGION_WORDS if data.get(key))
    if place:
        was = ", ".join(old[key] for key in REGION_WORDS if old.get(key)) if old else place
        lines.append(Value("Wilayah", place, was if was != place else None))
    return lines


def _value(label: str, value: Any, old: Mapping[str, Any] | None, key: str) -> Value:
    was = str(old.get(key) or "") if old is not None else str(value)
    return Value(label, str(value), was if was != str(value) else None)


def _details(application: Application, details: Mapping[str, Any], old: Mapping[str, Any] | None) -> list[Value]:
    lines = []
    for field in application.edition.spec.fields:
        value = display_value(field, details.get(field.code))
        was = display_value(field, old.get(field.code)) if old is not None else value
        if value or was:
            lines.append(Value(field.label, value or "-", was if was != value else None))
    return lines


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
        if requirement.applies_to(
            application.kind, has_proxy=bool(data.get("proxy")), has_company=bool(data.get("company"))
        )
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
