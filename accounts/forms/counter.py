"""The counter: registering a walk-in person, and the person's own claim of that account."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts import nik as nik_digits
from accounts import passwords, refusals
from accounts.forms.person import NIK_QUESTION, PersonFields
from accounts.forms.shared import PlainTextField, RefusableForm
from accounts.models import User
from eptsp.lib.captcha import captcha_field


def nik_field() -> forms.RegexField:
    """Sixteen digits."""
    return forms.RegexField(
        r"\A[0-9]{16}\Z",
        label="NIK",
        error_messages={"required": refusals.NIK_FORMAT, "invalid": refusals.NIK_FORMAT},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 16}),
    )


class NikForm(RefusableForm):
    """Who stands at the counter."""

    nik = nik_field()


class WalkInForm(PersonFields):
    """What the KTP says; telephone and e-mail only where there are any."""

    field_order = (  # type: ignore[assignment]
        *("nik", "name", "gender", "born_on", "nik_confirmed", "address"),
        *("province", "regency", "district", "village", "phone", "email"),
    )
    education = None  # type: ignore[assignment]
    postcode = None  # type: ignore[assignment]

    nik = nik_field()
    name = PlainTextField(label="Nama", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    nik_confirmed = forms.BooleanField(label="Data sudah sesuai dengan KTP yang ditunjukkan", required=False)
    email = forms.EmailField(
        label="Email",
        max_length=254,
        required=False,
        error_messages={"invalid": "Isi alamat email yang benar."},
        help_text="Bila ada, pemberitahuan dikirim ke sini. Akun tetap hanya dapat dibuka dengan kode klaim.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        self.fields["phone"].help_text = "Bila ada."
        for name in ("born_on", "address", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_phone(self) -> str:
        return super().clean_phone() if self.cleaned_data["phone"] else ""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if "nik" in cleaned and not cleaned.get("nik_confirmed"):
            found = nik_digits.disagreements(
                cleaned["nik"], born_on=cleaned.get("born_on"), gender=cleaned.get("gender", "")
            )
            if found:
                self.add_error("nik_confirmed", [*found, NIK_QUESTION])
        return cleaned

    @property
    def asks_about_nik(self) -> bool:
        """Whether the confirmation box is to be shown."""
        return self.is_bound and ("nik_confirmed" in self.errors or bool(self.data.get("nik_confirmed")))

    def person(self) -> User:
        """Return the unsaved person of the cleaned fields."""
        fields = ("nik", "name", "gender", "born_on", "address", "village", "phone", "email")
        return User(**{field: self.cleaned_data[field] for field in fields})


class ClaimForm(RefusableForm):
    """Klaim Akun."""

    nik = nik_field()
    claim_code = forms.CharField(
        label="Kode Klaim",
        max_length=20,
        error_messages={"required": "Isi kode klaim pada tanda terima dari loket."},
        help_text="Sepuluh huruf dan angka pada tanda terima, misalnya k7m2p-9xw4d.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="Email",
        max_length=254,
        error_messages={"required": "Isi alamat email Anda.", "invalid": "Isi alamat email yang benar."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    code = forms.CharField(
        label="Kode dari Email",
        max_length=12,
        error_messages={"required": refusals.WRONG_CODE, "max_length": refusals.WRONG_CODE},
        widget=forms.TextInput(
            attrs={"placeholder": "Kode Email", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=256,
        error_messages={"required": "Isi password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": "kekuatan-password"}),
    )
    captcha = captcha_field()

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_code(self) -> str:
        return re.sub(r"\s", "", self.cleaned_data["code"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            try:
                passwords.judge(password, User(nik=cleaned.get("nik", ""), email=cleaned.get("email", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
