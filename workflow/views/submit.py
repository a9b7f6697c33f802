"""Submit and Submit Revisi: the applicant hands the declared form over, and reads what happens next."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from eptsp.lib import faultpoints
from eptsp.lib.errors import DomainError
from permits.models import Application
from permits.sections import REVIEW
from workflow import actions
from workflow.models import Step


@login_required
@require_POST
def submit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a draft; a second click leads to the same confirmation."""
    try:
        application = actions.submit(
            key,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            declared=bool(request.POST.get("declared")),
        )
    except Application.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("permits:wizard_step", key, REVIEW.slug)
    faultpoints.reach("submit.after_commit")
    if application.applicant_id != request.user.pk:
        return redirect("permits:counter_filed", application.resi)
    return redirect("workflow:submitted", application.resi)


@login_required
@require_POST
def resubmit(request: HttpRequest, resi: str) -> HttpResponse:
    """Send a mended file back; a second click leads to the same confirmation."""
    try:
        application = actions.resubmit(
            resi,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            declared=bool(request.POST.get("declared")),
        )
    except Application.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("permits:revise_step", resi, REVIEW.slug)
    return redirect("workflow:submitted", application.resi)


@login_required
@never_cache
@require_GET
def submitted(request: HttpRequest, resi: str) -> HttpResponse:
    """The resi, what happens next and by when; also after a revision. Only for the applicant of the file."""
    rows = Application.objects.select_related("permit_type", "edition")
    application = get_object_or_404(rows, resi=resi, applicant=request.user)
    # the desk where the file lies; with several agencies at once the last to be due
    step = Step.objects.open().filter(application=application).order_by("-due_at", "-id").first()
    is_revised = application.versions.filter(submitted_at__isnull=False).count() > 1
    context = {"application": application, "spec": application.edition.spec, "step": step, "is_revised": is_revised}
    return render(request, "workflow/submitted.html", context)
