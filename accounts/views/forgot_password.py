"""Lupa Password?: ask for a PIN, then set a new password with it; one may come back to the second page."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import passwords
from accounts.actions import recovery
from accounts.forms import ForgotPasswordForm, PinForm
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError

REMEMBERED = "pin_email"  # in the session: where the PIN went


@sensitive_post_parameters("identity", "telephone")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for NIK, telephone and e-mail, and send a PIN when all three are of one account."""
    form = ForgotPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = {key: form.cleaned_data[key] for key in ("identity", "telephone", "email")}
        try:
            recovery.send_pin(**data, address=ratelimit.address_of(request), now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            request.session[REMEMBERED] = data["email"]
            messages.success(request, "PIN telah dikirim ke email Anda dan berlaku 15 menit.")
            return redirect("accounts:forgot_password_pin")
    return render(request, "accounts/forgot_password.html", {"form": form})


@sensitive_post_parameters("pin", "new_password", "repeated")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Set the new password with the PIN and lead back to the login page."""
    initial = {"email": request.session.get(REMEMBERED, "")}
    form = PinForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            recovery.reset_password(
                data["email"],
                pin=data["pin"],
                new=data["new_password"],
                address=ratelimit.address_of(request),
                now=timezone.now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            auth.logout(request)
            messages.success(request, "Password berhasil diubah. Silakan masuk dengan password baru Anda.")
            return redirect("accounts:login")
    return render(request, "accounts/forgot_password_pin.html", {"form": form, "rules": passwords.RULE_TEXTS})


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Follow the link of the mail: the address is filled in, the PIN must still be typed."""
    try:
        request.session[REMEMBERED] = recovery.email_of_pin_link(token, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("accounts:forgot_password")
    return redirect("accounts:forgot_password_pin")
