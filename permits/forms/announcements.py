"""What the office writes to the holders of a kind of permit."""

import uuid

from django import forms

from permits.models import PermitType


class AnnouncementForm(forms.Form):
    """To whom, a title, a text; the key makes a second press harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    permit_type = forms.ModelChoiceField(
        PermitType.objects.none(),
        label="Pemegang izin",
        empty_label="-Pilih-",
        error_messages={"required": "Pilih jenis izin.", "invalid_choice": "Pilih jenis izin."},
    )
    title = forms.CharField(label="Judul", max_length=150, error_messages={"required": "Isi judul."})
    body = forms.CharField(
        label="Isi pengumuman",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Isi pengumuman.", "max_length": "Isi paling banyak 5.000 karakter."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["permit_type"].queryset = PermitType.objects.order_by("name")  # type: ignore[attr-defined]
