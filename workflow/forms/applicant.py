"""Forms of the applicant and of strangers: taking a file back, looking one up."""

from typing import Any

from django import forms

from eptsp.lib.captcha import captcha_field


class WithdrawForm(forms.Form):
    """The applicant takes the file back."""

    reason = forms.CharField(
        label="Alasan pembatalan",
        error_messages={"required": "Tulis alasan Anda, agar petugas tahu mengapa berkas ini ditarik."},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TrackingForm(forms.Form):
    """Six characters; spaces around them and small letters do not matter."""

    resi = forms.CharField(
        label="No Resi",
        error_messages={"required": "Isi nomor resi enam karakter."},
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "contoh: 6F632D"}),
    )

    def __init__(self, *args: Any, needs_captcha: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_captcha:
            self.fields["captcha"] = captcha_field()

    def clean_resi(self) -> str:
        return str(self.cleaned_data["resi"]).strip().upper()
