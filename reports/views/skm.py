"""/petugas/laporan/skm/: the SKM report of any period, on screen and as a file."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from office.profile import profile
from reports import exports, followup, permissions, skm
from reports.blocks import Document
from reports.forms.period import SkmForm
from surveys.periods import semester_of


def _chosen(request: SignedInRequest, *, today: dt.date) -> SkmForm:
    return SkmForm(request.GET or None, today=today, initial={"periode": semester_of(today).code})


def _document(form: SkmForm, *, today: dt.date, full_sheet: bool) -> Document:
    scope = form.scope(semester_of(today))
    plan = [] if scope.is_narrow else followup.blocks_for(scope.period.code)
    return skm.document(scope, profile(), plan=plan, part=form.part, full_sheet=full_sheet, convention=form.convention)


@require_safe
@login_required
def skm_page(request: SignedInRequest) -> HttpResponse:
    """The report on screen with its files one click away."""
    today = timezone.localdate()
    if not permissions.can_read(request.user, on=today):
        raise PermissionDenied
    form = _chosen(request, today=today)
    period = form.period(semester_of(today))
    context = {
        "form": form,
        "period": period,
        "query": urlencode(form.query(period)),
        "document": _document(form, today=today, full_sheet=False),
    }
    return render(request, "reports/skm.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def skm_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """The same report as PDF, DOCX or XLSX (with every respondent's line)."""
    now = timezone.now()
    today = timezone.localdate(now)
    if not permissions.can_read(request.user, on=today):
        raise PermissionDenied
    form = _chosen(request, today=today)
    period = form.period(semester_of(today))
    document = _document(form, today=today, full_sheet=kind == "xlsx")
    name = f"laporan-skm-{period.code or f'{period.start}-{period.end}'}"
    return exports.answer(document, kind, name=name, now=now)
