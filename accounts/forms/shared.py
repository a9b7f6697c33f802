"""What the forms of this room have in common."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from accounts.visible import visible
from eptsp.lib.errors import DomainError

PICK = ("", "-Pilih-")


class RefusableForm(forms.Form):
    """A form that can show what an action refused, beside the field it belongs to."""

    use_required_attribute = False  # the server says it in the words of the guide

    def keep_typed(self) -> None:
        """Show again what was typed without judging it yet (passwords are never shown again)."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def refuse(self, error: DomainError) -> None:
        """Show the refusal of an action beside its field."""
        refusal = [ValidationError(error.message, code=getattr(error, "code", "refused"))]
        if hint := getattr(error, "hint", ""):
            refusal.append(ValidationError(hint, code="hint"))
        self.add_error(getattr(error, "field", None), ValidationError(refusal))


class PlainTextField(forms.CharField):
    """Text that other people will read: hidden characters are left out."""

    def to_python(self, value: Any) -> str:
        return super().to_python(visible(value) if isinstance(value, str) else value) or ""


class EmailForm(RefusableForm):
    """One e-mail address, in lower case."""

    email = forms.EmailField(
        label="Email",
        max_length=254,
        error_messages={"required": "Isi alamat email Anda.", "invalid": "Isi alamat email yang benar."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class DateInput(forms.DateInput):
    """The browser's own date picker; without one a person types 1990-01-31."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"autocomplete": "bday"})
