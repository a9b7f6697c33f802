"""The form of the register of information requests."""

from typing import Any

from django import forms

from complaints.forms.desk import day_field
from complaints.forms.fields import Line, OfficeForm
from complaints.models import InformationRequest


class InformationForm(OfficeForm):
    """A letter in, and later the letter out."""

    kind = forms.ChoiceField(
        label="Asal surat",
        choices=InformationRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih asal surat."},
    )
    sender = Line(label="Nama pengirim", max_length=200)
    letter_number = Line(label="Nomor surat", max_length=80)
    letter_on = day_field("Tanggal surat", required=True)
    received_on = day_field("Tanggal diterima", required=True)
    subject = Line(label="Hal", max_length=500)
    reply_number = Line(label="Nomor surat balasan", max_length=80, required=False)
    reply_on = day_field("Tanggal surat balasan")

    def __init__(self, *args: Any, pk: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pk = pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        letter, arrived, replied = data.get("letter_on"), data.get("received_on"), data.get("reply_on")
        if letter and arrived and arrived < letter:
            self.add_error("received_on", "Tanggal diterima mendahului tanggal surat.")
        if bool(data.get("reply_number")) != bool(replied):
            self.add_error("reply_on" if data.get("reply_number") else "reply_number", "Isi nomor dan tanggal balasan.")
        elif arrived and replied and replied < arrived:
            self.add_error("reply_on", "Tanggal balasan mendahului tanggal diterima.")
        self._refuse_double(data)
        return data

    def _refuse_double(self, data: dict[str, Any]) -> None:
        names = ("sender", "letter_number", "letter_on")
        if all(data.get(name) for name in names):
            same = InformationRequest.objects.filter(**{name: data[name] for name in names}).exclude(pk=self.pk or 0)
            if same.exists():
                self.add_error("letter_number", "Surat ini sudah tercatat.")
