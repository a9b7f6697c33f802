"""The second page of signing in: the code of the authenticator app."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import second_factor
from accounts.forms import LoginCodeForm
from accounts.requests import pass_code, waits_for_code
from eptsp.lib.errors import DomainError


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """Ask who gave the right password for a code; only a right one signs in."""
    waiting = waits_for_code(request, now=timezone.now())
    if waiting is None:
        if request.method == "POST":
            messages.error(request, "Waktu untuk mengisi kode sudah habis. Silakan masuk kembali.")
        return redirect("accounts:login")
    user, wanted = waiting
    form = LoginCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            second_factor.check(user, code=form.cleaned_data["code"], now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            pass_code(request, user, now=timezone.now())
            return redirect(wanted)
    return render(request, "accounts/login_code.html", {"form": form})
