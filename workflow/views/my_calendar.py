"""Deadlines for a person's own calendar: a file per application, and one for all by a private link."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.calendarfile import TYPE, calendar
from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import address_of, allow
from workflow.actions import feed as feeds
from workflow.agenda import Deadline, events, open_deadlines
from workflow.models import CalendarFeed
from workflow.views.application import visible

PER_MINUTE = 60  # of one address; calendars ask a few times a day


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """The open deadlines, and the private link: made, shown, taken back."""
    if request.method == "POST":
        if "cabut" in request.POST:
            feeds.close_feed(by=request.user)
            messages.success(request, "Tautan kalender dicabut. Tautan lama tidak berlaku lagi.")
        else:
            feeds.open_feed(by=request.user, now=timezone.now())
        return redirect("workflow:my_calendar")
    feed = CalendarFeed.objects.filter(user=request.user).first()
    link = settings.SITE_URL + reverse("workflow:calendar_feed", args=[feeds.token_of(feed)]) if feed else ""
    context = {"deadlines": open_deadlines(request.user), "link": link, "now": timezone.now()}
    response = render(request, "workflow/my_calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def application_calendar(request: SignedInRequest, resi: str) -> HttpResponseBase:
    """The deadlines of one's own running file; 404 when nothing is waited for."""
    found = visible(request, resi)
    deadlines = open_deadlines(request.user, resi=found.resi or "")
    if not deadlines:
        raise Http404
    return _file(request, deadlines, name=f"Permohonan {found.resi}", filename=f"batas-waktu-{found.resi}.ics")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """All open deadlines of the link's owner, for a program that signs in nowhere."""
    if not allow(f"calendar:{address_of(request)}", limit=PER_MINUTE, seconds=60):
        return HttpResponse("Terlalu sering.", status=429, content_type="text/plain; charset=utf-8")
    try:
        owner = feeds.owner_of(token)
    except DomainError as error:
        raise Http404 from error
    return _file(request, open_deadlines(owner), name="Batas waktu E-PTSP", filename="batas-waktu.ics")


def _file(request: HttpRequest, deadlines: list[Deadline], *, name: str, filename: str) -> HttpResponseBase:
    """The calendar file; a program that kept it and finds nothing new is told so (304)."""
    lines = feeds.told({one.uid: one.due_at for one in deadlines}, now=timezone.now())
    body = calendar(events(deadlines, lines), name=name)
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
