"""Convening a joint meeting and closing it with its minutes."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from office.models import Agency
from permits.stages import Stage
from workflow.actions.data import Invitation, Minutes, MoveData
from workflow.forms.base import NOTE_LENGTH, MoveForm
from workflow.models import MeetingGuest, Step
from workflow.permissions import STAFF_DESKS


def officers_of(step: Step) -> QuerySet[User]:
    """The people of the office's own desks today, without the applicant of the file."""
    desks = RoleAssignment.objects.in_force(timezone.localdate()).filter(role__in=STAFF_DESKS - {Role.TECHNICAL_AGENCY})
    people = User.objects.filter(pk__in=desks.values("user_id"), is_active=True)
    return people.exclude(pk=step.application.applicant_id).order_by("name", "pk")


class ConveneForm(MoveForm):
    """The invitation to a joint meeting."""

    meets_at = forms.DateTimeField(
        label="Waktu rapat (WITA)",
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(label="Tempat", max_length=200)
    agenda = forms.CharField(label="Agenda", max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.filter(is_active=True),
        label="Dinas teknis yang diundang",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    officers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Petugas yang diundang",
        help_text="Masing-masing diberi tahu melalui kotak masuk dan pos-el.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    applicant = forms.BooleanField(label="Undang pemohon", required=False)
    participants = forms.CharField(
        label="Undangan lain",
        help_text="Satu per baris: jabatan, instansi, atau narasumber yang tidak ada di atas.",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = (
        "meets_at", "place", "agenda", "agencies", "officers", "applicant", "participants", "internal_note",
    )  # fmt: skip

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        parties = step.application.parties.filter(agency__isnull=False).values_list("agency_id", flat=True)
        kwargs.setdefault("initial", {})["agencies"] = list(parties)
        super().__init__(*args, step=step, **kwargs)
        self.fields["agencies"].label_from_instance = lambda agency: agency.name  # type: ignore[attr-defined]
        self.fields["officers"].queryset = officers_of(step)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("agencies", "officers", "applicant", "participants")):
            self.add_error("participants", "Undang paling sedikit satu peserta.")
        return cleaned

    def move_data(self, *, now: dt.datetime) -> MoveData:
        cleaned = self.cleaned_data
        return MoveData(
            invitation=Invitation(
                cleaned["meets_at"],
                cleaned["place"],
                cleaned["agenda"],
                cleaned["participants"],
                agencies=tuple(agency.pk for agency in cleaned["agencies"]),
                officers=tuple(user.pk for user in cleaned["officers"]),
                applicant=cleaned["applicant"],
            )
        )


class CloseMeetingForm(MoveForm):
    """What the meeting decided."""

    present = forms.ModelMultipleChoiceField(
        MeetingGuest.objects.none(),
        label="Yang hadir",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attendance = forms.CharField(
        label="Hadir lainnya",
        help_text="Satu per baris: nama dan jabatan atau instansi.",
        required=False,
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
    field_order = ("present", "attendance", "minutes", "decision", "scan", "internal_note")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        guests = MeetingGuest.objects.filter(meeting__step=step)
        if step.stage == Stage.JOINT_MEETING and guests.exists():
            self.fields["present"].queryset = guests  # type: ignore[attr-defined]
            self.fields["present"].label_from_instance = lambda guest: guest.name  # type: ignore[attr-defined]
        else:
            del self.fields["present"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("present") and not cleaned.get("attendance"):
            name = "present" if "present" in self.fields else "attendance"
            self.add_error(name, "Centang yang hadir atau tulis daftar hadir.")
        return cleaned

    def move_data(self, *, now: dt.datetime) -> MoveData:
        cleaned = self.cleaned_data
        return MoveData(
            minutes=Minutes(
                cleaned["attendance"],
                cleaned["minutes"],
                cleaned["decision"],
                self._stored("scan", now=now),
                present=tuple(guest.pk for guest in cleaned.get("present", ())),
            )
        )
