"""Edit Profile: Data Pemohon."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms import ProfileForm
from accounts.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and save one's own data; NIK, name and e-mail are read-only."""
    user = cast(User, request.user)
    initial = {field: getattr(user, field) for field in actions.PROFILE_FIELDS}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_profile(user, form.cleaned_data)
        messages.success(request, "Data berhasil disimpan")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})
