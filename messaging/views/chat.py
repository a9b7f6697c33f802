"""The applicant's chat with the helpdesk (panduan 3.5, gambar 52-53)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from messaging.chat import actions
from messaging.chat.files import files_of
from messaging.chat.hours import service
from messaging.chat.models import Conversation
from messaging.forms.chat import RatingForm
from messaging.views.chat_room import page_context
from office.calendar import working_calendar


@login_required
@require_safe
@never_cache
def chat(request: SignedInRequest) -> HttpResponse:
    """One's own chat: log, form, hours; `?sebelum=` turns back, `?mode=lampiran` opens the second tab."""
    now, room = timezone.now(), actions.room_of(request.user)
    current = room.conversations.order_by("-pk").select_related("taken_by").first()
    context = page_context(request, room, now=now) | {
        "service": service(working_calendar(), now),
        "conversation": current,
        "files": files_of(request.user),
        "rating_form": RatingForm() if current and not current.is_open and current.rating is None else None,
    }
    return render(request, "messaging/chat.html", context)


@login_required
@require_POST
def chat_link(request: SignedInRequest) -> HttpResponse:
    """Say which of one's own files the chat is about."""
    try:
        actions.link(
            actions.room_of(request.user).pk, resi=request.POST.get("resi", ""), by=request.user, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("messaging:chat")


@login_required
@require_POST
def chat_rate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rate one's own closed conversation."""
    found = get_object_or_404(Conversation, pk=pk, room__applicant=request.user)
    form = RatingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Pilih satu sampai lima bintang.")
        return redirect("messaging:chat")
    try:
        data = form.cleaned_data
        actions.rate(found.pk, stars=data["stars"], note=data["note"], by=request.user, now=timezone.now())
        messages.success(request, "Terima kasih atas penilaian Anda.")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("messaging:chat")
