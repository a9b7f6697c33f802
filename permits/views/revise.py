"""Revisi: what was returned to the applicant, and mending it (guide 3.2.4, revisi-berkas.md)."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from eptsp.lib.workingtime import working_days_left
from office.calendar import working_calendar
from permits.actions import drafts
from permits.models import Application, RevisionRequest
from permits.sections import REVIEW, STEPS, step_called, step_of
from permits.views import documents
from permits.views.road import Road, road_of
from permits.views.saving import save_step, show_step

TEMPLATE = "permits/revise_step.html"
PER_PAGE = 10


@login_required
@never_cache
@require_GET
def my_revisions(request: SignedInRequest) -> HttpResponse:
    """Daftar Revisi Saya: the open returns, the most urgent first."""
    mine = RevisionRequest.objects.filter(
        application__applicant=request.user.pk, application__status=Application.Status.REVISION, closed_at=None
    )
    wanted = request.GET.get("q", "").strip()
    if wanted:
        mine = mine.filter(application__resi__icontains=wanted)
    rows = mine.select_related("application__permit_type").order_by("due_at", "id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    now, calendar = timezone.now(), working_calendar()
    left = [None if row.due_at < now else working_days_left(calendar, now, due_at=row.due_at) for row in page]
    context = {"page": page, "rows": list(zip(page, left, strict=True)), "wanted": wanted}
    return render(request, "permits/my_revisions.html", context)


@login_required
@require_GET
def revise(request: SignedInRequest, resi: str) -> HttpResponse:
    """Open the form at the first step with something to mend."""
    road = _road(request, resi)
    items = road.editing.request.items if road.editing.request else []
    wanted = {step_of(item["code"]).slug for item in items}
    first = next((step for step in STEPS if step.slug in wanted), STEPS[0])
    return redirect("permits:revise_step", resi, first.slug)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revise_step(request: SignedInRequest, resi: str, slug: str) -> HttpResponse:
    """One stage of Form Revisi Permohonan Izin; what is not unlocked is shown and kept."""
    road = _road(request, resi)
    step = step_called(slug)
    if request.method == "POST" and step is not REVIEW:
        return save_step(request, road, step, TEMPLATE)
    return show_step(request, road, step, TEMPLATE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise_document(request: SignedInRequest, resi: str, requirement: str) -> HttpResponseBase:
    """Open the file given for a requirement (GET), or give another (POST)."""
    return documents.document(request, _road(request, resi), requirement)


@login_required
@require_GET
def revise_pick(request: SignedInRequest, resi: str, requirement: str) -> HttpResponse:
    """Choose a file of File Saya for a requirement."""
    return documents.pick(request, _road(request, resi), requirement)


def _road(request: SignedInRequest, resi: str) -> Road:
    """One's own file that lies with its applicant; anything else does not exist. Makes the version on first sight."""
    rows = Application.objects.select_related("permit_type__agency", "edition")
    application = get_object_or_404(
        rows,
        resi=resi.upper(),
        applicant=request.user,
        status=Application.Status.REVISION,
        revision_requests__closed_at=None,
        revision_requests__isnull=False,
    )
    drafts.open_revision_version(application, now=timezone.now())
    return road_of(application, request)
