"""What officers type beside a file: a note to colleagues, and whom a file is handed to."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from accounts.models import RoleAssignment, User, people_of_desk
from accounts.roles import Role
from permits.models import Application
from permits.models.application import SEE_ALL
from workflow.models import Step
from workflow.permissions import STAFF_DESKS

NOTE_LENGTH = 1000


def people_who_see(application: Application, *, besides: User, on: dt.date) -> QuerySet[User]:
    """People of the desks who may see this file, by name."""
    desks = Q(role__in=STAFF_DESKS & SEE_ALL)
    desks |= Q(role=Role.KASI, sectors=application.permit_type.sector_id)
    asked = application.parties.filter(agency__isnull=False).values("agency_id")
    desks |= Q(role=Role.TECHNICAL_AGENCY, agency__in=asked)
    holders = RoleAssignment.objects.in_force(on).filter(desks).values("user_id")
    rows = User.objects.filter(pk__in=holders, is_active=True).exclude(pk__in=[besides.pk, application.applicant_id])
    return rows.order_by("name", "pk")


class NoteForm(forms.Form):
    """A note, and a colleague who is told about it."""

    use_required_attribute = False
    text = forms.CharField(
        label="Catatan internal",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis catatannya dahulu."},
    )
    mentioned = forms.ModelChoiceField(
        User.objects.none(),
        label="Sebut rekan (@)",
        required=False,
        empty_label="Tidak menyebut siapa pun",
        error_messages={"invalid_choice": "Pilih rekan dari daftar."},
    )

    def __init__(self, data: Any = None, *, application: Application, user: User, on: dt.date, **kwargs: Any) -> None:
        super().__init__(data, auto_id="catatan_%s", **kwargs)
        people = people_who_see(application, besides=user, on=on)
        self.fields["mentioned"].queryset = people  # type: ignore[attr-defined]


class ColleagueForm(forms.Form):
    """A colleague of the same desk."""

    use_required_attribute = False
    to = forms.ModelChoiceField(User.objects.none(), label="Serahkan kepada", empty_label="Pilih rekan")

    def __init__(self, data: Any = None, *, step: Step, user: User, on: dt.date, **kwargs: Any) -> None:
        super().__init__(data, auto_id="serahkan_%s", **kwargs)
        desk = people_of_desk(step.role, agency_id=step.agency_id, sector_id=step.sector_id, on=on)
        rows = desk.filter(is_active=True).exclude(pk__in=[user.pk, step.application.applicant_id])
        self.fields["to"].queryset = rows  # type: ignore[attr-defined]
