"""The files of a complaint: for its writer, for who may see it at the office, for nobody else."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.desks import is_kept_out
from complaints.models import Attachment, Complaint
from complaints.views.public import opened
from files.handover import respond


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open one file in a tab of its own; 404 for whoever may not know of it."""
    rows = Attachment.objects.select_related("blob", "complaint__identity", "complaint__application")
    found = get_object_or_404(rows, pk=pk)
    if not _may_read(request, found.complaint):
        raise Http404
    return respond(found.blob, filename=found.name, inline=True, request=request)


def _may_read(request: HttpRequest, complaint: Complaint) -> bool:
    user = request.user
    if complaint.identity.user_id is None and complaint.pk in opened(request):
        return True
    if not user.is_authenticated:
        return False
    if complaint.identity.user_id == user.pk:
        return True
    is_visible = Complaint.objects.visible_to(user).filter(pk=complaint.pk).exists()
    return is_visible and not is_kept_out(user, complaint, on=timezone.localdate())
