"""Verifikasi dua langkah: switching it on with a QR code, recovery codes, switching it off."""

import io
from base64 import b32encode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import second_factor as actions
from accounts.forms import FirstCodeForm, OwnPasswordForm, PasswordAndCodeForm
from accounts.requests import CODE_PASSED, SignedInRequest, go_on_here
from eptsp.lib.errors import DomainError


@login_required
@never_cache
@require_safe
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Show whether it is on, the QR code while it is being set up, or how to begin."""
    return _page(request)


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_POST
def begin(request: SignedInRequest) -> HttpResponse:
    """Draw a secret once the password is right."""
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        try:
            actions.begin(request.user, password=form.cleaned_data["password"])
            return redirect("accounts:second_factor")
        except DomainError as error:
            form.refuse(error)
    return _page(request, begin_form=form)


@login_required
@never_cache
@require_safe
def qr(request: SignedInRequest) -> HttpResponse:
    """The QR code of the secret that waits to be confirmed; afterwards there is none."""
    device = actions.waiting_of(request.user)
    if device is None:
        raise Http404
    picture = io.BytesIO()
    segno.make(device.config_url, error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    return HttpResponse(picture.getvalue(), content_type="image/png")


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_POST
def confirm(request: SignedInRequest) -> HttpResponse:
    """Switch it on with the first code and show the recovery codes, this once."""
    form = FirstCodeForm(request.POST)
    if form.is_valid():
        try:
            made = actions.confirm(request.user, code=form.cleaned_data["code"], now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            go_on_here(request, request.user, now=timezone.now())
            request.session[CODE_PASSED] = True
            return render(request, "accounts/recovery_codes.html", {"codes": made, "is_new": True})
    return _page(request, code_form=form)


@sensitive_post_parameters("password", "code")
@login_required
@never_cache
@require_POST
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Replace the recovery codes and show the new ones, this once."""
    form = PasswordAndCodeForm(request.POST, prefix="baru")
    if form.is_valid():
        try:
            made = actions.renew_codes(request.user, **form.cleaned_data, now=timezone.now())
            return render(request, "accounts/recovery_codes.html", {"codes": made})
        except DomainError as error:
            form.refuse(error)
    return _page(request, renew_form=form)


@sensitive_post_parameters("password", "code")
@login_required
@never_cache
@require_POST
def switch_off(request: SignedInRequest) -> HttpResponse:
    """Switch it off with password and code; every other session ends."""
    form = PasswordAndCodeForm(request.POST, prefix="mati")
    if form.is_valid():
        try:
            actions.switch_off(request.user, **form.cleaned_data, now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            go_on_here(request, request.user, now=timezone.now())
            request.session.pop(CODE_PASSED, None)
            messages.success(request, "Verifikasi dua langkah dimatikan.")
            return redirect("accounts:second_factor")
    return _page(request, off_form=form)


def _page(request: SignedInRequest, **forms: object) -> HttpResponse:
    """Return the page with the forms that were just refused, the others empty."""
    device, waiting = actions.device_of(request.user), None
    if device is None:
        waiting = actions.waiting_of(request.user)
    secret = b32encode(waiting.bin_key).decode() if waiting else ""
    context = {
        "device": device,
        "codes_left": actions.codes_left(request.user) if device else 0,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "begin_form": OwnPasswordForm(),
        "code_form": FirstCodeForm(),
        "renew_form": PasswordAndCodeForm(prefix="baru"),
        "off_form": PasswordAndCodeForm(prefix="mati"),
        "is_required": settings.SECOND_FACTOR_REQUIRED_FOR_STAFF,
    }
    return render(request, "accounts/second_factor.html", context | forms)
