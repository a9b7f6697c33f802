"""Kewajiban: the reports that a holder owes after issue, and their check by the agency."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.actions import store
from files.handover import respond
from permits import register as rows
from permits.actions import duties as actions
from permits.forms.after_issue import CheckReportForm, ReportForm
from permits.models import DutyReport, PermitDuty
from permits.permissions import can_check_report, can_read_register, can_report

PAGE = 20
FILTERS = [
    ("", "Semua yang terbuka"),
    ("periksa", "Menunggu pemeriksaan"),
    ("terlambat", "Terlambat"),
    ("diterima", "Diterima"),
]


@require_safe
@login_required
def my_duties(request: SignedInRequest) -> HttpResponse:
    """The holder's reports: what is due first stands first; what was accepted on its own tab."""
    which = "diterima" if request.GET.get("status") == "diterima" else ""
    today = timezone.localdate()
    found = rows.narrowed(rows.own_duties(request.user), which, today=today).order_by("due_on", "id")
    page = Paginator(found, PAGE).get_page(request.GET.get("hal"))
    return render(request, "permits/my_duties.html", {"page": page, "which": which, "today": today})


@require_safe
@login_required
def duty_desk(request: SignedInRequest) -> HttpResponse:
    """The officers' list."""
    today = timezone.localdate()
    if not can_read_register(request.user, on=today):
        raise PermissionDenied
    which = request.GET.get("status", "")
    found = rows.narrowed(rows.duties_for(request.user), which, today=today)
    page = rows.page_of_duties(found, after=request.GET.get("setelah", ""))
    context = {
        "duties": page.rows,
        "next_after": page.next_after,
        "is_first": "setelah" not in request.GET,
        "which": which,
        "filters": FILTERS,
        "today": today,
    }
    return render(request, "permits/duty_desk.html", context)


def visible_duty(request: SignedInRequest, pk: int) -> PermitDuty:
    """The duty of one's own permit or one that one's desk may see, else 404."""
    found = rows.own_duties(request.user).filter(pk=pk).first() or rows.duties_for(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report: when it is due, what was sent, what was said of it, and the next step."""
    return _page(request, visible_duty(request, pk))


def _page(
    request: SignedInRequest,
    found: PermitDuty,
    *,
    sending: ReportForm | None = None,
    checking: CheckReportForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    reports = list(found.reports.select_related("blob", "checked_by", "sent_by").order_by("-n"))
    waiting = next((report for report in reports if report.checked_at is None), None)
    may_check = waiting is not None and can_check_report(request.user, found, on=today)
    context = {
        "duty": found,
        "reports": reports,
        "is_owner": can_report(request.user, found),
        "may_send": can_report(request.user, found) and found.state in actions.OPEN and found.starts_on <= today,
        "may_check": may_check,
        "sending": sending or ReportForm(),
        "checking": checking or CheckReportForm(initial={"report": waiting.pk if waiting else None}),
        "today": today,
    }
    status = 422 if sending or checking else 200
    return render(request, "permits/duty.html", context, status=status)


@require_POST
@login_required
def send_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in a report."""
    found = visible_duty(request, pk)
    if not can_report(request.user, found):
        raise PermissionDenied
    form, now = ReportForm(request.POST, request.FILES), timezone.now()
    if not form.is_valid():
        return _page(request, found, sending=form)
    upload = form.cleaned_data["file"]
    try:
        blob = store(upload, now=now)
        actions.send_report(
            found.pk, blob, name=upload.name[:200], note=form.cleaned_data["note"], by=request.user, now=now
        )
    except DomainError as error:
        form.add_error("file", error.message)
        return _page(request, found, sending=form)
    messages.success(request, f"{found} terkirim. Hasil pemeriksaan akan kami beri tahukan.")
    return redirect("permits:duty", found.pk)


@require_POST
@login_required
def check_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept a report or ask for a better one."""
    found = visible_duty(request, pk)
    if not can_check_report(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    form = CheckReportForm(request.POST)
    if not form.is_valid():
        return _page(request, found, checking=form)
    answer, is_accepted = form.cleaned_data["answer"], form.cleaned_data["verdict"] == "terima"
    try:
        actions.check_report(
            found.pk,
            report=form.cleaned_data["report"],
            is_accepted=is_accepted,
            answer=answer,
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return _page(request, found, checking=form)
    messages.success(request, f"{found}: {'diterima' if is_accepted else 'dikembalikan untuk diperbaiki'}.")
    return redirect("permits:duty_desk")


@require_safe
@login_required
def duty_file(request: SignedInRequest, pk: int, report: int) -> HttpResponseBase:
    """The file of a report, for its holder and for those who may see the permit."""
    found = visible_duty(request, pk)
    row = get_object_or_404(DutyReport.objects.select_related("blob"), duty=found, pk=report)
    return respond(row.blob, filename=row.name, inline=True, request=request)
