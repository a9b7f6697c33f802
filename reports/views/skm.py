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
from reports.forms.period import PeriodForm
from surveys.figures import Scope
from surveys.periods import Period, semester_of


def _chosen(request: SignedInRequest, *, today: dt.date) -> tuple[PeriodForm, Period]:
    default = semester_of(today)
    form = PeriodForm(request.GET or None, today=today, initial={"periode": default.code})
    return form, form.period(default)


def _document(period: Period, *, full_sheet: bool) -> Document:
    return skm.document(Scope(period), profile(), plan=followup.blocks_for(period.code), full_sheet=full_sheet)


@require_safe
@login_required
def skm_page(request: SignedInRequest) -> HttpResponse:
    """The report on screen with its files one click away."""
    today = timezone.localdate()
    if not permissions.can_read(request.user, on=today):
        raise PermissionDenied
    form, period = _chosen(request, today=today)
    query = {"dari": period.start.isoformat(), "sampai": period.end.isoformat()}
    context = {
        "form": form,
        "period": period,
        "query": urlencode({"periode": period.code} if period.code else query),
        "document": _document(period, full_sheet=False),
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
    _, period = _chosen(request, today=today)
    document = _document(period, full_sheet=kind == "xlsx")
    name = f"laporan-skm-{period.code or f'{period.start}-{period.end}'}"
    return exports.answer(document, kind, name=name, now=now)
