"""Signing in, and getting a forgotten password replaced."""

import re
from typing import Any

from django import forms

from accounts import passwords, refusals
from accounts.forms.shared import RefusableForm
from eptsp.lib.captcha import captcha_field


class LoginForm(RefusableForm):
    identifier = forms.CharField(
        label="NIK / Email",
        max_length=254,
        error_messages={"required": "Isi NIK atau email Anda."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=256,
        error_messages={"required": "Isi password Anda."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    captcha = captcha_field()


class ForgotPasswordForm(RefusableForm):
    """Lupa Password?: three things that must be of one account, judged together by the action."""

    identity = forms.CharField(
        label="No. KTP",
        max_length=30,
        help_text="16 angka NIK; NPWP yang tercatat di akun Anda juga diterima.",
        error_messages={"required": "Isi No. KTP Anda."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    telephone = forms.CharField(
        label="Telp",
        max_length=25,
        error_messages={"required": "Isi nomor telepon yang terdaftar."},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        error_messages={"required": "Isi email yang terdaftar.", "invalid": "Isi alamat email yang benar."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    captcha = captcha_field()

    def clean_identity(self) -> str:
        return re.sub(r"[\s.-]", "", self.cleaned_data["identity"])


class PinForm(RefusableForm):
    """Masukan Pin: the PIN from the mail and the new password twice."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        error_messages={"required": "Isi email yang terdaftar.", "invalid": "Isi alamat email yang benar."},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    pin = forms.CharField(
        label="PIN",
        max_length=12,
        error_messages={"required": "Isi PIN dari email Anda.", "max_length": refusals.WRONG_PIN},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    new_password = forms.CharField(
        label="Password Baru",
        strip=False,
        max_length=256,
        error_messages={"required": passwords.RULE_TEXTS[0]},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": "kekuatan-password"}),
    )
    repeated = forms.CharField(
        label="Ulangi Password Baru",
        strip=False,
        max_length=256,
        error_messages={"required": "Ulangi password baru Anda."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_pin(self) -> str:
        return re.sub(r"\s", "", self.cleaned_data["pin"])

    def clean_new_password(self) -> str:
        passwords.judge(self.cleaned_data["new_password"], None)
        return self.cleaned_data["new_password"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        new, repeated = cleaned.get("new_password"), cleaned.get("repeated")
        if new and repeated and new != repeated:
            self.add_error("repeated", refusals.REPEATED_OTHERWISE)
        return cleaned
