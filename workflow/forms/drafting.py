"""The permit's own data, written at the drafting desk."""

from django import forms


class DraftForm(forms.Form):
    """The permit's own data, written at the drafting desk."""

    about = forms.CharField(label="Tentang", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    validity_text = forms.CharField(
        label="Masa berlaku",
        help_text="Kosongkan untuk memakai masa berlaku baku jenis izin ini.",
        max_length=200,
        required=False,
    )
    conditions = forms.CharField(
        label="Ketentuan",
        help_text="Satu ketentuan per baris; dicetak bernomor.",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 18}),
    )

    def clean_conditions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]
        if len(lines) > 60:
            raise forms.ValidationError("Paling banyak 60 ketentuan.")
        return lines
