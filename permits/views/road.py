"""Where the pages of one file lie: the same steps under a draft's key or under the resi of a file in revision."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.requests import SignedInRequest
from eptsp.lib.workingtime import working_days_left
from office.calendar import working_calendar
from permits import completeness, locks
from permits.actions import drafts
from permits.actions.contents import last_submitted
from permits.catalogue.schema import RequirementSpec
from permits.changes import Change, changes
from permits.completeness import Problem
from permits.forms.editing import Editing
from permits.models import Application, ApplicationDocument
from permits.sections import LABELS, SECTION_LABELS, STEPS, StepSpec, rows_of, step_of


@dataclass(frozen=True)
class UploadRow:
    """One requirement on the page: what is given, where it is sent, whether it may be changed."""

    spec: RequirementSpec
    document: ApplicationDocument | None
    url: str
    is_open: bool
    remark: str = ""
    error: str = ""
    is_counter: bool = False  # an officer never looks into the applicant's File Saya

    @property
    def formats(self) -> str:
        return ", ".join(one.upper() for one in self.spec.formats)

    @property
    def content_types(self) -> str:
        """For the file dialog and the first check in the browser."""
        return ",".join(sorted(completeness.content_types_of(self.spec) | {f".{one}" for one in self.spec.formats}))


@dataclass(frozen=True)
class Road:
    """The addresses of one file's pages, and what they show around the form."""

    editing: Editing
    documents: dict[str, ApplicationDocument]

    @property
    def is_revision(self) -> bool:
        return self.editing.request is not None

    def step_url(self, slug: str) -> str:
        """The page of one step."""
        application = self.editing.application
        if self.is_revision:
            return reverse("permits:revise_step", args=[application.resi, slug])
        return reverse("permits:wizard_step", args=[application.key, slug])

    def document_url(self, requirement: str, page: str = "document") -> str:
        """Where the file of a requirement is opened (GET), given (POST) or, as "pick", chosen from File Saya."""
        application = self.editing.application
        if self.is_revision:
            return reverse(f"permits:revise_{page}", args=[application.resi, requirement])
        return reverse(f"permits:wizard_{page}", args=[application.key, requirement])

    @property
    def submit_url(self) -> str:
        application = self.editing.application
        if self.is_revision:
            return reverse("workflow:resubmit", args=[application.resi])
        return reverse("workflow:submit", args=[application.key])

    def steps(self, current: StepSpec) -> list[dict[str, str]]:
        """The list of steps above the page; the choice of a permit type is the first, done one."""
        mended = {problem.step for problem in self.problems()}
        data = self.editing.version.data
        shown = []
        for step in STEPS:
            is_done = bool(step.sections) and step.slug not in mended and step.sections[0] in data
            state = "current" if step is current else "done" if is_done else "todo"
            shown.append({"label": step.label, "url": self.step_url(step.slug), "state": state})
        if self.is_revision:
            return shown
        return [{"label": "Pilih Izin", "url": "", "state": "done"}, *shown]

    def problems(self) -> list[Problem]:
        """What is still missing, without asking where the point lies."""
        given = {code: document.blob.content_type for code, document in self.documents.items()}
        editing = self.editing
        kind = editing.application.kind
        return completeness.problems(editing.version.data, given, editing.spec, kind=kind)

    def uploads(self, errors: dict[str, str] | None = None) -> list[UploadRow]:
        """One row for every document asked of this application."""
        editing = self.editing
        asked = completeness.requirements_of(editing.version.data, editing.spec, kind=editing.application.kind)
        return [self.upload(one, (errors or {}).get(one.code, "")) for one in asked]

    def upload(self, spec: RequirementSpec, error: str = "") -> UploadRow:
        """The row of one requirement."""
        request = self.editing.request
        remark = request.remark_for(f"document.{spec.code}") if request else ""
        is_open = locks.is_document_open(request, spec.code)
        document = self.documents.get(spec.code)
        is_counter = self.editing.officer is not None
        return UploadRow(spec, document, self.document_url(spec.code), is_open, remark, error, is_counter)

    def review(self) -> list[dict[str, Any]]:
        """The sections as they will be sent, each with the address where it is changed."""
        data, application = self.editing.version.data, self.editing.application
        shown = []
        for step in STEPS:
            for section in step.sections:
                rows = rows_of(section, data, self.editing.spec, kind=application.kind)
                label = SECTION_LABELS[section]
                shown.append({"section": section, "label": label, "rows": rows, "url": self.step_url(step.slug)})
        return shown

    def items(self) -> list[dict[str, str]]:
        """What the officer asked to be mended: words, remark and the address of the step."""
        request = self.editing.request
        if request is None:
            return []
        return [
            {"label": label_of(item["code"], self.editing), "remark": item.get("remark", ""), "url": self._url_of(item)}
            for item in request.items
        ]

    def mended(self) -> list[Change]:
        """Before and after: what the applicant has changed since the file was last sent; empty for a draft."""
        if not self.is_revision:
            return []
        editing, before = self.editing, last_submitted(self.editing.application)
        sections = [section for step in STEPS for section in step.sections]
        kind = editing.application.kind
        found = changes(sections, before.data, editing.version.data, editing.spec, kind=kind)
        old = {one.requirement: one for one in before.documents.all()}
        for row in self.uploads():
            was, becomes = old.get(row.spec.code), row.document
            if (was.blob_id if was else None) != (becomes.blob_id if becomes else None):
                names = (was.name if was else "", becomes.name if becomes else "")
                found.append(Change(f"document.{row.spec.code}", f"Lampiran: {row.spec.name}", *names))
        return found

    def untouched(self) -> list[str]:
        """The words of what the officer ticked and nobody has changed yet."""
        changed = {one.code for one in self.mended()}
        return [
            label_of(item["code"], self.editing)
            for item in (self.editing.request.items if self.editing.request else [])
            if not item["code"].startswith("section.") and item["code"] not in changed and _plain(item["code"])
        ]

    def days_left(self, now: dt.datetime) -> int | None:
        """Whole office days until the revision must be back, 0 on the last one; None for a draft or when it is late."""
        request = self.editing.request
        if request is None or request.due_at < now:
            return None
        return working_days_left(working_calendar(), now, due_at=request.due_at)

    def _url_of(self, item: dict[str, str]) -> str:
        problem = Problem(item["code"], "", "")
        return f"{self.step_url(step_of(item['code']).slug)}#{problem.anchor}"


