"""Walks an application along its route through the actions, each desk by a person of its own."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from files.actions import store, store_bytes
from files.models import Blob
from permits.actions import drafts
from permits.catalogue.schema import FieldSpec, RequirementSpec
from permits.models import Application, PermitType
from permits.sections import has_company, has_proxy
from permits.stages import Move, Stage
from workflow import actions
from workflow.actions.data import AdviceData, CheckLine, MoveData
from workflow.checklist import lines_for
from workflow.models import Step
from workflow.superior import demanded_points

WITA = ZoneInfo("Asia/Makassar")
# a Monday without a holiday near it
MONDAY = dt.datetime(2026, 7, 6, 9, 0, tzinfo=WITA)
PASSPHRASE = "Demo-TTE-2026"
OFFICE = {"latitude": "-0.502200", "longitude": "117.153600"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)


def a_picture(name: str = "dokumen.png") -> SimpleUploadedFile:
    """A real PNG of a few bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (12, 12), "white").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def a_paper(requirement: RequirementSpec, *, now: dt.datetime) -> Blob:
    """A file of a type that this requirement takes: a drawing where drawings are taken, else a picture, else a PDF."""
    if "dwg" in requirement.formats:
        return store_bytes(b"AC1032" + bytes(64), content_type="image/vnd.dwg", now=now)
    if "png" in requirement.formats:
        return store(a_picture(), now=now)
    return store_bytes(PDF, content_type="application/pdf", now=now)


def an_answer(spec: FieldSpec) -> Any:
    """Something that this field accepts, in the form in which it is kept."""
    if spec.type == "number":
        return str(spec.minimum or 1)
    if spec.type == "date":
        return "2026-08-17"
    if spec.type == "choice":
        return spec.choices[0][0]
    if spec.type == "point":
        return dict(OFFICE)
    return f"Isian {spec.label}"[: spec.max_length or 60]


def a_draft(
    by: User,
    code: str,
    *,
    now: dt.datetime = MONDAY,
    kind: str = "NEW",
    company: bool = False,
    proxy: bool = False,
    point: Mapping[str, str] = OFFICE,
    applicant: User | None = None,
) -> Application:
    """A complete draft of that type, ready to be submitted; `applicant` when `by` files it at the counter."""
    permit_type = PermitType.objects.get(code=code)
    number = "503/1/LAMA/2020" if kind != "NEW" else ""
    application = drafts.start_draft(permit_type, kind, by=by, now=now, previous_number=number, applicant=applicant)
    where = {"village": (applicant or by).village_id}
    person = {"address": "Jl. Contoh No. 1", "phone": "080000000001", "postcode": "75112", "email": by.email}
    drafts.save_section(application, "applicant", person | where, by=by, now=now)
    if proxy:
        giver = {"name": "Dewi Contoh", "nik": "9900000000009999", "address": "Jl. Contoh No. 3"}
        drafts.save_section(application, "proxy", giver, by=by, now=now)
    if company:
        firm = {
            "nib": "9900000000001",
            "npwp": "990000000000001",
            "name": "PT Contoh Kreasi",
            "address": "Jl. Contoh No. 2",
            "form": "PT",
            "status": "PMDN",
            "phone": "080000000002",
            "postcode": "75112",
        }
        drafts.save_section(application, "company", firm | where, by=by, now=now)
    place = {"street": "Jl. Contoh", **point, "at_sea": "yes"}
    drafts.save_section(application, "place", place | where, by=by, now=now)
    spec = permit_type.current_edition.spec
    answers: dict[str, Any] = {}
    for one in spec.fields:
        if one.applies_to(kind) and one.is_shown(answers):
            answers[one.code] = an_answer(one)
    drafts.save_section(application, "details", answers, by=by, now=now)
    _attach_all(application, by=by, now=now)
    application.refresh_from_db()
    return application


def _attach_all(application: Application, *, by: User, now: dt.datetime) -> None:
    data = application.versions.get().data
    papers: dict[tuple[str, ...], Blob] = {}
    for one in application.edition.spec.requirements:
        if one.applies_to(application.kind, has_proxy=has_proxy(data), has_company=has_company(data)):
            if one.formats not in papers:
                papers[one.formats] = a_paper(one, now=now)
            drafts.attach_document(application, one.code, papers[one.formats], by=by, now=now)


@dataclass
class Office:
    """One officer for each desk; `advice` is what the agencies will say."""

    people: dict[str, User]
    agency_people: dict[str, User] = field(default_factory=dict)

    def at(self, step: Step) -> User:
        if step.role == Role.TECHNICAL_AGENCY and step.agency:
            return self.agency_people[step.agency.code]
        return self.people[step.role]


def open_step(application: Application, stage: Stage | None = None) -> Step:
    """The open step (of that stage); fails when there is not exactly one."""
    steps = application.steps.open().select_related("agency")
    return steps.get(stage=stage) if stage else steps.get()


def advice(decision: str = "agreed", *, note: str = "") -> MoveData:
    """What an agency writes."""
    return MoveData(advice=AdviceData(decision, "556/12/DISPAR/2026", MONDAY.date(), note, answer="Sudah kami jawab."))


def data_for(application: Application, step: Step, move: Move) -> MoveData:
    """The papers that the usual way needs at this step."""
    if step.stage == Stage.REGISTRATION_CHECK and move == Move.APPROVE:
        return MoveData(checks=tuple(CheckLine(line.code, True) for line in lines_for(application)))
    if step.stage == Stage.VERIFICATION and move == Move.APPROVE:
        from office.models import Agency

        codes = application.edition.spec.route.agencies
        return MoveData(agencies=tuple(Agency.objects.filter(code__in=codes).values_list("pk", flat=True)))
    if move == Move.ADVISE:
        return advice()
    if move in {Move.APPROVE, Move.APPROVE_WITH_MEETING, Move.RELEASE}:
        return points_ticked(step)
    return MoveData()


def points_ticked(step: Step) -> MoveData:
    """Every point of a superior's or the records desk's list is in order."""
    return MoveData(checks=tuple(CheckLine(line.code, True) for line in demanded_points(Stage(step.stage))))


def step_on(
    application: Application,
    office: Office,
    *,
    now: dt.datetime,
    move: Move | None = None,
    step: Step | None = None,
    **notes: Any,
) -> Step:
    """Let the desk that holds the file make the usual move, or `move`; return the step that was closed.

    `step` says whose turn it is where several agencies have the file side by side.
    """
    application.refresh_from_db()
    step = step or open_step(application)
    by = office.at(step)
    seen = application.state_version
    if step.stage == Stage.KADIS_APPROVAL and move is None:
        actions.sign(step.pk, by=by, passphrase=PASSPHRASE, now=now, seen_version=seen)
    else:
        usual = {Stage.AGENCY_REVIEW: Move.ADVISE, Stage.RECORDS_CHECK: Move.RELEASE}
        chosen = move or usual.get(Stage(step.stage), Move.APPROVE)
        data = notes.pop("data", None) or data_for(application, step, chosen)
        actions.act(step.pk, chosen, by=by, now=now, seen_version=seen, data=data, **notes)
    step.refresh_from_db()
    return step


def walk_to(application: Application, stage: Stage, office: Office, *, now: dt.datetime = MONDAY) -> Step:
    """Move the file by the usual way, five minutes a desk, until it stands at `stage`; return that open step."""
    for _ in range(20):
        step = open_step(application)
        if step.stage == stage:
            return step
        now += dt.timedelta(minutes=5)
        step_on(application, office, now=now)
    raise AssertionError(f"never reached {stage}")
