"""What officers fill in: intake, the moves of a desk, the filters of list and register."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from complaints.forms.complainant import BaseComplaintForm
from complaints.forms.fields import PICK, Line, OfficeForm, SeveralFiles, Words
from complaints.models import Complaint
from complaints.moves import Move, needs
from complaints.texts import MAX_NOTE
from permits.models import Application

LONGEST_PERIOD_DAYS = 366


def day_field(label: str, *, required: bool = False, **options: Any) -> forms.DateField:
    """A date typed by the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Isi tanggal.", "invalid": "Tanggal tidak dikenali."},
        **options,
    )


class IntakeForm(BaseComplaintForm):
    """A complaint that came in person, by letter, telephone or another channel."""

    channel = forms.ChoiceField(
        label="Saluran",
        choices=[PICK, *[pair for pair in Complaint.Channel.choices if pair[0] != Complaint.Channel.ONLINE]],
        error_messages={"required": "Pilih saluran masuknya pengaduan."},
    )
    source_number = Line(label="Nomor surat atau nomor laporan", max_length=80, required=False)
    received_at = forms.DateTimeField(
        label="Diterima pada",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"required": "Isi waktu pengaduan diterima.", "invalid": "Waktu tidak dikenali."},
    )
    name = Line(label="Nama pelapor", max_length=150, required=False, help_text="Kosongkan bila tanpa nama.")
    business = Line(label="Nama pelaku usaha", max_length=200, required=False)
    is_company = forms.BooleanField(label="Non perorangan", required=False)
    email = forms.EmailField(label="E-mail", required=False, help_text="Tiket dan jawaban dikirim ke alamat ini.")
    phone = Line(label="No. telepon", max_length=30, required=False)
    address = Line(label="Alamat", max_length=300, required=False)
    resi = Line(label="Nomor resi", max_length=6, required=False)
    field_order = [
        *("key", "channel", "source_number", "received_at", "resi", "name", "business", "is_company"),
        *("email", "phone", "address", "category", "body", "uploads", "named_text"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_confidential"].label = "Rahasiakan identitas pengadu"
        self.fields["uploads"].label = "Salinan bukti"
        self.fields["body"].help_text = ""

    def clean_resi(self) -> str:
        resi = str(self.cleaned_data["resi"]).upper()
        if resi and not Application.objects.filter(resi=resi).exists():
            raise forms.ValidationError("Nomor resi tidak ditemukan.")
        return resi

    def clean_received_at(self) -> dt.datetime:
        moment: dt.datetime = self.cleaned_data["received_at"]
        if moment > timezone.now() + dt.timedelta(minutes=1):  # noqa: TID251 the shape of a form
            raise forms.ValidationError("Waktu diterima tidak boleh di masa depan.")
        return moment


class MoveForm(OfficeForm):
    """One move of a desk: only the texts that it takes."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Keputusan",
        choices=Complaint.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih keputusan: diterima atau ditolak."},
    )
    public = Words(label="Pesan untuk pengadu", max_length=MAX_NOTE, rows=5)
    day = day_field("Tanggal rapat", required=True)
    finding = Words(
        label="Hasil verifikasi",
        max_length=MAX_NOTE,
        rows=4,
        help_text="Temuan dan tindak lanjut; dicetak dalam rekapitulasi.",
    )
    named = forms.ModelMultipleChoiceField(
        label="Petugas yang diadukan",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu petugas."},
        help_text="Petugas ini dan bawahannya tidak lagi melihat pengaduan.",
    )
    note = Words(label="Catatan internal", max_length=MAX_NOTE, rows=3, help_text="Tidak dibaca pengadu.")
    uploads = SeveralFiles()

    def __init__(self, *args: Any, move: Move, desk: str, staff: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = needs(move, desk)
        for name, how in (("note", wanted.note), ("finding", wanted.finding), ("public", wanted.public)):
            if not how:
                del self.fields[name]
            else:
                self.fields[name].required = how == "must"
        extra = {"decision": Move.ANSWER, "day": Move.MEETING, "named": Move.NAME}
        for name, only in extra.items():
            if move != only:
                del self.fields[name]
        if move not in {Move.ANSWER, Move.ASK}:
            del self.fields["uploads"]
        if "named" in self.fields and staff is not None:
            self.fields["named"].queryset = staff  # type: ignore[attr-defined]
        if move == Move.ANSWER:
            self.fields["public"].label = "Jawaban untuk pengadu"
        if move == Move.MEETING:
            self.fields["finding"].label = "Peserta dan hasil rapat"


class DeskFilter(OfficeForm):
    """Search and filters of the list; what makes no sense is left out."""

    q = Line(label="Pencarian", max_length=100, required=False)
    kategori = forms.ChoiceField(
        label="Kategori", choices=[("", "Semua kategori"), *Complaint.Category.choices], required=False
    )
    saluran = forms.ChoiceField(
        label="Saluran", choices=[("", "Semua saluran"), *Complaint.Channel.choices], required=False
    )


class PeriodForm(OfficeForm):
    """A period of at most a year."""

    dari = day_field("Dari tanggal", required=True)
    sampai = day_field("Sampai tanggal", required=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("dari"), data.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", "Tanggal akhir mendahului tanggal awal.")
        elif first and last and (last - first).days > LONGEST_PERIOD_DAYS:
            self.add_error("sampai", "Pilih rentang paling lama satu tahun.")
        return data
