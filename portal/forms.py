"""Forms of the portal."""

from typing import Any

from django import forms

from accounts.actions.slowing import FREE_TRIES_OF_PERSON, slow_down
from accounts.models import User
from accounts.refusals import WRONG_PASSWORD
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError


class PasswordAgainForm(forms.Form):
    """The password once more, before something that a stranger at an open screen must not do."""

    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Ditanyakan lagi karena salinan ini memuat semua data Anda.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse a wrong one, slower each time."""
        password, key = str(self.cleaned_data["password"]), f"password:{self.user.pk}"
        try:
            slow_down(key, free=FREE_TRIES_OF_PERSON)
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
        if not self.user.check_password(password):
            raise forms.ValidationError(WRONG_PASSWORD)
        ratelimit.forgive(key)
        return password
