"""The shape of what people type: signing in, registering, profile and password."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone

from accounts import nik as nik_digits
from accounts import passwords, phone, refusals
from accounts.models import IdentityCorrection, User
from eptsp.lib.captcha import captcha_field
from eptsp.lib.errors import DomainError
from regions.forms import RegionFields

PICK = ("", "-Pilih-")
NIK_QUESTION = "Jika data di atas sudah sama dengan KTP Anda, centang kotak ini lalu kirim lagi."
EARLIEST_BIRTH = dt.date(1900, 1, 1)


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
    address = forms.CharField(
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
    name = forms.CharField(
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

    occupation = forms.CharField(label="Pekerjaan", max_length=100, required=False)
    job_title = forms.CharField(label="Jabatan", max_length=100, required=False)


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
    new_value = forms.CharField(label="Seharusnya", max_length=150, help_text="Tulis persis seperti pada KTP Anda.")
    reason = forms.CharField(
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
