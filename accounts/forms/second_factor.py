"""Switching the second factor on and off, and the code at login."""

from django import forms

from accounts.forms.shared import RefusableForm


class LoginCodeForm(RefusableForm):
    """The code of the app; a recovery code has letters, so any keyboard must do."""

    code = forms.CharField(
        label="Kode verifikasi",
        max_length=20,
        help_text="Enam angka dari aplikasi autentikator, atau satu kode pemulihan.",
        error_messages={"required": "Isi kode verifikasi.", "max_length": "Kode verifikasi salah."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class FirstCodeForm(LoginCodeForm):
    """The first code of a new app."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].help_text = "Enam angka yang sedang tampil di aplikasi."
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class OwnPasswordForm(RefusableForm):
    """The password again, so that nobody at an open screen takes the account along."""

    password = forms.CharField(
        label="Password Anda",
        strip=False,
        max_length=256,
        error_messages={"required": "Isi password Anda."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordAndCodeForm(OwnPasswordForm, LoginCodeForm):
    """Both, for what makes the account weaker."""

    field_order = ("password", "code")
