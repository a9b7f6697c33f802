"""Monitoring Izin: anybody who knows the resi follows the file; a stranger sees a masked record."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from eptsp.lib.keeping import Kept
from eptsp.lib.ratelimit import address_of, allow, tally
from office.calendar import working_calendar
from permits.models import Application
from workflow.forms import TrackingForm
from workflow.tracking import public_file, public_record, public_stamp

TEMPLATE = "workflow/monitoring.html"
NOT_FOUND = "Nomor resi tidak ditemukan"
_pages = Kept(limit=500, seconds=60)  # the record for strangers, by its ETag; some 15 kB each
TOO_MANY = "Terlalu banyak pencarian dari jaringan Anda. Tunggu satu menit, lalu coba lagi."


@require_safe
def monitoring(request: HttpRequest) -> HttpResponseBase:
    """The search, and the masked record when `?resi=` names a submitted file; its owner is shown the way to more."""
    if not request.GET.get("resi", "").strip():
        return render(request, TEMPLATE, {"form": TrackingForm()})
    may_look, needs_captcha = _count_look(request)
    if not may_look:
        context = {"form": TrackingForm(initial={"resi": request.GET["resi"]}), "too_many": TOO_MANY}
        return render(request, TEMPLATE, context, status=429)
    is_plain = not needs_captcha and _is_plain(request)
    stamp = public_stamp(request.GET["resi"].strip().upper(), day=timezone.localdate()) if is_plain else ""
    etag = quote_etag(hashlib.sha256(stamp.encode()).hexdigest()[:32]) if stamp else ""
    return _as_before(request, etag) or _looked_up(request, etag, needs_captcha=needs_captcha)


def _as_before(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """The page as it was built before: nothing at all (304) where the browser kept it, else from our memory."""
    if not etag:
        return None
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    content = _pages.get(_key(request, etag))
    return _page(content, etag) if content is not None else None


def _looked_up(request: HttpRequest, etag: str, *, needs_captcha: bool) -> HttpResponseBase:
    """The page built now; kept when it is one for every stranger."""
    form = TrackingForm(request.GET, needs_captcha=needs_captcha)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    found = public_file(form.cleaned_data["resi"])
    if found is None:
        _count_miss(request)
        return render(request, TEMPLATE, {"form": form, "error": NOT_FOUND}, status=404)
    record = public_record(found, working_calendar(), now=timezone.now())
    own = _is_own(request, found)
    context = {"form": form, "record": record, "own": own, "name": found.applicant.name if own else record.name}
    content = render(request, TEMPLATE, context).content
    if not etag:
        return _page(content)
    _pages.put(_key(request, etag), content)
    return _page(content, etag)


def _key(request: HttpRequest, etag: str) -> str:
    """One page per file and per way of typing its resi, which the page repeats."""
    return f"{etag} {request.GET['resi'][:20]}"


def _page(content: bytes, etag: str = "") -> HttpResponse:
    headers = {"Cache-Control": "private, no-cache"} | ({"ETag": etag} if etag else {})
    return HttpResponse(content, headers=headers)


def _is_plain(request: HttpRequest) -> bool:
    """Whether the page is the same for this browser as for every stranger: nobody signed in, no message waiting."""
    has_own = settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
    return not has_own and list(request.GET) == ["resi"]


def _count_look(request: HttpRequest) -> tuple[bool, bool]:
    """Whether one more look is allowed, per address and for all because six characters can be guessed, and whether a
    CAPTCHA is asked: of strangers after a few misses in ten minutes; whoever follows their own file never is."""
    address = address_of(request)
    counted = {f"track:{address}": 60, "track:all": 60}
    own, everybody, misses = tally(counted, looked_at=[f"track-miss:{address}"])
    may_look = own <= settings.TRACKING_PER_MINUTE and everybody <= settings.TRACKING_PER_MINUTE_ALL
    return may_look, misses >= settings.TRACKING_FREE_MISSES and not request.user.is_authenticated


def _count_miss(request: HttpRequest) -> None:
    allow(f"track-miss:{address_of(request)}", limit=settings.TRACKING_FREE_MISSES, seconds=600)


def _is_own(request: HttpRequest, found: Application) -> bool:
    return request.user.is_authenticated and Application.objects.visible_to(request.user).filter(pk=found.pk).exists()
