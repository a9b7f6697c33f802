"""Verification: is this permit one of ours, and is this PDF the one that we signed?"""

from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from eptsp.lib.masking import mask_name
from eptsp.lib.ratelimit import address_of, allow
from permits.forms.verify import VerifyFileForm
from permits.models import Permit
from permits.register import state_lines
from permits.verification import state_on, verdict_of

CHECKS_PER_MINUTE = 20
LOOKS_PER_MINUTE = 60
TOO_MANY = "Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu satu menit, lalu coba lagi."


@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """Upload a PDF and learn whether it is ours, unchanged, signed and in force."""
    if request.method != "POST":
        return _file_page(request, form=VerifyFileForm())
    if not allow(f"verify:{address_of(request)}", limit=CHECKS_PER_MINUTE, seconds=60):
        return _file_page(request, form=VerifyFileForm(), too_many=TOO_MANY, status=429)
    form = VerifyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file_page(request, form=form, status=422)
    upload = form.cleaned_data["file"]
    verdict = verdict_of(upload.read(), on=timezone.localdate())
    return _file_page(request, form=VerifyFileForm(), verdict=verdict, name=upload.name)


def _file_page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "permits/verify_file.html", context | {"official_host": official_host()}, status=status)


@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR code: number, type, dates, state, holder (a person masked)."""
    if not allow(f"verify-page:{address_of(request)}", limit=LOOKS_PER_MINUTE, seconds=60):
        return _file_page(request, form=VerifyFileForm(), too_many=TOO_MANY, status=429)
    rows = Permit.objects.exclude(state=Permit.State.PENDING).select_related("application__permit_type", "entry")
    permit = get_object_or_404(rows, token=token)
    application, today = permit.application, timezone.localdate()
    lines = state_lines(permit, today=today, for_public=True)
    context = {
        "permit": permit,
        "lines": lines,
        "changed_on": lines[-1].day,
        "state": state_on(permit, today),
        "holder": application.holder_name if application.holder_is_company else mask_name(application.holder_name),
        "validity": permit.letter.get("validity", ""),
        "form": VerifyFileForm(),
        "official_host": official_host(),
    }
    return render(request, "permits/verify.html", context)


def official_host() -> str:
    """The one host whose answer counts; never what the browser was told by somebody else."""
    return urlparse(settings.SITE_URL).netloc
