"""What the form of every move carries."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from files.actions import store
from files.models import Blob
from workflow.actions.data import MoveData
from workflow.models import Step

REMARK_LENGTH = 300
NOTE_LENGTH = 4000
TYPED = ("applicant_note", "note", "answer", "question", "minutes", "internal_note")


class MoveForm(forms.Form):
    """What every move carries: the state that the officer saw, and a note that never reaches the applicant."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    internal_note = forms.CharField(
        label="Catatan internal",
        help_text="Hanya dibaca petugas. Pemohon tidak melihatnya.",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        self.step = step
        kwargs.setdefault("initial", {}).setdefault("seen_version", step.application.state_version)
        super().__init__(*args, **kwargs)

    def show_state(self, version: int) -> None:
        """After a refusal: the page now shows the file as it is, so the next try is made on this state."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("seen_version")] = str(version)
        self.data = data

    @property
    def typed_notes(self) -> list[tuple[str, str]]:
        """(label, text) of the notes typed so far, to be handed back when their form is gone."""
        fields = [self[name] for name in TYPED if name in self.fields]
        return [(str(field.label), str(field.value())) for field in fields if field.value()]

    def move_data(self, *, now: dt.datetime) -> MoveData:
        """The papers of this move. May store an uploaded file, hence DomainError."""
        return MoveData()

    def note_to_applicant(self) -> str:
        return str(self.cleaned_data.get("applicant_note", ""))

    def _stored(self, name: str, *, now: dt.datetime) -> Blob | None:
        upload = self.cleaned_data.get(name)
        return store(upload, now=now, max_bytes=settings.UPLOAD_MAX_BYTES) if upload else None
