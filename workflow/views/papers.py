"""The papers of a desk: the permit's draft with its preview, advice letters and minutes, overdue revisions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from files.handover import respond
from permits.actions.drafting import Start, save_draft, template_of
from permits.issuing import Issue, compose_letter
from permits.letters import Signatory, render_permit
from permits.models import PermitDraft, RevisionRequest
from permits.stages import Stage
from workflow import actions
from workflow.actions.signing import POSITION, advice_text
from workflow.checklist import submitted_version
from workflow.filepage import DRAFT_STAGES
from workflow.forms import DraftForm, ExtendForm, RejectOverdueForm
from workflow.models import Advice, Meeting
from workflow.permissions import can_act, can_extend_revision, desk_assignments
from workflow.views.application import visible
from workflow.views.step import visible_step


@require_http_methods(["GET", "POST"])
@login_required
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the permit's own data; only at the drafting desk."""
    step = visible_step(request, pk)
    version = submitted_version(step.application)
    if step.closed_at or step.stage != Stage.DRAFTING or not can_act(request.user, step, on=timezone.localdate()):
        raise PermissionDenied
    if version is None:
        raise Http404
    saved = PermitDraft.objects.filter(application=step.application).first()
    start = (
        Start(saved.about, saved.validity_text, saved.conditions) if saved else template_of(step.application, version)
    )
    initial = {
        "about": start.about,
        "validity_text": start.validity_text,
        "conditions": "\n".join(start.conditions),
    }
    form = DraftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_draft(step.application, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, "Naskah izin tersimpan.")
        return redirect("workflow:draft" if "pratinjau" in request.POST else "workflow:step", step.pk)
    return render(request, "workflow/draft.html", {"step": step, "application": step.application, "form": form})


@require_GET
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it would be printed, with DRAF across and no number."""
    step = visible_step(request, pk)
    application = step.application
    version = submitted_version(application)
    if version is None or step.stage not in DRAFT_STAGES:
        raise Http404
    written = PermitDraft.objects.filter(application=application).first()
    issue = Issue("", None, "", Signatory(POSITION, "(penanda tangan)"), advice_text(application))
    pdf = render_permit(compose_letter(application, version, written, issue, today=timezone.localdate()), draft=True)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="naskah-{application.resi}.pdf"'
    return response


@require_GET
@login_required
def advice(request: HttpRequest, resi: str, pk: int) -> HttpResponseBase:
    """An agency's letter of advice; officers only."""
    found = visible(request, resi)
    if not desk_assignments(request.user, on=timezone.localdate()) or found.applicant_id == request.user.pk:
        raise PermissionDenied
    row = get_object_or_404(Advice.objects.select_related("blob"), pk=pk, step__application=found, blob__isnull=False)
    return respond(row.blob, filename=f"pertimbangan-{found.resi}.pdf", inline=True, request=request)


@require_GET
@login_required
def minutes(request: HttpRequest, resi: str, pk: int) -> HttpResponseBase:
    """The scanned minutes of a meeting; officers only."""
    found = visible(request, resi)
    if not desk_assignments(request.user, on=timezone.localdate()) or found.applicant_id == request.user.pk:
        raise PermissionDenied
    row = get_object_or_404(Meeting.objects.select_related("blob"), pk=pk, step__application=found, blob__isnull=False)
    return respond(row.blob, filename=f"notulen-{found.resi}.pdf", inline=True, request=request)


def _demand_backoffice(request: HttpRequest) -> None:
    roles = {assignment.role for assignment in desk_assignments(request.user, on=timezone.localdate())}
    if Role.BACKOFFICE not in roles:
        raise PermissionDenied


@require_GET
@login_required
def overdue(request: HttpRequest) -> HttpResponse:
    """Files whose revision is late, oldest first: a person extends once or rejects."""
    _demand_backoffice(request)
    now = timezone.now()
    rows = RevisionRequest.objects.filter(closed_at=None, due_at__lt=now).order_by("due_at", "id")
    page = Paginator(rows.select_related("application__permit_type"), 25).get_page(request.GET.get("hal"))
    context = {"page": page, "extend": ExtendForm(), "reject": RejectOverdueForm()}
    return render(request, "workflow/overdue.html", context)


@require_POST
@login_required
def decide_overdue(request: HttpRequest, resi: str, choice: str) -> HttpResponse:
    """Extend the deadline or reject the file."""
    found = visible(request, resi)
    if not can_extend_revision(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    form = ExtendForm(request.POST) if choice == "perpanjang" else RejectOverdueForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Isian belum lengkap: " + " ".join(str(e) for e in form.errors.values()))
        return redirect("workflow:overdue")
    try:
        if choice == "perpanjang":
            actions.extend_revision(resi, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"Batas waktu revisi {resi} diperpanjang.")
        else:
            actions.reject_overdue(resi, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"Permohonan {resi} ditolak.")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("workflow:overdue")
