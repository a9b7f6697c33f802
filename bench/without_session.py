"""The product as if everybody were the same back officer and nobody had a session: the baseline of P2."""

import os
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eptsp.settings.dev")

from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SESSION = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LastSeen",
    "accounts.middleware.SecondFactorForStaff",
    "django.contrib.messages.middleware.MessageMiddleware",
)
_left = [name for name in settings.MIDDLEWARE if name not in SESSION]
settings.MIDDLEWARE = [*_left, "bench.without_session.AlwaysTheSame"]


class AlwaysTheSame:
    """Puts one officer, read once, into every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.officer: object = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        from accounts.models import User

        if self.officer is None:
            self.officer = User.objects.get(email="backoffice@contoh.test")
        request.user = self.officer  # type: ignore[assignment]
        request.session = SessionStore()
        return self.get_response(request)


application = get_wsgi_application()
