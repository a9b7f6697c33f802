"""What a person chooses about notices, and the words an administrator gives them."""

from typing import Any

from django import forms

from accounts.phone import e164
from outbox.kinds import GROUPS

HOURS = [("", "Tidak perlu"), *[(str(hour), f"Pukul {hour:02}.45") for hour in range(6, 17)]]


class PreferenceForm(forms.Form):
    """Which kinds also come by e-mail; the inbox gets them all."""

    digest_hour = forms.ChoiceField(label="Ringkasan tugas", choices=HOURS, required=False)

    def __init__(self, *args: Any, for_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in optional_groups(for_staff=for_staff):
            self.fields[group.code] = forms.BooleanField(label=group.label, help_text=group.about, required=False)
        if not for_staff:
            del self.fields["digest_hour"]

    def muted(self) -> list[str]:
        """The kinds that were not ticked."""
        return [code for code in self.fields if code in GROUPS and not self.cleaned_data[code]]

    def hour(self) -> int | None:
        """The hour of the digest, None for none."""
        typed = self.cleaned_data.get("digest_hour")
        return int(typed) if typed else None


def optional_groups(*, for_staff: bool) -> list[Any]:
    """Return what may be switched off; the digest has an hour instead."""
    return [
        group
        for group in GROUPS.values()
        if not group.is_owed and group.code != "digest" and (for_staff or not group.for_staff)
    ]


class PhoneForm(forms.Form):
    """A telephone number in any usual way of writing."""

    phone = forms.CharField(
        label="Nomor telepon",
        max_length=25,
        error_messages={"required": "Isi nomor telepon."},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """Return the number as E.164."""
        try:
            return e164(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError("Isi nomor telepon yang benar, misalnya 0812 3456 7890.") from error


class WordingForm(forms.Form):
    """Subject and text with placeholders."""

    subject = forms.CharField(label="Subject", max_length=150, error_messages={"required": "Isi subject."})
    body = forms.CharField(
        label="Isi pesan",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Isi pesan.", "max_length": "Isi pesan paling banyak 4.000 karakter."},
        help_text="Baris kosong memulai alinea baru. Sapaan, tombol, dan alamat kantor ditambahkan otomatis.",
    )
