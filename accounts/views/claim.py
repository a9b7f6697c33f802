"""Klaim Akun: whoever was registered at the counter opens their account with the code on the receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import passwords
from accounts.actions import claiming
from accounts.forms.counter import ClaimForm
from accounts.requests import start_session
from accounts.views.register import send_code_for
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError


@sensitive_post_parameters("password", "nik", "code", "claim_code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Show the form; "Generate Code" keeps what was typed, "Klaim akun" takes the account over and signs in."""
    if request.user.is_authenticated:
        return redirect("portal:dashboard")
    form = ClaimForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "rules": passwords.RULE_TEXTS}
    if request.method == "POST":
        if "kirim_kode" in request.POST:
            context |= send_code_for(request)
            form.keep_typed()
        elif form.is_valid() and _claimed(request, form):
            return redirect("portal:dashboard")
    return render(request, "accounts/claim.html", context)


def _claimed(request: HttpRequest, form: ClaimForm) -> bool:
    """Take the account over and sign in; return False with the refusal in the form."""
    data = {key: form.cleaned_data[key] for key in ("claim_code", "email", "code", "password")}
    address, now = ratelimit.address_of(request), timezone.now()
    try:
        person = claiming.claim(form.cleaned_data["nik"], **data, address=address, now=now)
    except DomainError as error:
        form.refuse(error)
        return False
    start_session(request, person, now=now)
    messages.success(
        request, "Akun ini sekarang milik Anda sendiri. Permohonan Anda dari loket ada di Permohonan Saya."
    )
    return True
