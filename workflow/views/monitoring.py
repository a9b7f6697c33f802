"""Monitoring Izin: anybody who knows the resi follows the file; a stranger sees a masked record."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eptsp.lib.ratelimit import address_of, allow
from office.calendar import working_calendar
from permits.models import Application
from workflow.forms import TrackingForm
from workflow.tracking import public_record

NOT_FOUND = "Nomor resi tidak ditemukan"
TOO_MANY = "Terlalu banyak pencarian dari jaringan Anda. Tunggu satu menit, lalu coba lagi."


@require_GET
def monitoring(request: HttpRequest) -> HttpResponse:
    """The search, and the record when `?resi=` names a submitted file. The owner is sent on to the full page."""
    resi = request.GET.get("resi", "").strip().upper()
    if not resi:
        return render(request, "workflow/monitoring.html", {"form": TrackingForm()})
    if not _may_look(request):
        context = {"form": TrackingForm(initial={"resi": resi}), "error": TOO_MANY}
        return render(request, "workflow/monitoring.html", context, status=429)
    form = TrackingForm(request.GET, needs_captcha=_needs_captcha(request))
    record = public_record(resi, working_calendar(), now=timezone.now()) if form.is_valid() else None
    context = {
        "form": form,
        "record": record,
        "error": NOT_FOUND if form.is_valid() and record is None else "",
        "own": record is not None and _is_own(request, resi),
    }
    return render(request, "workflow/monitoring.html", context, status=200 if record or not form.is_valid() else 404)


def _may_look(request: HttpRequest) -> bool:
    """Per address and for all together, because six characters can be guessed."""
    address = address_of(request)
    return allow(f"track:{address}", limit=settings.TRACKING_PER_MINUTE, seconds=60) and allow(
        "track:all", limit=settings.TRACKING_PER_MINUTE_ALL, seconds=60
    )


def _needs_captcha(request: HttpRequest) -> bool:
    """Strangers are asked after a few look-ups in ten minutes."""
    if request.user.is_authenticated:
        return False
    return not allow(f"track-free:{address_of(request)}", limit=settings.TRACKING_FREE_LOOKUPS, seconds=600)


def _is_own(request: HttpRequest, resi: str) -> bool:
    return request.user.is_authenticated and Application.objects.visible_to(request.user).filter(resi=resi).exists()
