"""The picture of a banner, for everybody while the banner is shown."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from files.handover import respond
from portal.models import Banner


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand the picture over; before its first and after its last day it does not exist."""
    banner = get_object_or_404(Banner.objects.select_related("picture"), pk=pk)
    if banner.picture is None or not banner.is_shown_on(timezone.localdate()):
        raise Http404
    return respond(banner.picture, filename=f"banner-{banner.pk}", inline=True, request=request)
