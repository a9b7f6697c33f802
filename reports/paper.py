"""A Document as PDF."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import RoleAssignment
from accounts.roles import Role
from eptsp.lib import pdf
from office.profile import profile
from permits.issuing import letterhead
from permits.letters import Signatory
from permits.signing.base import SIGNATURE_FIELD
from reports.blocks import Document

STYLESHEET = "report.css"
HEAD_OF_OFFICE = "KEPALA DINAS"


@dataclass(frozen=True, slots=True)
class Close:
    """What stands at the end: who signs, on which day. `sentence` is printed once it is to be signed."""

    dated_on: dt.date
    signatory: Signatory = Signatory(HEAD_OF_OFFICE, "")
    sentence: str = ""


def head_of_office(*, on: dt.date) -> Signatory:
    """The name that stands beneath a report on that day: who holds the desk, the acting one last; one query."""
    held = RoleAssignment.objects.in_force(on).filter(role=Role.KADIS).select_related("user").order_by("acting", "pk")
    first = held.first()
    if first is None:
        return Signatory(HEAD_OF_OFFICE, "")
    return Signatory(HEAD_OF_OFFICE, first.user.name, first.user.employee_number, acting=first.acting)


def render(document: Document, close: Close, *, draft: bool = False, with_field: bool = False) -> bytes:
    """PDF/A-3b; with an empty signature field, or DRAF across every page. Raises PdfError."""
    office = profile()
    head = letterhead(office)
    context = {
        "document": document,
        "head": head,
        "city": office.city,
        "dated_on": close.dated_on,
        "signatory": close.signatory,
        "sentence": close.sentence,
        "is_demo": settings.DEMO,
        "field": SIGNATURE_FIELD if close.sentence else "",
    }
    return pdf.render(
        render_to_string("reports/pdf/report.html", context),
        stylesheet=STYLESHEET,
        draft=draft,
        images=document.pictures | ({"emblem": head.emblem_png} if head.emblem_png else {}),
        signature_field=SIGNATURE_FIELD if with_field else None,
    )
