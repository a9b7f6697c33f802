"""Monitoring Izin: anybody who knows the resi follows the file; a stranger sees a masked record."""

import hashlib

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from eptsp.lib.ratelimit import address_of, allow, is_spent
from office.calendar import working_calendar
from permits.models import Application
from workflow.forms import TrackingForm
from workflow.tracking import public_file, public_record, public_stamp

TEMPLATE = "workflow/monitoring.html"
NOT_FOUND = "Nomor resi tidak ditemukan"
TOO_MANY = "Terlalu banyak pencarian dari jaringan Anda. Tunggu satu menit, lalu coba lagi."


@require_safe
def monitoring(request: HttpRequest) -> HttpResponseBase:
    """The search, and the masked record when `?resi=` names a submitted file; its owner is shown the way to more."""
    if not request.GET.get("resi", "").strip():
        return render(request, TEMPLATE, {"form": TrackingForm()})
    if not _may_look(request):
        context = {"form": TrackingForm(initial={"resi": request.GET["resi"]}), "too_many": TOO_MANY}
        return render(request, TEMPLATE, context, status=429)
    needs_captcha = _needs_captcha(request)
    form = TrackingForm(request.GET, needs_captcha=needs_captcha)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    found = public_file(form.cleaned_data["resi"])
    if found is None:
        _count_miss(request)
        return render(request, TEMPLATE, {"form": form, "error": NOT_FOUND}, status=404)
    return _record(request, found, form, may_keep=not needs_captcha and _is_plain(request))


def _record(request: HttpRequest, found: Application, form: TrackingForm, *, may_keep: bool) -> HttpResponseBase:
    """The record; a browser that kept it and finds nothing new is told so (304) before it is built."""
    now = timezone.now()
    stamp = public_stamp(found, day=timezone.localdate(now))
    etag = quote_etag(hashlib.sha256(stamp.encode()).hexdigest()[:32])
    unchanged = get_conditional_response(request, etag=etag) if may_keep else None
    if unchanged is not None:
        return unchanged
    record = public_record(found, working_calendar(), now=now)
    context = {"form": form, "record": record, "own": _is_own(request, record.resi)}
    response = render(request, TEMPLATE, context)
    if may_keep:
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _is_plain(request: HttpRequest) -> bool:
    """Whether the page is the same for this browser as for every stranger: nobody signed in, no message waiting."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def _may_look(request: HttpRequest) -> bool:
    """Per address and for all together, because six characters can be guessed."""
    address = address_of(request)
    return allow(f"track:{address}", limit=settings.TRACKING_PER_MINUTE, seconds=60) and allow(
        "track:all", limit=settings.TRACKING_PER_MINUTE_ALL, seconds=60
    )


def _needs_captcha(request: HttpRequest) -> bool:
    """Strangers are asked after a few misses in ten minutes; whoever follows their own file never is."""
    if request.user.is_authenticated:
        return False
    return is_spent(f"track-miss:{address_of(request)}", limit=settings.TRACKING_FREE_MISSES - 1)


def _count_miss(request: HttpRequest) -> None:
    allow(f"track-miss:{address_of(request)}", limit=settings.TRACKING_FREE_MISSES, seconds=600)


def _is_own(request: HttpRequest, resi: str) -> bool:
    return request.user.is_authenticated and Application.objects.visible_to(request.user).filter(resi=resi).exists()
