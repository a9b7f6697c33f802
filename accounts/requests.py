"""The request of a page behind `login_required`: the type of its user is known."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """An HttpRequest whose user has signed in."""

    user: User
