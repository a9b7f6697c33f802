"""What is typed into the chat."""

import uuid
from typing import Any

from django import forms

from messaging.chat.models import MAX_BODY

STARS = [(5, "5 Sangat baik"), (4, "4 Baik"), (3, "3 Cukup"), (2, "2 Kurang"), (1, "1 Buruk")]


class Words(forms.CharField):
    """A text whose unreadable characters the action removes, so that a NUL is no error of the form."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [one for one in self.validators if "Null" not in type(one).__name__]


class SayForm(forms.Form):
    """A message; the action judges length and file, the same for the form and for the socket."""

    use_required_attribute = False
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = Words(label="Pesan", required=False, strip=False, max_length=None)
    upload = forms.FileField(label="Berkas", required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs |= {"rows": 3, "maxlength": MAX_BODY}


class RatingForm(forms.Form):
    """The applicant's opinion of a conversation that was closed."""

    stars = forms.TypedChoiceField(
        label="Penilaian",
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu sampai lima bintang."},
    )
    note = Words(label="Catatan", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs |= {"rows": 2}
