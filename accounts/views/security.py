"""Keamanan Akun: where one is signed in, and signing out elsewhere."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import second_factor, sign_ins
from accounts.models import SignIn
from accounts.requests import SignedInRequest, note_session
from eptsp.lib.errors import DomainError

SHOWN = 50


@login_required
@never_cache
@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    """List one's own sessions, this one first."""
    now = timezone.now()
    note_session(request, request.user.pk, now=now)
    is_here = Q(key_hash=sign_ins.hash_of(request.session.session_key or ""))
    rows = SignIn.objects.filter(user=request.user).annotate(is_here=ExpressionWrapper(is_here, BooleanField()))
    rows = rows.order_by("-is_here", "-last_seen_at", "-pk")[:SHOWN]
    has_second_factor = second_factor.device_of(request.user) is not None
    return render(request, "accounts/security.html", {"sign_ins": rows, "has_second_factor": has_second_factor})


@login_required
@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions; ending this one signs out."""
    sign_in = get_object_or_404(SignIn, pk=pk, user=request.user)
    if sign_in.key_hash == sign_ins.hash_of(request.session.session_key or ""):
        sign_ins.forget(request.session.session_key)
        auth.logout(request)
        messages.success(request, "Anda telah keluar. Terima kasih.")
        return redirect("accounts:login")
    try:
        sign_ins.end(sign_in, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Sesi {sign_in.device} telah diakhiri.")
    return redirect("accounts:security")


@login_required
@require_POST
def end_all_sessions(request: SignedInRequest) -> HttpResponse:
    """End every session of the person, this one included."""
    sign_ins.end_all(request.user)
    auth.logout(request)
    messages.success(request, "Anda telah keluar dari semua perangkat. Silakan masuk kembali.")
    return redirect("accounts:login")
