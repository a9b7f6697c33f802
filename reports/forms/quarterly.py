"""Forms of the quarterly report."""

import datetime as dt
from typing import Any

from django import forms

from reports.forms.fields import Words
from surveys.periods import ROMAN

LONG = 8_000


class StartForm(forms.Form):
    """Which quarter."""

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(year), str(year)) for year in range(today.year, today.year - 6, -1)]
        self.fields["tahun"] = forms.ChoiceField(label="Tahun", choices=choices)
        quarters = [(str(n), f"Triwulan {word}") for n, word in enumerate(ROMAN, start=1)]
        self.fields["triwulan"] = forms.ChoiceField(label="Triwulan", choices=quarters)


class TextsForm(forms.Form):
    """What people write in the report; a line is a point."""

    background = Words(label="Latar belakang", max_length=LONG, rows=5)
    legal_basis = Words(label="Landasan hukum", max_length=LONG, rows=5, help_text="Satu baris satu peraturan.")
    purpose = Words(label="Maksud dan tujuan", max_length=LONG, rows=4, help_text="Satu baris satu butir.")
    obstacles = Words(
        label="Kendala dan solusi",
        max_length=LONG,
        rows=6,
        required=False,
        help_text="Satu baris satu kendala: kendala | solusi.",
    )
    conclusions = Words(label="Kesimpulan", max_length=LONG, rows=5, required=False, help_text="Satu baris satu butir.")
    plans = Words(label="Rencana tindak lanjut", max_length=LONG, rows=5, required=False)
    suggestions = Words(label="Saran", max_length=LONG, rows=5, required=False, help_text="Satu baris satu butir.")


class GiveBackForm(forms.Form):
    """Why a checked report goes back."""

    note = Words(label="Yang perlu diperbaiki", max_length=300, rows=3)


class PassphraseForm(forms.Form):
    """The passphrase lives in this request only; it is never redisplayed, stored or logged."""

    passphrase = forms.CharField(
        label="Passphrase TTE",
        help_text="Tidak disimpan. Diketik setiap kali menandatangani.",
        error_messages={"required": "Ketik passphrase TTE Anda."},
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )


class PublishForm(forms.Form):
    """A promise before the public sees it."""

    was_read = forms.BooleanField(
        label="Saya telah membaca laporan ini; tidak ada data pribadi di dalamnya.",
        error_messages={"required": "Nyatakan bahwa laporan sudah dibaca."},
    )
