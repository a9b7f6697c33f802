"""What people change about their account: password, e-mail address, and asking for a correction."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts import passwords, refusals
from accounts.forms.shared import PICK, EmailForm, PlainTextField, RefusableForm
from accounts.models import IdentityCorrection, User


class PasswordForm(RefusableForm):
    old_password = forms.CharField(
        label="Masukkan Password Lama",
        strip=False,
        max_length=256,
        error_messages={"required": "Isi password lama Anda."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="Masukkan Password Baru",
        strip=False,
        max_length=256,
        error_messages={"required": passwords.RULE_TEXTS[0]},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": "kekuatan-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        new = self.cleaned_data["new_password"]
        passwords.judge(new, self.user)
        if new == self.cleaned_data.get("old_password"):
            raise ValidationError("Password baru harus berbeda dari password lama.")
        return new


class NewEmailForm(EmailForm):
    """The new address, and the password so that nobody at an open screen takes the account along."""

    password = forms.CharField(
        label="Password Anda",
        strip=False,
        max_length=256,
        error_messages={"required": "Isi password Anda."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email Baru"


class EmailCodeForm(RefusableForm):
    code = forms.CharField(
        label="Kode dari Email",
        max_length=12,
        error_messages={"required": refusals.WRONG_CODE, "max_length": refusals.WRONG_CODE},
        widget=forms.TextInput(
            attrs={"placeholder": "Kode Email", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )

    def clean_code(self) -> str:
        return re.sub(r"\s", "", self.cleaned_data["code"])


class CorrectionForm(RefusableForm):
    """What is wrong, what it should be, and what shows it."""

    field = forms.ChoiceField(label="Data yang keliru", choices=[PICK, *IdentityCorrection.Field.choices])
    new_value = PlainTextField(label="Seharusnya", max_length=150, help_text="Tulis persis seperti pada KTP Anda.")
    reason = PlainTextField(
        label="Penjelasan dan bukti",
        max_length=1000,
        help_text="Misalnya: salah ketik saat mendaftar; KTP terbit 2024.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.FileField(
        label="Berkas bukti", required=False, help_text="Foto atau pindaian KTP: PDF, JPG, atau PNG, paling besar 5 MB."
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("field") == "nik" and not re.fullmatch(r"[0-9]{16}", cleaned.get("new_value", "0" * 16)):
            self.add_error("new_value", refusals.NIK_FORMAT)
        return cleaned
