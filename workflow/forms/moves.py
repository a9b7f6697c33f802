"""One form per move; each turns what was typed into MoveData and notes."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from files.actions import store
from files.models import Blob
from office.models import Agency
from permits.stages import STAGE_LABELS, Move, Stage
from workflow.actions.data import AdviceData, Invitation, Minutes, MoveData, ReviseItem
from workflow.checklist import revisable
from workflow.engine import send_back_targets
from workflow.models import Advice, Step

REMARK_LENGTH = 300
NOTE_LENGTH = 4000
TYPED = ("applicant_note", "note", "question", "minutes", "internal_note")


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


class VerifyForm(MoveForm):
    """Verification decides which agencies are asked (SOP step 7)."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.filter(is_active=True),
        label="Minta pertimbangan kepada",
        help_text="Dinas teknis menilai bersamaan.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        codes = step.application.edition.spec.route.agencies
        kwargs.setdefault("initial", {})["agencies"] = list(
            Agency.objects.filter(code__in=codes).values_list("pk", flat=True)
        )
        super().__init__(*args, step=step, **kwargs)
        self.order_fields(["agencies", "internal_note"])

    def move_data(self, *, now: dt.datetime) -> MoveData:
        return MoveData(agencies=tuple(agency.pk for agency in self.cleaned_data["agencies"]))


class ApplicantNoteForm(MoveForm):
    """A move that the applicant reads about."""

    applicant_note = forms.CharField(
        label="Catatan untuk Pemohon",
        help_text="Dibaca pemohon. Jelaskan apa yang kurang dan apa yang harus dilakukan.",
        error_messages={"required": "Tulis apa yang kurang dan apa yang harus dilakukan pemohon."},
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order: tuple[str, ...] = ("applicant_note", "internal_note")


class RejectForm(ApplicantNoteForm):
    """A rejection is final, so it asks twice."""

    is_final = forms.BooleanField(
        label="Saya mengerti: penolakan bersifat akhir untuk permohonan ini",
        error_messages={"required": "Centang bila permohonan ini memang ditolak untuk seterusnya."},
    )
    field_order = ("applicant_note", "internal_note", "is_final")


class ReturnForm(ApplicantNoteForm):
    """A return ticks what the applicant may mend; ticking nothing unlocks everything."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        failed = {item.code: item.remark for item in step.check_items.all() if not item.is_ok}
        self.items: list[tuple[str, str]] = revisable(step.application)
        for code, label in self.items:
            self.fields[f"unlock:{code}"] = forms.BooleanField(label=label, required=False, initial=code in failed)
            self.fields[f"remark:{code}"] = forms.CharField(
                label=f"Keterangan untuk {label}",
                required=False,
                max_length=REMARK_LENGTH,
                initial=failed.get(code, ""),
                widget=forms.TextInput(attrs={"placeholder": "Apa yang harus diperbaiki"}),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(checkbox, remark) of each item, for the template."""
        return [(self[f"unlock:{code}"], self[f"remark:{code}"]) for code, _ in self.items]

    def move_data(self, *, now: dt.datetime) -> MoveData:
        ticked = [code for code, _ in self.items if self.cleaned_data[f"unlock:{code}"]]
        return MoveData(revise=tuple(ReviseItem(code, self.cleaned_data[f"remark:{code}"]) for code in ticked))


class SendBackForm(MoveForm):
    """Back to an earlier desk, with words for it."""

    target = forms.ChoiceField(label="Kembalikan ke", widget=forms.RadioSelect)
    field_order = ("target", "internal_note")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        targets = send_back_targets(step.application.edition.spec.route, Stage(step.stage))
        self.fields["target"].choices = [(target.value, STAGE_LABELS[target]) for target in targets]  # type: ignore[attr-defined]
        self.fields["target"].initial = targets[-1].value if targets else None
        self.fields["internal_note"].required = True
        self.fields["internal_note"].help_text = "Jelaskan apa yang perlu diperbaiki. Pemohon tidak melihatnya."
        self.fields["internal_note"].error_messages["required"] = "Tulis apa yang harus diperbaiki meja sebelumnya."

    def move_data(self, *, now: dt.datetime) -> MoveData:
        return MoveData(target=Stage(self.cleaned_data["target"]))


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
    letter = forms.FileField(
        label="Berkas surat (PDF)", required=False, widget=forms.FileInput(attrs={"accept": ".pdf"})
    )
    field_order = ("decision", "number", "dated_on", "note", "letter", "internal_note")

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


class ConveneForm(MoveForm):
    """The invitation to a joint meeting."""

    meets_at = forms.DateTimeField(
        label="Waktu rapat (WITA)",
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(label="Tempat", max_length=200)
    agenda = forms.CharField(label="Agenda", max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    participants = forms.CharField(
        label="Yang diundang",
        help_text="Satu per baris: nama jabatan, dinas, pemohon, atau narasumber.",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("meets_at", "place", "agenda", "participants", "internal_note")

    def move_data(self, *, now: dt.datetime) -> MoveData:
        cleaned = self.cleaned_data
        return MoveData(
            invitation=Invitation(cleaned["meets_at"], cleaned["place"], cleaned["agenda"], cleaned["participants"])
        )


class CloseMeetingForm(MoveForm):
    """What the meeting decided."""

    attendance = forms.CharField(
        label="Daftar hadir",
        help_text="Satu per baris.",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    minutes = forms.CharField(label="Notulen", max_length=20000, widget=forms.Textarea(attrs={"rows": 6}))
    decision = forms.CharField(
        label="Keputusan rapat", max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    scan = forms.FileField(
        label="Berkas notulen (PDF)", required=False, widget=forms.FileInput(attrs={"accept": ".pdf"})
    )
    field_order = ("attendance", "minutes", "decision", "scan", "internal_note")

    def move_data(self, *, now: dt.datetime) -> MoveData:
        cleaned = self.cleaned_data
        return MoveData(
            minutes=Minutes(
                cleaned["attendance"], cleaned["minutes"], cleaned["decision"], self._stored("scan", now=now)
            )
        )


class SignForm(MoveForm):
    """The passphrase lives in this request only; it is never redisplayed, stored or logged."""

    passphrase = forms.CharField(
        label="Passphrase TTE",
        help_text="Tidak disimpan. Diketik setiap kali menandatangani.",
        error_messages={"required": "Ketik passphrase TTE Anda."},
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )
    field_order = ("passphrase", "internal_note")


FORMS: dict[Move, type[MoveForm]] = {
    Move.APPROVE: MoveForm,
    Move.APPROVE_WITH_MEETING: MoveForm,
    Move.RETURN: ReturnForm,
    Move.REJECT: RejectForm,
    Move.SEND_BACK: SendBackForm,
    Move.ADVISE: AdviseForm,
    Move.ASK_AGAIN: AskAgainForm,
    Move.CONVENE_MEETING: ConveneForm,
    Move.CLOSE_MEETING: CloseMeetingForm,
    Move.SIGN: SignForm,
    Move.RELEASE: MoveForm,
}


def form_for(move: Move, step: Step, *args: Any) -> MoveForm:
    """The form of this move at this step; KeyError for a move that has no form (the applicant's own)."""
    kind = VerifyForm if move == Move.APPROVE and step.stage == Stage.VERIFICATION else FORMS[move]
    return kind(*args, step=step, prefix=move.value)
