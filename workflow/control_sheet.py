"""Lembar pengendali: every step of a file with the person, the paraf, Durasi and Offtime, as a PDF."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from eptsp.lib import pdf
from eptsp.lib.formatting import local_time
from eptsp.lib.workingtime import WorkingCalendar, format_duration
from office.profile import profile
from permits.issuing import letterhead
from permits.models import Application
from permits.stages import Move, Stage
from workflow.models import Step
from workflow.tracking import MOVE_WORDS, ROLE_WORDS, stay, timeline

STYLESHEET = "control.css"
SENTENCE = "Dibuat oleh sistem dari riwayat berkas. Paraf elektronik tercatat atas nama petugas yang memutus."
INITIALLED = frozenset(
    {Move.APPROVE, Move.APPROVE_WITH_MEETING, Move.ADVISE, Move.CLOSE_MEETING, Move.SIGN, Move.RELEASE}
)


@dataclass(frozen=True)
class Line:
    """One stay, in words."""

    stage: str
    who: str
    role: str
    opened: str
    closed: str
    decision: str
    initials: str
    duration: str
    offtime: str


def lines(application: Application, cal: WorkingCalendar, *, now: dt.datetime) -> list[Line]:
    """Every stay in the order of opening; one query."""
    steps = application.steps.select_related("agency", "closed_by").order_by("opened_at", "id")
    return [_line(step, cal, now=now) for step in steps]


def _line(step: Step, cal: WorkingCalendar, *, now: dt.datetime) -> Line:
    spent = stay(cal, step, now=now)
    return Line(
        stage=step.label[:1].upper() + step.label[1:],
        who=step.closed_by.name if step.closed_by else "",
        role=step.agency.short_name if step.agency else ROLE_WORDS[step.role],
        opened=local_time(step.opened_at),
        closed=local_time(step.closed_at) if step.closed_at else "sedang berjalan",
        decision=MOVE_WORDS[Move(step.move)] if step.move else "",
        initials=_initials(step),
        duration=format_duration(spent.durasi),
        offtime=format_duration(spent.offtime),
    )


def _initials(step: Step) -> str:
    """The paraf: the first letters of whoever agreed at this desk; "" for the applicant's own and for refusals."""
    if step.closed_by is None or step.role == "applicant" or step.stage == Stage.REVISION or not step.move:
        return ""
    if Move(step.move) not in INITIALLED:
        return ""
    return "".join(word[0] for word in step.closed_by.name.split()[:3]).upper()


def control_sheet(application: Application, cal: WorkingCalendar, *, now: dt.datetime) -> bytes:
    """The sheet as it stands now. Raises PdfError."""
    tracking = timeline(application, cal, audience="staff", now=now)
    head = letterhead(profile())
    context = {
        "application": application,
        "head": head,
        "emblem_name": "emblem",
        "lines": lines(application, cal, now=now),
        "duration": format_duration(tracking.total.durasi),
        "offtime": format_duration(tracking.total.offtime),
        "total": format_duration(tracking.elapsed),
        "made": local_time(now),
        "submitted": local_time(application.submitted_at) if application.submitted_at else "",
        "promise": local_time(application.promise_due_at) if application.promise_due_at else "",
        "sentence": SENTENCE,
        "is_demo": settings.DEMO,
    }
    with translation.override("id"):
        html = render_to_string("workflow/pdf/control_sheet.html", context)
    return pdf.render(html, stylesheet=STYLESHEET, images={"emblem": head.emblem_png} if head.emblem_png else {})
