"""Signing many at once, and finding out what became of a signature."""

from django import forms


class BatchPassphraseForm(forms.Form):
    """The passphrase of one request of a mass signing; never redisplayed, stored or logged."""

    passphrase = forms.CharField(
        label="Passphrase TTE",
        help_text="Hanya disimpan di halaman ini selama terbuka. Setelah dimuat ulang, ketik lagi.",
        error_messages={"required": "Ketik passphrase TTE Anda."},
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )


class AskForm(forms.Form):
    """Ask the provider what became of a signature."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class AdoptForm(AskForm):
    """The signed file from the provider's portal."""

    file = forms.FileField(
        label="PDF bertanda tangan dari penyedia",
        error_messages={"required": "Pilih PDF bertanda tangan dari penyedia."},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )


class DeclareForm(AskForm):
    """A person states that the provider did not sign."""

    reason = forms.CharField(
        label="Bagaimana Anda memastikannya?",
        error_messages={"required": "Tulis bagaimana Anda memastikan bahwa penyedia belum menandatangani berkas ini."},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
