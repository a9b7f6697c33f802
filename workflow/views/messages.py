"""What was told about one file and whether it arrived, and a message of an officer to its applicant."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib import ratelimit
from outbox import log
from workflow.actions.messages import write_message
from workflow.permissions import can_write_message
from workflow.views.application import visible

MESSAGES_PER_HOUR = 60


class MessageForm(forms.Form):
    """A title and a text; the key makes a second press harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label="Subject", max_length=150, error_messages={"required": "Isi subject."})
    body = forms.CharField(
        label="Isi pesan",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Isi pesan.", "max_length": "Isi pesan paling banyak 5.000 karakter."},
    )


@require_safe
@login_required
def deliveries(request: SignedInRequest, resi: str) -> HttpResponse:
    """The log of a file: all of it for officers, one's own for the applicant. A fragment, or a page without htmx."""
    found = visible(request, resi)
    is_owner = found.applicant_id == request.user.pk
    context = {
        "application": found,
        "lines": log.of_application(found.pk, only_for=request.user.pk if is_owner else None),
        "is_owner": is_owner,
        "may_write": can_write_message(request.user, found, on=timezone.localdate()),
    }
    is_fragment = "HX-Request" in request.headers
    return render(request, f"workflow/{'_deliveries' if is_fragment else 'deliveries'}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: SignedInRequest, resi: str) -> HttpResponse:
    """Write to the applicant."""
    found, now = visible(request, resi), timezone.now()
    if not can_write_message(request.user, found, on=timezone.localdate(now)):
        raise PermissionDenied
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if ratelimit.allow(f"message:{request.user.pk}", limit=MESSAGES_PER_HOUR, seconds=3600):
            write_message(found, **form.cleaned_data, by=request.user, now=now)
            messages.success(request, f"Pesan masuk ke Inbox {found.applicant.name} dan dikirim lewat e-mail.")
            return redirect("workflow:application", found.resi)
        form.add_error(None, "Terlalu banyak pesan dalam satu jam. Coba lagi nanti.")
    return render(
        request, "workflow/write_message.html", {"application": found, "form": form}, status=422 if form.errors else 200
    )
