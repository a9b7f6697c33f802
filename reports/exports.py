"""A Document as the answer of a page: PDF, DOCX or XLSX."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.utils import timezone

from eptsp.lib.errors import DomainError
from office.profile import profile
from reports import paper, sheets, word
from reports.blocks import Document

PDF = "application/pdf"


def answer(document: Document, kind: str, *, name: str, now: dt.datetime, draft: bool = False) -> HttpResponse:
    """The file as an attachment; 503 with a sentence when a PDF cannot be made. Raises Http404 for another kind."""
    try:
        data, content_type = _bytes(document, kind, now=now, draft=draft)
    except DomainError as error:
        return HttpResponse(error.message, status=503, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def _bytes(document: Document, kind: str, *, now: dt.datetime, draft: bool) -> tuple[bytes, str]:
    if kind == "pdf":
        today = timezone.localdate(now)
        return paper.render(document, paper.Close(today, paper.head_of_office(on=today)), draft=draft), PDF
    if kind == "docx":
        return word.render(document, author=profile().name, now=now), word.DOCX
    if kind == "xlsx":
        return sheets.render(document), sheets.XLSX
    raise Http404
