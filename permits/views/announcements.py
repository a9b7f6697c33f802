"""Pengumuman: write, see how many people will get it, send; and what was announced before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from outbox.models import Announcement
from permits.actions.announcements import announce, holders_of
from permits.forms.announcements import AnnouncementForm
from permits.permissions import demand_announce

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def announcements(request: SignedInRequest) -> HttpResponse:
    """Without `kirim` a POST only counts the people and shows the text once more."""
    now = timezone.now()
    demand_announce(request.user, now=now)
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    expected = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        expected = holders_of(typed["permit_type"].code).count()
        if "kirim" in request.POST:
            try:
                made = announce(**typed, by=request.user, now=now)
            except DomainError as error:
                form.add_error("permit_type", error.message)
            else:
                messages.success(request, f"Pengumuman dicatat; {made.expected} pemegang izin segera diberi tahu.")
                return redirect("permits:announcements")
    context = {
        "form": form,
        "expected": expected,
        "rows": Announcement.objects.select_related("by")[:SHOWN],
    }
    return render(request, "permits/announcements.html", context, status=422 if form.errors else 200)
