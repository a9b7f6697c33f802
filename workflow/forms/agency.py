"""What an agency is asked and what it answers: its advice, and one more question to it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from eptsp.lib.formatting import wita
from office.models import Agency
from permits.stages import Stage
from workflow.actions.data import AdviceData, MoveData
from workflow.forms.base import NOTE_LENGTH, MoveForm
from workflow.models import Advice, SiteVisit, Step


def visit_words(visit: SiteVisit) -> str:
    """A visit as the choice shows it."""
    return f"{wita(visit.visits_at)}, {visit.place} ({visit.get_result_display()})"


class AdviseForm(MoveForm):
    """The technical agency's advice (pertek)."""

    decision = forms.ChoiceField(
        label="Pertimbangan", choices=Advice.Decision.choices, widget=forms.RadioSelect, initial=None
    )
    number = forms.CharField(label="Nomor surat pertimbangan", max_length=80)
    dated_on = forms.DateField(
        label="Tanggal surat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    note = forms.CharField(
        label="Catatan pertimbangan",
        help_text="Wajib untuk pertimbangan bersyarat atau tidak disetujui. Dibaca back office.",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer = forms.CharField(
        label="Jawaban atas pertanyaan back office",
        error_messages={"required": "Jawab pertanyaan back office."},
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    visit = forms.ModelChoiceField(
        SiteVisit.objects.none(),
        label="Berdasarkan tinjauan lapangan",
        required=False,
        empty_label="Tanpa tinjauan lapangan",
    )
    letter = forms.FileField(
        label="Berkas surat (PDF)", required=False, widget=forms.FileInput(attrs={"accept": ".pdf"})
    )
    field_order = ("decision", "number", "dated_on", "note", "answer", "visit", "letter", "internal_note")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if not step.question:
            del self.fields["answer"]
        closed = SiteVisit.objects.filter(
            application=step.application_id, agency=step.agency_id, state=SiteVisit.State.CLOSED
        )
        if step.stage == Stage.AGENCY_REVIEW and closed.exists():
            field = self.fields["visit"]
            field.queryset = closed.order_by("-visits_at")  # type: ignore[attr-defined]
            field.label_from_instance = visit_words  # type: ignore[attr-defined]
        else:
            del self.fields["visit"]

    def clean_dated_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["dated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal surat tidak boleh di masa depan.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") not in {None, Advice.Decision.AGREED} and not cleaned.get("note"):
            self.add_error("note", "Isi catatan: apa syaratnya, atau mengapa tidak disetujui.")
        return cleaned

    def move_data(self, *, now: dt.datetime) -> MoveData:
        cleaned = self.cleaned_data
        advice = AdviceData(
            decision=cleaned["decision"],
            number=cleaned["number"],
            dated_on=cleaned["dated_on"],
            note=cleaned["note"],
            blob=self._stored("letter", now=now),
            answer=cleaned.get("answer", ""),
            visit=cleaned["visit"].pk if cleaned.get("visit") else None,
        )
        return MoveData(advice=advice)


class AskAgainForm(MoveForm):
    """One agency is asked once more, with a question."""

    agency = forms.ModelChoiceField(Agency.objects.filter(is_active=True), label="Dinas teknis", empty_label="-Pilih-")
    question = forms.CharField(
        label="Pertanyaan untuk dinas teknis", max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("agency", "question", "internal_note")

    def move_data(self, *, now: dt.datetime) -> MoveData:
        return MoveData(agencies=(self.cleaned_data["agency"].pk,), question=self.cleaned_data["question"])
