"""One form per move; each turns what was typed into MoveData and notes."""

import datetime as dt
from typing import Any

from django import forms

from office.models import Agency
from permits.stages import STAGE_LABELS, Move, Stage
from workflow.actions.data import MoveData, ReviseItem
from workflow.checklist import revisable
from workflow.engine import send_back_targets
from workflow.forms.agency import AdviseForm, AskAgainForm
from workflow.forms.base import NOTE_LENGTH, REMARK_LENGTH, MoveForm
from workflow.forms.meetings import CloseMeetingForm, ConveneForm
from workflow.models import Step


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
