"""The papers that came from outside: letters of advice and scanned minutes."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from files.handover import respond
from permits.models import Application
from workflow.models import Advice, Meeting
from workflow.permissions import can_read_internal
from workflow.views.application import visible


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
