"""Perbaikan Data: ask the administrator to correct the NIK or the name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import corrections
from accounts.forms import CorrectionForm
from accounts.models import IdentityCorrection
from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond

SHOWN = 20


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: SignedInRequest) -> HttpResponse:
    """Show one's own requests with their answers, and keep a new one."""
    posted = request.method == "POST"
    form = CorrectionForm(request.POST, request.FILES) if posted else CorrectionForm()
    if posted and form.is_valid():
        try:
            corrections.ask(request.user, **form.cleaned_data, now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, "Permintaan perbaikan data telah dikirim kepada administrator.")
            return redirect("accounts:correction")
    asked = request.user.corrections.order_by("-asked_at", "-pk")[:SHOWN]
    return render(request, "accounts/correction.html", {"form": form, "asked": asked})


@login_required
@require_safe
def evidence(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand over the evidence to its owner and to administrators who may see requests."""
    row = get_object_or_404(IdentityCorrection.objects.select_related("evidence"), pk=pk)
    may_see = row.user_id == request.user.pk or request.user.has_perm("accounts.view_identitycorrection")
    if row.evidence is None or not may_see:
        raise Http404
    return respond(row.evidence, filename=f"bukti-perbaikan-{row.pk}", inline=True, request=request)
