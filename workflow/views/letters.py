"""The office's letters: reading one, checking one, and the questions between back office and agency."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import address_of, allow
from files.handover import respond
from permits.models import Permit, PermitFile
from workflow.actions import inquiries
from workflow.actions.letters import print_letter
from workflow.forms.visits import CheckLetterForm
from workflow.letters import digest_of
from workflow.models import Inquiry, OfficeLetter
from workflow.permissions import can_read_internal, can_read_letter
from workflow.views.application import visible
from workflow.views.step import visible_step

CHECKS_PER_MINUTE = 30
TOO_MANY = "Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu satu menit, lalu coba lagi."


@require_safe
@login_required
def letter(request: SignedInRequest, resi: str, pk: int) -> HttpResponseBase:
    """The PDF of a cover letter, invitation, minutes or report; printed at the first reading if no worker did it."""
    found = visible(request, resi)
    row = get_object_or_404(OfficeLetter.objects.select_related("blob", "application"), pk=pk, application=found)
    if not can_read_letter(request.user, row, on=timezone.localdate()):
        raise PermissionDenied
    blob = print_letter(row, now=timezone.now())
    return respond(blob, filename=f"{row.kind}-{found.resi}-{row.pk}.pdf", inline=True, request=request)


@require_safe
@login_required
def signed_file(request: SignedInRequest, resi: str, n: int) -> HttpResponseBase:
    """One signed version of a permit, the replaced ones too, for officers and auditors."""
    found = visible(request, resi)
    if not can_read_internal(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    permit = get_object_or_404(Permit, application=found)
    row = get_object_or_404(PermitFile.objects.select_related("blob"), permit=permit, n=n)
    return respond(row.blob, filename=f"izin-{found.resi}-versi-{n}.pdf", inline=True, request=request)


@require_http_methods(["GET", "HEAD", "POST"])
def check_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a letter's QR code: what it is, whether our record is whole, whether a PDF is ours unchanged."""
    if not allow(f"letter:{address_of(request)}", limit=CHECKS_PER_MINUTE, seconds=60):
        return render(request, "workflow/check_letter.html", {"too_many": TOO_MANY}, status=429)
    row = get_object_or_404(OfficeLetter.objects.select_related("blob", "agency", "written_by"), token=token)
    form = CheckLetterForm(request.POST or None, request.FILES or None)
    is_same = None
    if request.method == "POST" and form.is_valid():
        digest = hashlib.sha256(form.cleaned_data["file"].read()).hexdigest()
        is_same = row.blob is not None and digest == row.blob.sha256
    context = {
        "letter": row,
        "is_whole": digest_of(row.content) == row.content_hash,
        "signers": row.content.get("signed_by", []),
        "form": form,
        "is_same": is_same,
    }
    return render(request, "workflow/check_letter.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """A question to the other side of an agency's stay."""
    found = visible_step(request, pk)
    try:
        inquiries.ask(found.pk, request.POST.get("text", "")[:4000], by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Pertanyaan terkirim.")
    return redirect(f"{reverse('workflow:step', args=[found.pk])}#tanya-jawab")


@require_POST
@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer to a question of the other side."""
    row = get_object_or_404(Inquiry, pk=pk)
    visible_step(request, row.step_id)
    try:
        inquiries.answer(row.pk, request.POST.get("text", "")[:4000], by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Jawaban terkirim.")
    return redirect(f"{reverse('workflow:step', args=[row.step_id])}#tanya-jawab")
