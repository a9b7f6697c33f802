"""Signing in without JavaScript: a link by e-mail that works once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import signing_in
from accounts.forms import EmailForm
from accounts.requests import let_in
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail address and answer alike whether or not it is known."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            signing_in.send_login_link(email, address=ratelimit.address_of(request), now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            return render(request, "accounts/one_time_login_sent.html", {"email": email})
    return render(request, "accounts/one_time_login.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button on GET (mail programs open links by themselves) and sign in on POST."""
    try:
        if request.method != "POST":
            user = signing_in.person_of_login_link(token, now=timezone.now())
            return render(request, "accounts/one_time_login_use.html", {"person": user})
        user = signing_in.use_login_link(token, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("accounts:one_time_login")
    return redirect(let_in(request, user, now=timezone.now()))
