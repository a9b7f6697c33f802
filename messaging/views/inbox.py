"""The inbox: list, message, badge (panduan 3.4, gambar 50-51)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from messaging import actions
from messaging.inbox import unread_count
from messaging.models import InboxMessage

PAGE_SIZE = 20


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """The person's messages, newest first; `?q=` searches subject and body, `?hal=` turns the page."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = InboxMessage.objects.visible_to(request.user).containing(query)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    context = {"page": page, "query": query, "unread": unread_count(request.user)}
    return render(request, "messaging/inbox.html", context)


@login_required
@require_safe
def message(request: SignedInRequest, message_id: int) -> HttpResponse:
    """One message; opening it marks it as read."""
    row = get_object_or_404(InboxMessage.objects.visible_to(request.user).select_related("user"), pk=message_id)
    actions.mark_read(row, now=timezone.now())
    return render(request, "messaging/message.html", {"message": row})


@login_required
@require_POST
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read and return to the list."""
    count = actions.mark_all_read(by=request.user, now=timezone.now())
    messages.success(request, f"{count} pesan ditandai sudah dibaca." if count else "Semua pesan sudah dibaca.")
    return redirect("messaging:inbox")


@login_required
@require_safe
def unread(request: SignedInRequest) -> HttpResponse:
    """The figure on the badge as a fragment; empty when everything is read, 304 while nothing has changed."""
    count = unread_count(request.user)
    tag = f'"{request.user.pk}-{count}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "messaging/_unread.html", {"unread": count})
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
