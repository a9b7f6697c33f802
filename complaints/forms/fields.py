"""Fields that several forms share: cleaned words, several files at once."""

from typing import Any

from django import forms

from complaints.texts import MAX_BODY, clean, clean_line

FILES_HELP = "PDF, JPG, PNG, atau GIF; paling banyak 5 berkas, masing-masing paling besar 50 MB. Tidak wajib."
PICK = ("", "-Pilih-")


class Words(forms.CharField):
    """Several lines, cleaned; what is left must fit."""

    def __init__(self, *, max_length: int = MAX_BODY, rows: int = 5, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "maxlength": max_length})
        too_long = f"Paling banyak {max_length:,} huruf.".replace(",", ".")
        messages = {"max_length": too_long, "required": "Bagian ini wajib diisi."} | options.pop("error_messages", {})
        super().__init__(max_length=max_length, widget=widget, error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(clean(str(value or ""))))


class Line(forms.CharField):
    """One line, cleaned."""

    def __init__(self, **options: Any) -> None:
        messages = {"required": "Bagian ini wajib diisi."} | options.pop("error_messages", {})
        super().__init__(error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(clean_line(str(value or ""))))


class SeveralFilesInput(forms.ClearableFileInput):
    """The browser's own choice of several files."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """A list of uploads, perhaps empty; what they hold is judged by `files.actions.store`."""

    def __init__(self) -> None:
        widget = SeveralFilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.gif"})
        super().__init__(label="Lampiran", help_text=FILES_HELP, required=False, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, list | tuple) else [data]
        # an empty file is refused by name when it is stored
        return [one for one in chosen if one]


class OfficeForm(forms.Form):
    """The server says what is missing, in our words."""

    use_required_attribute = False
