"""Verification: is this permit one of ours, and is this PDF the one that we signed?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from eptsp.lib.masking import mask_name
from eptsp.lib.ratelimit import address_of, allow
from permits.forms.verify import VerifyFileForm
from permits.models import Permit
from permits.verification import Verdict, verdict_of


@require_http_methods(["GET", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """Upload a PDF and learn whether it is ours, unchanged, signed and in force."""
    verdict: Verdict | None = None
    form = VerifyFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not allow(f"verify:{address_of(request)}", limit=20, seconds=60):
        messages.error(request, "Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu satu menit, lalu coba lagi.")
        return render(request, "permits/verify_file.html", {"form": VerifyFileForm()}, status=429)
    if request.method == "POST" and form.is_valid():
        verdict = verdict_of(form.cleaned_data["file"].read())
    return render(request, "permits/verify_file.html", {"form": form, "verdict": verdict})


@require_http_methods(["GET"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR code: number, type, dates, state, holder (a person masked)."""
    rows = Permit.objects.exclude(state=Permit.State.PENDING).select_related("application__permit_type", "entry")
    permit = get_object_or_404(rows, token=token)
    application = permit.application
    holder = application.holder_name if application.holder_is_company else mask_name(application.holder_name)
    return render(request, "permits/verify.html", {"permit": permit, "holder": holder, "form": VerifyFileForm()})
