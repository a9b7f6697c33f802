"""Rekapitulasi layanan pengaduan: on screen, as XLSX, as PDF."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from complaints.forms.desk import PeriodForm
from complaints.permissions import can_open_desk
from complaints.register import HEADINGS, Register, register
from complaints.sheets import XLSX, register_pdf, register_xlsx
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date


def this_quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first day of the quarter and the day itself."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day


def period_of(request: HttpRequest) -> tuple[PeriodForm, tuple[dt.date, dt.date]]:
    """Return the filled form and the period that it asks for, this quarter when it asks for none or for nonsense."""
    quarter = this_quarter(timezone.localdate())
    if "dari" not in request.GET and "sampai" not in request.GET:
        return PeriodForm(initial={"dari": quarter[0], "sampai": quarter[1]}), quarter
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return form, quarter
    return form, (form.cleaned_data["dari"], form.cleaned_data["sampai"])


def title_of(first: dt.date, last: dt.date) -> str:
    """Return the heading that screen and papers share."""
    return f"Rekapitulasi Layanan Pengaduan {long_date(first)} sampai {long_date(last)}"


@require_safe
@login_required
def register_page(request: SignedInRequest) -> HttpResponse:
    """The table with its period and the links to both files."""
    if not can_open_desk(request.user):
        raise PermissionDenied
    form, (first, last) = period_of(request)
    found = register(first, last, reader=request.user)
    context = {
        "form": form,
        "register": found,
        "headings": HEADINGS,
        "title": title_of(first, last),
        "period": urlencode({"dari": first.isoformat(), "sampai": last.isoformat()}),
    }
    return render(request, "complaints/register.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
def register_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """The same rows as a file."""
    if not can_open_desk(request.user):
        raise PermissionDenied
    if kind not in {"xlsx", "pdf"}:
        raise Http404
    _, (first, last) = period_of(request)
    found = register(first, last, reader=request.user)
    try:
        data = _bytes(found, kind)
    except DomainError as error:
        return HttpResponse(error.message, status=503, content_type="text/plain; charset=utf-8")
    name = f"rekap-pengaduan-{first.isoformat()}-{last.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=XLSX if kind == "xlsx" else "application/pdf", headers=headers)


def _bytes(found: Register, kind: str) -> bytes:
    title = title_of(found.first, found.last)
    return register_xlsx(found, title=title) if kind == "xlsx" else register_pdf(found, title=title)
