"""The permit editor of the drafting desk, and the preview of the letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.actions.drafting import template_of
from permits.issuing import Issue, compose_letter
from permits.letters import Signatory, render_permit
from permits.models import PermitDraft
from permits.stages import Stage
from workflow.actions.drafting import write_draft
from workflow.actions.signing import POSITION, advice_text
from workflow.checklist import submitted_version
from workflow.filepage import DRAFT_STAGES
from workflow.forms.drafting import DraftForm, start_of
from workflow.models import Step
from workflow.permissions import can_act
from workflow.views.application import made_pdf
from workflow.views.step import visible_step


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the permit's own data; only at the drafting desk."""
    step = visible_step(request, pk)
    if step.closed_at or step.stage != Stage.DRAFTING or not can_act(request.user, step, on=timezone.localdate()):
        raise PermissionDenied
    form, saved = _form(request, step)
    if request.method == "POST" and form.is_valid():
        try:
            write_draft(step.pk, form.words(), seen=form.cleaned_data["seen"], by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Naskah izin tersimpan.")
            return redirect("workflow:draft" if "pratinjau" in request.POST else "workflow:step", step.pk)
    context = {"step": step, "application": step.application, "form": form, "saved": saved}
    return render(request, "workflow/draft.html", context, status=422 if form.errors else 200)


def _form(request: SignedInRequest, step: Step) -> tuple[DraftForm, PermitDraft | None]:
    version = submitted_version(step.application)
    if version is None:
        raise Http404
    saved = PermitDraft.objects.filter(application=step.application).first()
    start = start_of(step.application, version, saved, template_of(step.application, version))
    return DraftForm(request.POST or None, start=start), saved


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
