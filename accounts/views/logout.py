"""Signing out."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from accounts.actions import sign_ins


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out on POST; a GET asks first, so that no picture on another site signs anybody out."""
    if request.method != "POST":
        return render(request, "accounts/logout.html")
    key = request.session.session_key
    try:
        request.session.delete()
    except (RedisError, OSError):  # a copy in the cache would go on: better to say so
        messages.error(request, "Belum dapat keluar karena gangguan sementara. Silakan coba lagi.")
        return redirect("accounts:logout")
    auth.logout(request)
    sign_ins.forget(key)
    messages.success(request, "Anda telah keluar. Terima kasih.")
    return redirect("accounts:login")
