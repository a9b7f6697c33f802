"""The help page, its search, and the user guide as PDF. Open to everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from files.handover import POLICY
from portal.help import guide as guides
from portal.help import pages
from portal.help.facts import facts
from portal.menu import address


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show all entries in their groups, or those that hold every word of `?q=`."""
    query = request.GET.get("q", "").strip()[: pages.LONGEST_QUERY]
    words = pages.search_words(query)
    entries, about = pages.published(), facts()
    context = {
        "query": query,
        "is_too_short": bool(query) and not words,
        "found": pages.find(entries, query=words, words=about) if words else None,
        "chapters": pages.chapters(entries, words=about),
        "chat_url": address("messaging:chat"),
        "complaint_url": address("complaints:mine"),
        "is_demo": settings.DEMO,
    }
    return render(request, "portal/help.html", context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Hand over the user guide; made anew only when its texts or the office's data changed."""
    made = guides.current(year=timezone.localdate().year)
    etag = quote_etag(made.digest)
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(made.read(), content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(False, "panduan-e-ptsp.pdf") or "inline"
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = POLICY
    return response
