"""/petugas/laporan/tindak-lanjut/: plans of the survey's follow-up, their realisation, and the report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond
from office.profile import profile
from reports import exports, followup, permissions
from reports.actions import followup as actions
from reports.forms.followup import ItemForm, MeetingForm, PointForm, StartPlanForm
from reports.models import FollowUpEvidence, FollowUpItem, FollowUpPlan
from surveys import periods

PAGE = 20


def _demand(request: SignedInRequest, *, writes: bool) -> None:
    allowed = permissions.can_write if writes else permissions.can_read
    if not allowed(request.user, on=timezone.localdate()):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plans(request: SignedInRequest) -> HttpResponse:
    """The plans, newest first; a POST starts one from the lowest elements, or opens the one that is there."""
    _demand(request, writes=request.method == "POST")
    now = timezone.now()
    form = StartPlanForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.start(form.cleaned_data["periode"], by=request.user, now=now)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("reports:plan", code=plan.code)
    query = request.GET.get("q", "")[:4]
    rows = FollowUpPlan.objects.prefetch_related("items").order_by("-code")
    page = Paginator(rows.filter(code__startswith=query) if query else rows, PAGE).get_page(request.GET.get("hal"))
    listed = [(periods.read(one.code).name, one, sum(item.is_done for item in one.items.all())) for one in page]
    may = permissions.can_write(request.user, on=timezone.localdate(now))
    context = {"form": form, "page": page, "listed": listed, "query": query, "may_write": may}
    return render(request, "reports/plans.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def plan(request: SignedInRequest, code: str) -> HttpResponse:
    """One plan with its realisation, consultation and evaluation."""
    _demand(request, writes=False)
    return _page(request, code)


def _page(request: SignedInRequest, code: str, *, failed: Any = None, status: int = 200) -> HttpResponse:
    found = get_object_or_404(FollowUpPlan.objects.prefetch_related("items__evidence", "points"), code=code)
    taken = {item.element for item in found.items.all()}
    context = {
        "plan": found,
        "period": periods.read(code),
        "items": sorted(found.items.all(), key=lambda item: (item.index, item.element)),
        "others": [one for one in found.figures["elements"] if one[0] not in taken],
        "consultation": followup.consultation_blocks(found),
        "staff": followup.staff_blocks(found),
        "points": found.points.order_by("pk"),
        "point_form": failed or PointForm(),
        "may_write": permissions.can_write(request.user, on=timezone.localdate()),
    }
    return render(request, "reports/plan.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_item(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Plan, realisation and evidence of one element."""
    _demand(request, writes=True)
    item = get_object_or_404(FollowUpItem.objects.select_related("plan"), pk=pk, plan__code=code)
    initial = {name: getattr(item, name) for name in actions.ITEM}
    form = ItemForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.fill(pk, data, uploads=data["evidence"] or (), by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Tindak lanjut {item.name} tersimpan.")
            return redirect("reports:plan", code=code)
    context = {"form": form, "item": item, "code": code, "evidence": item.evidence.order_by("pk")}
    return render(request, "reports/plan_item.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_meeting(request: SignedInRequest, code: str) -> HttpResponse:
    """The public consultation's facts and the note on the staff."""
    _demand(request, writes=True)
    found = get_object_or_404(FollowUpPlan, code=code)
    form = MeetingForm(request.POST or None, initial={name: getattr(found, name) for name in actions.MEETING})
    if request.method == "POST" and form.is_valid():
        actions.write_meeting(found, form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, "Forum konsultasi publik tersimpan.")
        return redirect("reports:plan", code=code)
    context = {"form": form, "code": code, "period": periods.read(code)}
    return render(request, "reports/plan_meeting.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def plan_add(request: SignedInRequest, code: str, what: str) -> HttpResponse:
    """One more element ("unsur"), a line of the minutes ("butir"), or a line taken away ("hapus-butir")."""
    _demand(request, writes=True)
    found = get_object_or_404(FollowUpPlan, code=code)
    by, now = request.user, timezone.now()
    if what == "unsur":
        try:
            actions.add_element(found, request.POST.get("unsur", ""), by=by, now=now)
        except DomainError as error:
            messages.error(request, error.message)
    elif what == "butir":
        form = PointForm(request.POST)
        if not form.is_valid():
            return _page(request, code, failed=form, status=422)
        actions.add_point(found, form.cleaned_data, by=by, now=now)
    else:
        wanted = request.POST.get("butir", "")
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
            actions.remove_point(found, int(wanted), by=by, now=now)
    return redirect("reports:plan", code=code)


@require_safe
@login_required
def plan_file(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """Laporan tindak lanjut as PDF, DOCX or XLSX."""
    _demand(request, writes=False)
    found = followup.plan_of(code)
    if found is None:
        found = get_object_or_404(FollowUpPlan, code=code)
    document = followup.document(found, profile())
    return exports.answer(document, kind, name=f"tindak-lanjut-skm-{code}", now=timezone.now())


@require_safe
@login_required
def minutes_file(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """Berita acara forum konsultasi publik as PDF or DOCX."""
    _demand(request, writes=False)
    found = followup.plan_of(code)
    if found is None:
        found = get_object_or_404(FollowUpPlan, code=code)
    document = followup.minutes_document(found, profile())
    return exports.answer(document, kind, name=f"berita-acara-fkp-{code}", now=timezone.now())


@require_safe
@login_required
def evidence_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A file of evidence."""
    _demand(request, writes=False)
    found = get_object_or_404(FollowUpEvidence.objects.select_related("blob"), pk=pk)
    return respond(found.blob, filename=found.name, inline=True, request=request)
