"""What both sides of a chat share: finding the room, its page, sending, asking for what is new."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import allow
from files.handover import respond, respond_thumbnail
from messaging.chat import actions, showing, tickets
from messaging.chat.limits import MINUTE, PER_MINUTE, TOO_FAST
from messaging.chat.models import MAX_BODY, Message, Room
from messaging.chat.permissions import can_answer
from messaging.forms.chat import SayForm

BIGGEST_ID = 18  # digits


def number(text: str) -> int:
    """Return an id from an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= BIGGEST_ID else 0


def room_from(request: SignedInRequest) -> Room:
    """Return the room of `?ruang=`, else one's own; 404 for a room that one may not know."""
    asked = request.GET.get("ruang", "")
    if not asked:
        return actions.room_of(request.user)
    rooms = Room.objects.visible_to(request.user, on=timezone.localdate()).select_related("applicant")
    return get_object_or_404(rooms, pk=number(asked))


def page_context(
    request: SignedInRequest, room: Room, *, now: dt.datetime, form: SayForm | None = None
) -> dict[str, Any]:
    """Return what the log and the form of a room need, the same on both sides; marks what is shown as read."""
    for_desk = room.applicant_id != request.user.pk
    before = number(request.GET.get("sebelum", ""))
    messages, older = showing.latest(room, before=before or None)
    if messages:
        actions.mark_read(room, upto=messages[-1].pk, by=request.user, now=now)
    actions.seen(room, by=request.user, now=now)
    return {
        "room": room,
        "for_desk": for_desk,
        "bubbles": showing.bubbles(messages, for_desk=for_desk),
        "older": older,
        "before": before,
        "last_id": messages[-1].pk if messages else 0,
        "read_upto": room.applicant_read_id if for_desk else room.officer_read_id,
        "form": SayForm(),
        "with_file": request.GET.get("mode") == "lampiran",
        "may_write": not for_desk or can_answer(request.user, room, on=timezone.localdate(now)),
        "query": f"?ruang={room.pk}" if for_desk else "",
        "socket_url": f"{settings.CHAT_SOCKET_URL}/ws/chat/",
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_body": MAX_BODY,
    }


@login_required
@require_POST
def chat_say(request: SignedInRequest) -> HttpResponse:
    """Keep a message; scripts get JSON, a plain form is led back to its page."""
    room = room_from(request)
    form = SayForm(request.POST, request.FILES)
    wants_json = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        return _refused(request, room, "Pesan tidak dapat dibaca. Muat ulang halaman.", wants_json, status=422)
    if not allow(f"chat:{request.user.pk}", limit=PER_MINUTE, seconds=MINUTE):
        return _refused(request, room, TOO_FAST, wants_json, status=429)
    data = form.cleaned_data
    try:
        message = actions.say(
            room.pk, key=data["key"], body=data["body"], upload=data["upload"], by=request.user, now=timezone.now()
        )
    except DomainError as error:
        return _refused(request, room, error.message, wants_json, status=422)
    if wants_json:
        for_desk = room.applicant_id != request.user.pk
        return JsonResponse({"message": showing.as_json(message, for_desk=for_desk)})
    return redirect(f"{_page_of(request, room)}#bawah")


def _page_of(request: SignedInRequest, room: Room) -> str:
    if room.applicant_id == request.user.pk:
        return reverse("messaging:chat")
    return reverse("messaging:desk_room", args=[room.pk])


def _refused(request: SignedInRequest, room: Room, words: str, wants_json: bool, *, status: int) -> HttpResponse:
    """Say why a message was not taken; on a page what was typed stays in its field."""
    if wants_json:
        return JsonResponse({"error": words}, status=status)
    form = SayForm(initial={"body": request.POST.get("body", "")[:100_000]})
    page = {"form": form, "words": words, "room": room, "back": _page_of(request, room)}
    return render(request, "messaging/chat_refused.html", page, status=status)


@login_required
@require_safe
@never_cache
def chat_new(request: SignedInRequest) -> HttpResponse:
    """What came after `?sesudah=`, and how far the other side has read: for a page without a socket."""
    room, now = room_from(request), timezone.now()
    for_desk = room.applicant_id != request.user.pk
    rows = showing.newer(room, after=number(request.GET.get("sesudah", "")))
    if request.GET.get("terlihat"):
        actions.seen(room, by=request.user, now=now)
    return JsonResponse(
        {
            "messages": [showing.as_json(row, for_desk=for_desk) for row in rows],
            "read": room.applicant_read_id if for_desk else room.officer_read_id,
        }
    )


@login_required
@require_POST
def chat_read(request: SignedInRequest) -> HttpResponse:
    """Note how far one has read: for a page without a socket."""
    room = room_from(request)
    actions.mark_read(room, upto=number(request.POST.get("sampai", "")), by=request.user, now=timezone.now())
    return HttpResponse(status=204)


@login_required
@require_POST
@never_cache
def chat_ticket(request: SignedInRequest) -> HttpResponse:
    """The pass with which this page may open its socket within half a minute."""
    room = room_from(request)
    if request.session.session_key is None:
        raise Http404
    ticket = tickets.issue(request.session.session_key, room_id=room.pk, now=timezone.now())
    return JsonResponse({"ticket": ticket})


@login_required
@require_safe
def chat_file(request: SignedInRequest, pk: int) -> Any:
    """The attachment of a message: a picture in the page, anything else as a download; 404 for strangers."""
    rows = Message.objects.visible_to(request.user, on=timezone.localdate()).select_related("blob")
    message = get_object_or_404(rows, pk=pk, blob__isnull=False)
    assert message.blob is not None  # noqa: S101
    if request.GET.get("kecil") and message.blob.has_thumbnail:
        return respond_thumbnail(message.blob, request)
    is_picture = message.blob.is_image
    return respond(message.blob, filename=message.file_name, inline=is_picture, request=request)
