"""Pendaftaran Akun and Data Pemohon."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import nik as nik_digits
from accounts import passwords, phone, refusals
from accounts.forms.shared import PICK, DateInput, PlainTextField, RefusableForm
from accounts.models import User
from eptsp.lib.captcha import captcha_field
from regions.forms import RegionFields

NIK_QUESTION = "Jika data di atas sudah sama dengan KTP Anda, centang kotak ini lalu kirim lagi."
EARLIEST_BIRTH = dt.date(1900, 1, 1)


class PersonFields(RegionFields, RefusableForm):
    """What registration and profile ask alike."""

    field_order = (
        *("nik", "npwp", "password", "name", "gender", "born_on", "education", "nik_confirmed"),
        *("occupation", "job_title", "address", "province", "regency", "district", "village", "postcode"),
        *("phone", "email", "code", "captcha"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)  # again: the regions joined just now

    gender = forms.ChoiceField(label="Jenis Kelamin", choices=[PICK, *User.Gender.choices])
    born_on = forms.DateField(
        label="Tanggal Lahir", widget=DateInput(), error_messages={"invalid": "Isi tanggal lahir yang benar."}
    )
    education = forms.ChoiceField(label="Jenjang Pendidikan", choices=[PICK, *User.Education.choices])
    address = PlainTextField(
        label="Alamat Pemohon",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    phone = forms.CharField(
        label="No. Handphone",
        max_length=25,
        help_text="Nomor WhatsApp yang aktif, untuk menerima notifikasi status perizinan.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    postcode = forms.RegexField(
        r"\A[0-9]{5}\Z",
        label="Kode Pos",
        error_messages={"invalid": "Kode Pos terdiri atas 5 angka."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "maxlength": 5}),
    )

    def clean_born_on(self) -> dt.date:
        born_on = self.cleaned_data["born_on"]
        if not EARLIEST_BIRTH <= born_on <= timezone.localdate():
            raise ValidationError("Isi tanggal lahir yang benar.")
        return born_on

    def clean_phone(self) -> str:
        """Return the number as E.164: 08, 62 and +62 mean the same."""
        try:
            return phone.e164(self.cleaned_data["phone"])
        except ValueError as error:
            raise ValidationError("Isi nomor yang benar, misalnya 08xxxxxxxxxx.") from error


class RegistrationForm(PersonFields):
    """Pendaftaran Akun, with the placeholders and rule texts of the guide (2.3.2)."""

    nik = forms.RegexField(
        r"\A[0-9]{16}\Z",
        label="NIK",
        error_messages={"required": refusals.NIK_FORMAT, "invalid": refusals.NIK_FORMAT},
        widget=forms.TextInput(
            attrs={"placeholder": "Masukan NIK dengan benar", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    npwp = forms.CharField(
        label="NPWP",
        required=False,
        max_length=25,
        widget=forms.TextInput(attrs={"placeholder": "Masukan NPWP dengan benar", "autocomplete": "off"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-strength": "kekuatan-password"}),
    )
    name = PlainTextField(
        label="Nama",
        max_length=150,
        widget=forms.TextInput(attrs={"placeholder": "Masukan Nama Beserta Gelar", "autocomplete": "name"}),
    )
    nik_confirmed = forms.BooleanField(label="Data saya sudah sesuai dengan KTP", required=False)
    email = forms.EmailField(
        label="Email",
        max_length=254,
        error_messages={"invalid": "Isi alamat email yang benar."},
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
    captcha = captcha_field()

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_npwp(self) -> str:
        """Return the digits only: 15 of an old NPWP, 16 of a new one."""
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["npwp"])
        if digits and not re.fullmatch(r"[0-9]{15,16}", digits):
            raise ValidationError("NPWP terdiri atas 15 atau 16 angka.")
        return digits

    def clean_code(self) -> str:
        return re.sub(r"\s", "", self.cleaned_data["code"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            try:
                passwords.judge(password, self.person())
            except ValidationError as error:
                self.add_error("password", error)
        self._ask_about_nik(cleaned)
        return cleaned

    def _ask_about_nik(self, cleaned: dict[str, Any]) -> None:
        """Ask the person to confirm what does not match the NIK; never refuse it (decisions.md, NIK check)."""
        if "nik" not in cleaned or cleaned.get("nik_confirmed"):
            return
        found = nik_digits.disagreements(
            cleaned["nik"], born_on=cleaned.get("born_on"), gender=cleaned.get("gender", "")
        )
        if found:
            self.add_error("nik_confirmed", [*found, NIK_QUESTION])

    @property
    def asks_about_nik(self) -> bool:
        """Whether the confirmation box is to be shown: the digits disagree, or it was ticked before."""
        return self.is_bound and ("nik_confirmed" in self.errors or bool(self.data.get("nik_confirmed")))

    @property
    def only_asks(self) -> bool:
        """Whether nothing is wrong but the question about the NIK."""
        return set(self.errors) == {"nik_confirmed"}

    @property
    def says_taken(self) -> bool:
        """Whether an account with this NIK or address was found, so that the page shows the way in."""
        codes = [error.code for field in ("nik", "email") for error in self.errors.as_data().get(field, [])]
        return "taken" in codes

    @property
    def says_at_counter(self) -> bool:
        """Whether the account was made at the counter and waits for its person."""
        return any(error.code == "at_counter" for error in self.errors.as_data().get("nik", []))

    def person(self) -> User:
        """Return the unsaved person of the cleaned fields."""
        fields = ("nik", "npwp", "name", "gender", "born_on", "education", "address", "phone", "postcode", "email")
        found = {field: self.cleaned_data[field] for field in fields if field in self.cleaned_data}
        return User(village=self.cleaned_data.get("village"), **found)


class ProfileForm(PersonFields):
    """Data Pemohon: what a person may change about themselves (the rest is shown grey)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = ""

    occupation = PlainTextField(label="Pekerjaan", max_length=100, required=False)
    job_title = PlainTextField(label="Jabatan", max_length=100, required=False)
