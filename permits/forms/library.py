"""File Saya: uploading and renaming."""

from django import forms

from permits.forms.people import short_text


class UploadForm(forms.Form):
    """A name and a file; the content is judged by files.actions.store."""

    use_required_attribute = False

    nama = forms.CharField(
        label="Nama File",
        max_length=120,
        required=False,
        help_text="Contoh: KTP_Direktur_Utama. Bila kosong, nama berkas yang dipakai.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # empty files are refused by the store, in its own words
    berkas = forms.FileField(
        label="Berkas", allow_empty_file=True, error_messages={"required": "Pilih berkas yang akan diunggah."}
    )


class ReplaceForm(forms.Form):
    """New contents for a stored file."""

    use_required_attribute = False

    berkas = forms.FileField(
        label="Berkas baru", allow_empty_file=True, error_messages={"required": "Pilih berkas penggantinya."}
    )
    draf = forms.BooleanField(label="Pakai berkas baru juga di draf permohonan saya", required=False, initial=True)


class RenameForm(forms.Form):
    """A new name for a stored file."""

    nama = short_text("Nama File", length=120, required=True)
