"""Revoking a permit, handing in a report, judging it."""

from django import forms


class RevokeForm(forms.Form):
    """A reason, and a box that says that one knows what one does."""

    reason = forms.CharField(
        label="Alasan pencabutan",
        help_text="Dikirim kepada pemegang izin dan tampil pada halaman verifikasi; jangan tulis data pribadi.",
        error_messages={"required": "Tulis alasan pencabutan; pemegang izin berhak mengetahuinya."},
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_sure = forms.BooleanField(
        label="Saya mengerti bahwa pencabutan bersifat tetap dan izin langsung tidak berlaku.",
        error_messages={"required": "Centang pernyataan ini untuk mencabut izin."},
    )


class ReportForm(forms.Form):
    """The report as a file, and a word to the agency."""

    file = forms.FileField(
        label="Berkas laporan",
        help_text="PDF atau gambar.",
        error_messages={"required": "Pilih berkas laporan.", "empty": "Berkas itu kosong. Pilih berkas lain."},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    note = forms.CharField(
        label="Catatan untuk pemeriksa",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CheckReportForm(forms.Form):
    """What the agency says of the report that it has read."""

    report = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="Hasil pemeriksaan",
        choices=[("terima", "Diterima"), ("perbaiki", "Perlu perbaikan")],
        error_messages={"required": "Pilih hasil pemeriksaan."},
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Catatan untuk pemegang izin",
        help_text="Wajib bila laporan perlu diperbaiki.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, object] | None:
        """A report that is sent back says why."""
        cleaned = super().clean()
        if cleaned and cleaned.get("verdict") == "perbaiki" and not str(cleaned.get("answer", "")).strip():
            self.add_error("answer", "Tulis apa yang perlu diperbaiki pada laporan ini.")
        return cleaned
