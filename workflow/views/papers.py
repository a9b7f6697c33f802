"""The papers of a desk: the permit's draft with its preview, advice letters and minutes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from files.handover import respond
from permits.actions.drafting import save_draft, template_of
from permits.issuing import Issue, compose_letter
from permits.letters import Signatory, render_permit
from permits.models import Application, ApplicationVersion, PermitDraft
from permits.stages import Stage
from workflow.actions.signing import POSITION, advice_text
from workflow.checklist import submitted_version
from workflow.filepage import DRAFT_STAGES
from workflow.forms import DraftForm
from workflow.models import Advice, Meeting
from workflow.permissions import can_act, can_read_internal
from workflow.views.application import made_pdf, visible
from workflow.views.step import visible_step


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the permit's own data; only at the drafting desk."""
    step = visible_step(request, pk)
    version = submitted_version(step.application)
    if step.closed_at or step.stage != Stage.DRAFTING or not can_act(request.user, step, on=timezone.localdate()):
        raise PermissionDenied
    if version is None:
        raise Http404
    saved = PermitDraft.objects.filter(application=step.application).first()
    form = DraftForm(request.POST or None, initial=_initial(saved, step.application, version))
    if request.method == "POST" and form.is_valid():
        save_draft(step.application, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, "Naskah izin tersimpan.")
        return redirect("workflow:draft" if "pratinjau" in request.POST else "workflow:step", step.pk)
    context = {"step": step, "application": step.application, "form": form, "saved": saved}
    return render(request, "workflow/draft.html", context, status=422 if form.errors else 200)


def _initial(saved: PermitDraft | None, application: Application, version: ApplicationVersion) -> dict[str, str]:
    """What was written last, else the template of the permit type; one condition per line."""
    start = saved or template_of(application, version)
    return {
        "about": start.about,
        "validity_text": start.validity_text,
        "conditions": "\n".join(start.conditions),
    }


@require_safe
@login_required
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter as it would be printed, with DRAF across and no number."""
    step = visible_step(request, pk)
    application = step.application
    version = submitted_version(application)
    if version is None or step.stage not in DRAFT_STAGES:
        raise Http404
    written = PermitDraft.objects.filter(application=application).first()
    issue = Issue("", None, "", Signatory(POSITION, "(penanda tangan)"), advice_text(application))
    pdf = render_permit(compose_letter(application, version, written, issue, today=timezone.localdate()), draft=True)
    return made_pdf(pdf, filename=f"naskah-{application.resi}.pdf")


@require_safe
@login_required
def advice(request: SignedInRequest, resi: str, pk: int) -> HttpResponseBase:
    """An agency's letter of advice; officers and auditors only."""
    found = visible(request, resi)
    _demand_officer(request, found)
    row = get_object_or_404(Advice.objects.select_related("blob"), pk=pk, step__application=found)
    if row.blob is None:
        raise Http404
    return respond(row.blob, filename=f"pertimbangan-{found.resi}.pdf", inline=True, request=request)


@require_safe
@login_required
def minutes(request: SignedInRequest, resi: str, pk: int) -> HttpResponseBase:
    """The scanned minutes of a meeting; officers and auditors only."""
    found = visible(request, resi)
    _demand_officer(request, found)
    row = get_object_or_404(Meeting.objects.select_related("blob"), pk=pk, step__application=found)
    if row.blob is None:
        raise Http404
    return respond(row.blob, filename=f"notulen-{found.resi}.pdf", inline=True, request=request)


def _demand_officer(request: SignedInRequest, found: Application) -> None:
    """The papers between desks are for those who may read internal notes, never for the applicant of the file."""
    if not can_read_internal(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
