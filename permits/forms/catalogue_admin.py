"""Forms about a type or a draft as a whole."""

from typing import Any

from django import forms

from office.models import Agency, Sector


class PublishForm(forms.Form):
    """The day from which the edition is in force, and why it was made."""

    starts_on = forms.DateField(
        label="Berlaku mulai",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Isi tanggal berlaku.", "invalid": "Isi tanggal yang benar."},
    )
    note = forms.CharField(
        label="Alasan perubahan",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasan perubahan, misalnya peraturan yang mendasarinya."},
    )


class NewTypeForm(forms.Form):
    """The first words of a new type; the rest is filled in part by part."""

    name = forms.CharField(label="Nama jenis izin", max_length=200)
    short_name = forms.CharField(label="Nama singkat", max_length=60)
    code = forms.RegexField(
        r"^[A-Z0-9]+(?:-[A-Z0-9]+)*\Z",
        label="Kode (nomor SOP)",
        max_length=40,
        help_text="Huruf besar, angka, dan tanda hubung: SOP-LP2N-XXX-01. Tidak dapat diganti.",
        error_messages={"invalid": "Pakai huruf besar, angka, dan tanda hubung."},
    )
    slug = forms.RegexField(
        r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
        label="Alamat halaman",
        max_length=80,
        help_text="Huruf kecil, angka, dan tanda hubung: izin-contoh.",
        error_messages={"invalid": "Pakai huruf kecil, angka, dan tanda hubung."},
    )
    agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True), to_field_name="code", label="Dinas/badan", empty_label="-Pilih-"
    )
    sector = forms.ModelChoiceField(Sector.objects.all(), to_field_name="code", label="Sektor", empty_label="-Pilih-")


class ImportForm(forms.Form):
    """A YAML file of an edition."""

    file = forms.FileField(label="Berkas YAML", help_text="Paling besar 512 KB.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 512 * 1024:
            raise forms.ValidationError("Berkas lebih besar dari 512 KB.")
        return file


class YamlForm(forms.Form):
    """The whole edition as text."""

    text = forms.CharField(
        label="Seluruh edisi dalam YAML",
        max_length=512 * 1024,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 40, "spellcheck": "false", "class": "mono", "wrap": "off"}),
    )


class OfferForm(forms.Form):
    """Why a type is withdrawn."""

    note = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False)
