"""The picture on the profile: shown to its owner, changed, removed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actions import photos
from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: SignedInRequest) -> HttpResponseBase:
    """Hand over one's own picture; a POST changes it, or removes it with `hapus`."""
    if request.method != "POST":
        if request.user.photo is None:
            raise Http404
        return respond(request.user.photo, filename="foto-profil", inline=True, request=request)
    upload = request.FILES.get("foto")
    if "hapus" in request.POST:
        photos.remove(request.user)
        messages.success(request, "Foto profil dihapus.")
    elif upload is None:
        messages.error(request, "Pilih foto JPG atau PNG terlebih dahulu, lalu tekan Simpan Foto.")
    else:
        try:
            photos.change(request.user, upload, now=timezone.now())
            messages.success(request, "Foto profil berhasil disimpan")
        except DomainError as error:
            messages.error(request, error.message)
    return redirect("accounts:profile")
