"""What pages read from a request: the person behind `login_required`, and where to go next."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User


class SignedInRequest(HttpRequest):
    """An HttpRequest whose user has signed in."""

    user: User


def safe_next(request: HttpRequest, *, default: str = "") -> str:
    """Return `next` when it leads to a page of ours, else `default` (a URL name), else the dashboard."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(default or settings.LOGIN_REDIRECT_URL)
