"""The PDF to be verified; it is read, judged and forgotten."""

from typing import Any

from django import forms

MOST_BYTES = 10 * 1024 * 1024


class VerifyFileForm(forms.Form):
    """One PDF of at most 10 MB."""

    file = forms.FileField(label="Berkas izin (PDF)", widget=forms.FileInput(attrs={"accept": "application/pdf"}))

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"Berkas {upload.name} terlalu besar. Batasnya 10 MB.")
        return upload
