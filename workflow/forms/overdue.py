"""What the back office decides on a revision that is overdue."""

from django import forms

from workflow.forms.base import NOTE_LENGTH


class ExtendForm(forms.Form):
    """More time for an overdue revision, once."""

    days = forms.IntegerField(label="Tambahan (hari kerja)", min_value=1, max_value=20, initial=5)
    note = forms.CharField(label="Catatan internal", required=False, max_length=500)


class RejectOverdueForm(forms.Form):
    """A person rejects a file whose revision never came."""

    applicant_note = forms.CharField(
        label="Catatan untuk Pemohon",
        error_messages={"required": "Tulis mengapa permohonan ini ditolak."},
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
