"""What a draft will look like: the applicant's form, and the letter with made-up answers."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from permits.catalogue.mistakes import Source
from permits.catalogue.parsing import read_leniently
from permits.catalogue.samples import sample_data
from permits.catalogue.schema import KINDS, PermitSpec
from permits.forms.details import Asked, DetailsForm
from permits.forms.editing import Editing
from permits.issuing import Issue, compose_letter
from permits.letters import PermitLetter, Signatory
from permits.models import Application, ApplicationVersion
from permits.standards import Paper, papers_of

SAMPLE_ADVICE = "Dinas Contoh Nomor 503/001/CONTOH tanggal 17 Agustus 2026 (disetujui)"


@dataclass(frozen=True)
class DraftEditing(Editing):
    """An empty file of an edition that is not in the database."""

    shown: PermitSpec | None = None

    @property
    def spec(self) -> PermitSpec:
        if self.shown is None:
            raise LookupError("a preview needs its edition")
        return self.shown


@dataclass(frozen=True)
class Preview:
    """The applicant's form of one kind of application."""

    questions: list[Asked]
    papers: tuple[Paper, ...]
    kind: str
    kinds: list[tuple[str, str]]


def preview_of(body: dict[str, Any], kind: str) -> Preview:
    """The questions and documents as an applicant of this kind is asked them; mistakes elsewhere do not matter."""
    spec, _ = read_leniently(body, source=Source("pratinjau"))
    offered = [code for code in spec.kinds if code in KINDS] or list(KINDS)
    chosen = kind if kind in offered else offered[0]
    application = Application(kind=chosen)
    editing = DraftEditing(application, ApplicationVersion(data={}), User(), None, shown=spec)
    form = DetailsForm(editing=editing, prefix="pratinjau")
    labels = {str(code): str(label) for code, label in Application.Kind.choices}
    return Preview(form.questions(), papers_of(spec, kind=chosen), chosen, [(code, labels[code]) for code in offered])


def sample_letter(spec: PermitSpec, *, kind: str = "NEW", company: bool = False) -> PermitLetter:
    """The letter with made-up answers; LookupError, ValueError or KeyError while the draft's letter has mistakes."""
    now = timezone.now()
    data = sample_data(spec, kind=kind, company=company)
    holder = data["company"]["name"] if company else data["applicant"]["name"]
    application = Application(kind=kind, resi="C0N70H", holder_name=holder, submitted_at=now)
    version = ApplicationVersion(data=data)
    signatory = Signatory(position="Kepala Dinas", name="Nama Pejabat Contoh", employee_number="000000000000000000")
    issue = Issue("", None, "", signatory, SAMPLE_ADVICE)
    return compose_letter(application, version, None, issue, today=timezone.localdate(now), spec=spec)
