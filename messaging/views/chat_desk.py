"""The helpdesk's side of the chat: queue, room, verbs, figures."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from messaging.chat import actions, queue
from messaging.chat.figures import figures, per_day
from messaging.chat.files import files_of
from messaging.chat.models import CannedAnswer, Room
from messaging.chat.permissions import can_answer, can_see_desk
from messaging.views.chat_room import number, page_context

DAYS = 30


def _must_see_desk(request: SignedInRequest) -> None:
    if not can_see_desk(request.user, on=timezone.localdate()):
        raise PermissionDenied


@login_required
@require_safe
@never_cache
def desk(request: SignedInRequest) -> HttpResponse:
    """The queue; `?tab=`, `?q=` (name or resi), `?sesudah=` turns the page. htmx asks again for the list alone."""
    _must_see_desk(request)
    tab = request.GET.get("tab", "antre")
    tab = tab if tab in queue.TABS else "antre"
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    after = number(request.GET.get("sesudah", ""))
    rows, following = queue.rows(tab, user=request.user, query=query, after=after, now=timezone.now())
    context = {"tab": tab, "tabs": queue.TABS, "query": query, "rows": rows, "following": following, "after": after}
    context["waiting"] = queue.waiting_count()
    if request.headers.get("HX-Request"):
        return render(request, "messaging/_chat_queue.html", context)
    return render(request, "messaging/desk.html", context)


@login_required
@require_safe
def desk_figures(request: SignedInRequest) -> HttpResponse:
    """First answer time and ratings of the last thirty days, in all and per day."""
    _must_see_desk(request)
    since = timezone.now() - dt.timedelta(days=DAYS)
    context = {"figures": figures(since=since), "days": per_day(since=since), "count": DAYS}
    return render(request, "messaging/desk_figures.html", context)


@login_required
@require_safe
@never_cache
def desk_room(request: SignedInRequest, room_id: int) -> HttpResponse:
    """One applicant's chat with everything that the officer needs beside it."""
    _must_see_desk(request)
    room, now = _room(request, room_id), timezone.now()
    current = room.conversations.order_by("-pk").select_related("taken_by").first()
    answers = can_answer(request.user, room, on=timezone.localdate(now))
    context: dict[str, Any] = page_context(request, room, now=now) | {
        "conversation": current,
        "files": files_of(room.applicant),
        "canned": CannedAnswer.objects.filter(is_active=True) if answers else [],
        "colleagues": actions.colleagues(room, by=request.user, on=timezone.localdate(now)) if answers else [],
    }
    return render(request, "messaging/desk_room.html", context)


def _room(request: SignedInRequest, room_id: int) -> Room:
    rooms = Room.objects.visible_to(request.user, on=timezone.localdate()).exclude(applicant=request.user)
    return get_object_or_404(rooms.select_related("applicant"), pk=room_id)


@login_required
@require_POST
def desk_move(request: SignedInRequest, room_id: int, verb: str) -> HttpResponse:
    """Take ("ambil"), hand over ("alihkan") or close ("tutup") the conversation of a room."""
    _must_see_desk(request)
    room, now = _room(request, room_id), timezone.now()
    try:
        match verb:
            case "ambil":
                held_by = number(request.POST.get("dari", "")) or None
                actions.take(room.pk, by=request.user, now=now, from_id=held_by)
            case "alihkan":
                to_id = number(request.POST.get("kepada", ""))
                actions.hand_over(room.pk, to_id=to_id, by=request.user, now=now)
                messages.success(request, "Percakapan dialihkan.")
            case "tutup":
                actions.close(room.pk, by=request.user, now=now)
                messages.success(request, "Percakapan ditutup; pemohon diminta menilai.")
                return redirect("messaging:desk")
            case _:
                raise Http404
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("messaging:desk_room", room_id=room.pk)
