"""Edit Password."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import passwords
from accounts.actions import own_data
from accounts.forms import PasswordForm
from accounts.requests import SignedInRequest, note_session
from eptsp.lib.errors import DomainError


@sensitive_post_parameters()
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedInRequest) -> HttpResponse:
    """Change one's own password; this session goes on, every other one ends."""
    user = request.user
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            own_data.change_password(user, old=data["old_password"], new=data["new_password"], now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            auth.update_session_auth_hash(request, user)
            note_session(request, user.pk, now=timezone.now())
            messages.success(request, "Password berhasil diubah. Sesi Anda di perangkat lain telah diakhiri.")
            return redirect("accounts:password")
    return render(request, "accounts/password.html", {"form": form, "rules": passwords.RULE_TEXTS})
