"""Signing in with the NIK or the e-mail address, whichever the person typed."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User


class NikOrEmailBackend(ModelBackend):
    """Django's own backend with two ways to name a person."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        typed = username or kwargs.get(User.USERNAME_FIELD)
        if not typed or password is None:
            return None
        user = User.objects.called(typed)
        if user is None:
            User().set_password(password)  # as slow as a real check
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
