"""What a complainant fills in: the popup, the public form, a reply, a rating, the way back by ticket."""

import uuid
from typing import Any

from django import forms

from accounts.models import User
from complaints.forms.fields import PICK, Line, OfficeForm, SeveralFiles, Words
from complaints.models import Complaint
from complaints.texts import MAX_NOTE
from eptsp.lib.captcha import captcha_field
from permits.models import Application

CONFIDENTIAL = "Rahasiakan identitas saya"
CONFIDENTIAL_HELP = "Nama dan kontak Anda hanya dibuka oleh pejabat yang memutuskan, dan setiap pembukaan dicatat."
INTEGRITY = "Kirim langsung ke auditor (jalur integritas)"
INTEGRITY_HELP = "Untuk dugaan pungutan liar, suap, atau pelanggaran oleh petugas. Tidak dibaca petugas pelayanan."
NAMED_HELP = "Bila pengaduan menyangkut petugas tertentu. Petugas itu dan bawahannya tidak akan menanganinya."


class BaseComplaintForm(OfficeForm):
    """The part that every writer fills in."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    category = forms.ChoiceField(
        label="Kategori",
        choices=[PICK, *Complaint.Category.choices],
        error_messages={"required": "Pilih kategori pengaduan."},
    )
    body = Words(
        label="Isi Pengaduan",
        help_text="Tulis apa yang terjadi, kapan, dan apa yang sudah Anda coba. Jangan menulis password.",
        error_messages={"required": "Tulis isi pengaduan Anda."},
    )
    named_text = Line(
        label="Petugas yang diadukan", max_length=150, required=False, help_text=f"{NAMED_HELP} Tidak wajib."
    )
    uploads = SeveralFiles()
    is_confidential = forms.BooleanField(label=CONFIDENTIAL, required=False, help_text=CONFIDENTIAL_HELP)
    is_integrity = forms.BooleanField(label=INTEGRITY, required=False, help_text=INTEGRITY_HELP)


class ComplaintForm(BaseComplaintForm):
    """The popup of "Kirim Aduan" (guide, gambar 34)."""

    application = forms.ModelChoiceField(
        label="Perizinan Saya",
        queryset=Application.objects.none(),
        required=False,
        empty_label="Lainnya",
        error_messages={"invalid_choice": "Pilih permohonan Anda sendiri, atau Lainnya."},
    )
    field_order = ["key", "application", "category", "body", "uploads", "named_text"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Application.objects.filter(applicant=user).exclude(status=Application.Status.DRAFT)
        field = self.fields["application"]
        field.queryset = own.select_related("permit_type").order_by("-submitted_at", "-id")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.resi} - {one.permit_type.name}"  # type: ignore[attr-defined]


class PublicComplaintForm(BaseComplaintForm):
    """A complaint without an account."""

    name = Line(label="Nama Anda", max_length=150, error_messages={"required": "Isi nama Anda."})
    business = Line(
        label="Nama usaha atau badan", max_length=200, required=False, help_text="Kosongkan bila perorangan."
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="Jawaban juga dikirim ke alamat ini. Tanpa e-mail, pantau dengan tiket.",
    )
    phone = Line(label="No. telepon", max_length=30, required=False)
    resi = Line(label="Nomor resi", max_length=6, required=False, help_text="Bila menyangkut suatu permohonan.")
    captcha = captcha_field()
    field_order = ["key", "name", "business", "email", "phone", "resi", "category", "body", "uploads", "named_text"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class MessageForm(OfficeForm):
    """Words in the thread, with files."""

    text = Words(label="Pesan Anda", max_length=MAX_NOTE, rows=4, error_messages={"required": "Tulis pesan Anda."})
    uploads = SeveralFiles()


class RatingForm(OfficeForm):
    """One to five, with a word if they like."""

    stars = forms.TypedChoiceField(
        label="Seberapa puas Anda dengan penanganan pengaduan ini?",
        coerce=int,
        choices=[
            (5, "5 - Sangat puas"),
            (4, "4 - Puas"),
            (3, "3 - Cukup"),
            (2, "2 - Kurang puas"),
            (1, "1 - Tidak puas"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih nilai 1 sampai 5."},
    )
    text = Words(label="Catatan", max_length=500, rows=2, required=False)


class TicketForm(OfficeForm):
    """The way back to a complaint without an account."""

    ticket = Line(label="Nomor tiket", max_length=20, widget=forms.TextInput(attrs={"autocapitalize": "characters"}))
    code = Line(label="Kode rahasia", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_ticket(self) -> str:
        return str(self.cleaned_data["ticket"]).upper().replace(" ", "")
