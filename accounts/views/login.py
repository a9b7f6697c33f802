"""The first page of "Perizinan Online": signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import signing_in
from accounts.forms import LoginForm
from accounts.requests import let_in, safe_next
from eptsp.lib.errors import DomainError


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Show the login form; a right one signs in under a new session key, or leads to the second factor."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = LoginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = signing_in.identify(request, form.cleaned_data["identifier"], form.cleaned_data["password"])
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect(let_in(request, user, now=timezone.now()))
    return render(request, "accounts/login.html", {"form": form, "next": safe_next(request)})
