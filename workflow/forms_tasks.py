"""What officers type around the task list. Choices and saved filters come in one query, however many there are."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from accounts.models import User
from office.models import Agency
from permits.models import Application, PermitType
from regions.models import Regency
from workflow.desk import TaskFilter
from workflow.models import SavedFilter

KEYS = ("q", "jenis", "dinas", "wilayah", "permohonan", "umur", "batas", "milik")
DUE_CHOICES = [
    ("", "Semua"),
    ("lewat", "Terlambat"),
    ("hari-ini", "Sampai hari ini"),
    ("tiga-hari", "Sampai tiga hari lagi"),
    ("tujuh-hari", "Sampai tujuh hari lagi"),
]
WHOSE_CHOICES = [("", "Meja saya"), ("saya", "Yang saya ambil"), ("bebas", "Belum diambil siapa pun")]
AGE_CHOICES = [("", "Semua"), ("1", "1 hari atau lebih"), ("3", "3 hari atau lebih"), ("7", "7 hari atau lebih")]
AGE_CHOICES += [("14", "14 hari atau lebih"), ("30", "30 hari atau lebih")]


@dataclass(frozen=True)
class Choices:
    """What the filter may be set to, (value, label) sorted by label, and this person's saved filters."""

    types: list[tuple[str, str]] = field(default_factory=list)
    agencies: list[tuple[str, str]] = field(default_factory=list)
    regencies: list[tuple[str, str]] = field(default_factory=list)
    saved: list[tuple[str, str, str]] = field(default_factory=list)  # pk, name, query


def read_choices(user: User) -> Choices:
    """All of it in one query."""

    def rows(queryset: Any, group: str, value: Any, label: str, query: Any = None) -> Any:
        return queryset.order_by().values_list(
            Value(group, CharField()),
            Cast(value, CharField()),
            Cast(label, CharField()),
            Cast(query, CharField()) if query else Value("", CharField()),
        )

    found = rows(PermitType.objects.all(), "types", "slug", "name").union(
        rows(Agency.objects.all(), "agencies", "code", "name"),
        rows(Regency.objects.all(), "regencies", "code", "name"),
        rows(SavedFilter.objects.filter(owner=user), "saved", "pk", "name", F("query")),
        all=True,
    )
    choices = Choices()
    for group, value, label, query in sorted(found, key=lambda row: row[2]):
        getattr(choices, group).append((value, label, query) if group == "saved" else (value, label))
    return choices


class TaskFilterForm(forms.Form):
    """The filters; what makes no sense narrows nothing."""

    use_required_attribute = False
    q = forms.CharField(label="Resi, nama, perusahaan, atau jenis izin", max_length=100, required=False)
    jenis = forms.ChoiceField(label="Jenis izin", required=False)
    dinas = forms.ChoiceField(label="Dinas/Badan", required=False)
    wilayah = forms.ChoiceField(label="Kabupaten/kota", required=False)
    permohonan = forms.ChoiceField(
        label="Jenis permohonan", required=False, choices=[("", "Semua"), *Application.Kind.choices]
    )
    umur = forms.ChoiceField(label="Lama di meja ini", required=False, choices=AGE_CHOICES)
    batas = forms.ChoiceField(label="Batas waktu", required=False, choices=DUE_CHOICES)
    milik = forms.ChoiceField(label="Tugas siapa", required=False, choices=WHOSE_CHOICES)

    def __init__(self, data: Any = None, *, choices: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, rows in (("jenis", choices.types), ("dinas", choices.agencies), ("wilayah", choices.regencies)):
            one = self.fields[name]
            assert isinstance(one, forms.ChoiceField)  # noqa: S101 for the type checker
            one.choices = [("", "Semua"), *rows]

    def wanted(self) -> TaskFilter:
        """What was chosen; a wrong value counts as none."""
        self.is_valid()
        typed = self.cleaned_data
        return TaskFilter(
            query=typed.get("q", "").strip(),
            permit_type=typed.get("jenis", ""),
            agency=typed.get("dinas", ""),
            regency=typed.get("wilayah", ""),
            kind=typed.get("permohonan", ""),
            age=int(typed.get("umur") or 0),
            due=typed.get("batas", ""),
            whose=typed.get("milik", ""),
        )


class SaveFilterForm(forms.Form):
    """A name for the filter as it stands."""

    use_required_attribute = False
    name = forms.CharField(
        label="Nama saringan", max_length=60, error_messages={"required": "Beri nama saringan ini, lalu simpan."}
    )
