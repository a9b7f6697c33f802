"""Tabel Monitoring: every file that an officer may see, with its process rows, and the same as XLSX."""

import datetime as dt
import logging
import tempfile
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.workingtime import WorkingCalendar
from office.calendar import working_calendar
from permits.models import Application
from workflow.forms_staff import NikForm, StaffTableForm
from workflow.staff_sheet import MOST_FILES, write_sheet
from workflow.staff_table import PAGE, Filters, Line, can_read_table, files_for, lines_of, page_of

log = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def staff_monitoring(request: SignedInRequest) -> HttpResponse:
    """The table; a NIK is searched for by POST, so that it never stands in an address."""
    now = timezone.now()
    _demand_reader(request, now=now)
    form = StaffTableForm(request.GET)
    nik_form = NikForm(request.POST if request.method == "POST" else None)
    filters = form.filters()
    if request.method == "POST":
        filters = Filters(nik=nik_form.cleaned_data["nik"]) if nik_form.is_valid() else Filters()
    files = files_for(request.user, filters, on=timezone.localdate(now))
    after = "" if request.method == "POST" else request.GET.get("setelah", "")
    page = page_of(files, working_calendar(), user=request.user, after=after, now=now)
    context: dict[str, Any] = {
        "form": form,
        "nik_form": nik_form if nik_form.errors else NikForm(),  # what was found is not echoed
        "by_nik": bool(filters.nik),
        "lines": page.lines if request.method == "GET" or nik_form.is_valid() else [],
        "next_after": page.next_after if request.method == "GET" else "",
        "more_of_nik": bool(page.next_after) and request.method == "POST",
        "is_first": not after,
        "is_narrowed": filters != Filters(),
        "most": MOST_FILES,
    }
    return render(request, "workflow/staff_monitoring.html", context, status=422 if nik_form.errors else 200)


@require_safe
@login_required
def staff_monitoring_sheet(request: SignedInRequest) -> HttpResponseBase:
    """The filtered table as XLSX; more files than fit are refused with a word on what to do."""
    now = timezone.now()
    _demand_reader(request, now=now)
    files = files_for(request.user, StaffTableForm(request.GET).filters(), on=timezone.localdate(now))
    if files.order_by()[: MOST_FILES + 1].count() > MOST_FILES:
        messages.error(request, f"Ekspor dibatasi {MOST_FILES} permohonan. Persempit periode atau saringan lainnya.")
        return redirect(f"{reverse('workflow:staff_monitoring')}?{request.GET.urlencode()}")
    # closed by the response when it is sent
    target = tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115
    written = write_sheet(_lines(files, working_calendar(), request=request, now=now), target)
    target.seek(0)
    log.info("user %s exported %d files of the monitoring table", request.user.pk, written)
    name = f"monitoring-{timezone.localdate(now):%Y%m%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _lines(
    files: QuerySet[Application], cal: WorkingCalendar, *, request: SignedInRequest, now: dt.datetime
) -> Iterator[Line]:
    """The files page by page, so that only one page is held at a time."""
    chunk: list[Application] = []
    rows = files.select_related("applicant", "permit_type", "edition")
    for file in rows.iterator(chunk_size=10 * PAGE):
        chunk.append(file)
        if len(chunk) == 10 * PAGE:
            yield from lines_of(chunk, cal, user=request.user, now=now)
            chunk = []
    yield from lines_of(chunk, cal, user=request.user, now=now)


def _demand_reader(request: SignedInRequest, *, now: dt.datetime) -> None:
    if not can_read_table(request.user, on=timezone.localdate(now)):
        raise PermissionDenied
