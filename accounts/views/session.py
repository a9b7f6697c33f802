"""How long a session still lasts, and letting it go on: what the warning on every page asks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest, seconds_left


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, for how many seconds, and a CSRF token that forms may send; a POST starts the time anew.

    `csrf` matters after signing in again: the token of a page that stood open is then refused.
    """
    user = request.user
    if not user.is_authenticated:
        return JsonResponse({"who": None, "seconds": 0, "csrf": get_token(request)})
    if request.method == "POST":
        request.session.modified = True
        left = request.session.get_expiry_age()
    else:
        left = seconds_left(request, now=timezone.now())
    return JsonResponse({"who": user.pk, "seconds": left, "csrf": get_token(request)})


@login_required
@never_cache
@require_safe
def back(request: SignedInRequest) -> HttpResponse:
    """Tell who signed in again in a new tab to go back to the page with what they had typed."""
    return render(request, "accounts/session_back.html")
