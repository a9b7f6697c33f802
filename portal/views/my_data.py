"""Data Pribadi Saya: what we hold, who looked, a copy to take along; and the privacy notice for everybody."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond
from portal import actions
from portal.forms import PasswordAgainForm
from portal.models import DataExport
from workflow.models import FileView

SHOWN = 50


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "portal/privacy.html")


@login_required
@never_cache
@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    """The page; the copies asked for lately, and who of the office looked into one's files."""
    return _page(request, PasswordAgainForm(user=request.user))


@login_required
@require_POST
def ask_for_data(request: SignedInRequest) -> HttpResponse:
    """Ask for a copy; the password is asked again, because the copy holds everything."""
    form = PasswordAgainForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        actions.ask_for_data(request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Permintaan diterima. Kami memberi tahu Anda bila salinannya siap.")
    return redirect("portal:my_data")


@login_required
@never_cache
@require_safe
def download_data(request: SignedInRequest, key: UUID) -> HttpResponseBase:
    """One's own copy, until it expires."""
    ready = DataExport.objects.filter(person=request.user, state=DataExport.State.READY, expires_at__gt=timezone.now())
    export = get_object_or_404(ready.select_related("blob"), key=key)
    assert export.blob is not None  # noqa: S101  # nosec B101 (a constraint of the table)
    return respond(export.blob, filename=f"data-e-ptsp-{timezone.localdate(export.asked_at)}.zip", request=request)


def _page(request: SignedInRequest, form: PasswordAgainForm, *, status: int = 200) -> HttpResponse:
    views = FileView.objects.filter(application__applicant=request.user).select_related("application", "person")
    context = {
        "form": form,
        "exports": DataExport.objects.filter(person=request.user).order_by("-asked_at")[:5],
        "views": views.order_by("-on", "-pk")[:SHOWN],
        "now": timezone.now(),
    }
    return render(request, "portal/my_data.html", context, status=status)
