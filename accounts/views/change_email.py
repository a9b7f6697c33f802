"""Ganti Email: a code to the new address, then the change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import email_change
from accounts.forms import EmailCodeForm, NewEmailForm
from accounts.requests import SignedInRequest
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: SignedInRequest) -> HttpResponse:
    """Ask for the new address and send a code there."""
    form = NewEmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            address = ratelimit.address_of(request)
            email_change.ask(
                request.user, email=data["email"], password=data["password"], address=address, now=timezone.now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Kode telah dikirim ke {data['email']} dan berlaku 10 menit.")
            return redirect("accounts:change_email")
    return _page(request, form=form)


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_POST
def confirm_email(request: SignedInRequest) -> HttpResponse:
    """Change the address when the code is right."""
    form = EmailCodeForm(request.POST)
    if form.is_valid():
        try:
            email_change.confirm(request.user, code=form.cleaned_data["code"], now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, "Email berhasil diubah. Gunakan email baru untuk login berikutnya.")
            return redirect("accounts:profile")
    return _page(request, form=NewEmailForm(), code_form=form)


def _page(request: SignedInRequest, *, form: NewEmailForm, code_form: EmailCodeForm | None = None) -> HttpResponse:
    waiting = email_change.pending(request.user, now=timezone.now())
    context = {"form": form, "code_form": code_form or EmailCodeForm(), "waiting": waiting}
    return render(request, "accounts/change_email.html", context)
