"""What the administrator types about officers: a new account, an assignment, and the first password of the invited."""

from typing import Any

from django import forms

from accounts import refusals
from accounts.actions.assignments import Wanted
from accounts.forms.shared import RefusableForm
from accounts.models import RoleAssignment, User
from accounts.roles import Role
from office.forms import DateInput
from office.models import Agency, Sector


class AssignmentForm(RefusableForm):
    """One role from a day until a day."""

    role = forms.ChoiceField(
        label="Peran", choices=[("", "-Pilih-"), *Role.choices], error_messages={"required": "Pilih peran."}
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Dinas/Badan (dinas teknis)", required=False)
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.none(),
        label="Sektor (kepala seksi)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = forms.DateField(
        label="Mulai", widget=DateInput(), error_messages={"required": "Isi tanggal mulai.", "invalid": "Isi tanggal."}
    )
    ends_on = forms.DateField(label="Sampai", widget=DateInput(), required=False, help_text="Kosongkan bila tetap.")
    acting = forms.ChoiceField(label="Status jabatan", choices=RoleAssignment.Acting.choices, required=False)
    mandate_number = forms.CharField(label="Nomor surat mandat", max_length=60, required=False)
    mandate_on = forms.DateField(label="Tanggal surat mandat", widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["sectors"].queryset = Sector.objects.all()  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was typed."""
        typed = self.cleaned_data
        return Wanted(**{**typed, "sectors": tuple(typed["sectors"])})


class InviteForm(RefusableForm):
    """A new officer; the password is set by the invited person."""

    name = forms.CharField(label="Nama", max_length=150, error_messages={"required": "Isi nama."})
    nik = forms.RegexField(
        r"\A[0-9]{16}\Z",
        label="NIK",
        error_messages={"required": refusals.NIK_FORMAT, "invalid": refusals.NIK_FORMAT},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 16}),
    )
    email = forms.EmailField(
        label="Email", max_length=254, error_messages={"required": "Isi email.", "invalid": "Isi email yang benar."}
    )
    job_title = forms.CharField(label="Jabatan", max_length=100, required=False)
    employee_number = forms.RegexField(
        r"\A[0-9]{18}\Z", label="NIP", required=False, error_messages={"invalid": "NIP terdiri atas 18 angka."}
    )

    def person(self) -> User:
        """The person, not yet saved."""
        return User(**self.cleaned_data)


class FirstPasswordForm(RefusableForm):
    """The first password of an invited person, typed twice."""

    new_password = forms.CharField(
        label="Password Baru",
        strip=False,
        max_length=256,
        error_messages={"required": "Isi password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Ulangi Password",
        strip=False,
        max_length=256,
        error_messages={"required": "Ulangi password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("new_password"):
            raise forms.ValidationError(refusals.REPEATED_OTHERWISE)
        return self.cleaned_data["again"]