def road_of(application: Application, request: SignedInRequest) -> Road:
    """The road of a file whose version in work exists; three queries."""
    version = application.versions.get(submitted_at=None)
    revision = None
    if application.status == Application.Status.REVISION:
        revision = application.revision_requests.filter(closed_at=None).first()
    is_own = application.applicant_id == request.user.pk
    person = request.user if is_own else application.applicant
    editing = Editing(application, version, person, revision, None if is_own else request.user)
    documents = {one.requirement: one for one in version.documents.select_related("blob")}
    return Road(editing, documents)


def renew_edition(application: Application) -> bool:
    """Move a draft to the newest edition; say whether it moved."""
    if application.edition_id == application.permit_type.edition_id_on(timezone.localdate()):
        return False
    moved = drafts.renew_edition(application, now=timezone.now())
    application.refresh_from_db(fields=["edition"])
    return moved


def _plain(code: str) -> bool:
    """Whether the code names one row of the before and after: regions and coordinates are read as one."""
    group, _, key = code.partition(".")
    return group in {"details", "document"} or key in LABELS.get(group, {})


def label_of(code: str, editing: Editing) -> str:
    """The words for a code of a return."""
    group, _, key = code.partition(".")
    try:
        if group == "document":
            return editing.spec.requirement(key).name
        if group == "details":
            return editing.spec.field(key).label
    except LookupError:
        return key
    if group == "section":
        return SECTION_LABELS.get(key, key)
    more = {"latitude": "Koordinat Lintang", "longitude": "Koordinat Bujur"}
    return (LABELS.get(group, {}) | more).get(key, key)
