"""Edit Profile: Data Pemohon."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import own_data
from accounts.forms import ProfileForm
from accounts.requests import SignedInRequest, safe_next


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and save one's own data; NIK, name and e-mail are read-only."""
    user = request.user
    initial = {field: getattr(user, field) for field in own_data.PROFILE_FIELDS}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        own_data.save_profile(user, form.cleaned_data)
        messages.success(request, "Data berhasil disimpan")
        return redirect(safe_next(request, default="accounts:profile"))
    back = safe_next(request, default="accounts:profile") if "next" in request.GET else ""
    return render(request, "accounts/profile.html", {"form": form, "next": back})
