"""Choosing what to apply for: Dinas/Badan, Jenis Izin, Jenis Permohonan (checklist 79)."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from eptsp.lib.formatting import long_date
from office.models import Agency
from permits.actions.copying import renewable
from permits.catalogue.schema import PermitSpec, RequirementSpec
from permits.forms.people import CHOOSE, short_text
from permits.models import Application, Permit, PermitType


class PermitChoiceField(forms.ModelChoiceField):
    """A permit by its number and its end."""

    def label_from_instance(self, obj: Permit) -> str:
        return f"{obj} (berlaku sampai {long_date(obj.valid_until)})" if obj.valid_until else str(obj)


class StartForm(forms.Form):
    """Each choice narrows the next one. Codes, not keys, so that an address can be shared: ?izin=slug."""

    use_required_attribute = False

    dinas = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Dinas/Badan",
        to_field_name="code",
        empty_label="-Pilih-",
        error_messages={"required": "Pilih Dinas/Badan."},
    )
    izin = forms.ModelChoiceField(
        PermitType.objects.none(),
        label="Jenis Izin",
        to_field_name="slug",
        empty_label="-Pilih-",
        error_messages={"required": "Pilih Jenis Izin."},
    )
    jenis = forms.ChoiceField(label="Jenis Permohonan", error_messages={"required": "Pilih Jenis Permohonan."})
    izin_lama = PermitChoiceField(
        Permit.objects.none(),
        label="Izin yang diperpanjang atau diubah",
        required=False,
        empty_label="Izin lain, saya ketik nomornya",
        help_text="Isian izin itu disalin ke permohonan ini.",
        error_messages={"invalid_choice": "Pilih izin Anda sendiri dari daftar, atau ketik nomornya."},
    )
    nomor_lama = short_text("Nomor Izin Lama", length=120)

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.person = person
        types = PermitType.objects.filter(is_active=True, current_edition__isnull=False)
        self._choose_agency()
        agencies = Agency.objects.filter(permit_types__in=types).distinct()
        self._field("dinas").queryset = agencies
        self._field("izin").queryset = types.filter(agency__code=self.agency_code) if self.agency_code else types.none()
        kinds = self.spec.kinds if self.spec else ()
        labels = dict(Application.Kind.choices)
        self._field("jenis").choices = [CHOOSE, *((kind, labels[kind]) for kind in kinds)]
        self._field("izin_lama").queryset = self._own_permits()
        self._field("nomor_lama").required = self.asks_old_number and not self._typed("izin_lama")
        self._field("nomor_lama").error_messages["required"] = "Isi nomor izin lama yang akan diperpanjang atau diubah."
        self._field(
            "nomor_lama"
        ).help_text = "Nomor pada izin yang akan diperpanjang atau diubah, juga izin lama di atas kertas."

    def _choose_agency(self) -> None:
        """An address that names only the type, or an office with one agency, has chosen the agency already."""
        if self.is_bound and not self.data.get("dinas"):
            self.data = {**{key: self.data.get(key) for key in self.data}, "dinas": self.agency_code}
        self.initial.setdefault("dinas", self.agency_code)

    @cached_property
    def agency_code(self) -> str:
        """The agency chosen, else that of the type asked for, else the only one there is."""
        chosen = self._typed("dinas")
        if chosen:
            return chosen
        types = PermitType.objects.filter(is_active=True)
        if self._typed("izin"):
            types = types.filter(slug=self._typed("izin"))
        codes = set(types.values_list("agency__code", flat=True)[:50])
        return codes.pop() if len(codes) == 1 else ""

    @cached_property
    def permit_type(self) -> PermitType | None:
        """The type chosen, when it belongs to the agency."""
        slug = self._typed("izin")
        types = PermitType.objects.select_related("agency", "current_edition", "next_edition")
        found = types.filter(is_active=True, slug=slug, agency__code=self.agency_code).first() if slug else None
        return found if found and found.current_edition else None

    @property
    def spec(self) -> PermitSpec | None:
        """The edition in force of the type chosen."""
        found = self.permit_type
        edition = found.edition_on(timezone.localdate()) if found else None
        return edition.spec if edition else None

    @property
    def requirements(self) -> list[RequirementSpec]:
        """What the type asks for; all of it while the kind is open."""
        kind = self.kind
        found = self.spec.requirements if self.spec else ()
        return [one for one in found if not kind or not one.kinds or kind in one.kinds]

    @property
    def kind(self) -> str:
        """The kind chosen so far."""
        return self._typed("jenis")

    @property
    def asks_old_number(self) -> bool:
        """Whether the old permit must be named."""
        return self.kind in {Application.Kind.RENEWAL, Application.Kind.AMENDMENT}

    @cached_property
    def offers_own_permits(self) -> bool:
        """Whether the person holds a permit of this type that can be chosen from a list."""
        return self.asks_old_number and bool(self.permit_type and renewable(self.permit_type, by=self.person))

    def _own_permits(self) -> Any:
        found = renewable(self.permit_type, by=self.person) if self.asks_old_number and self.permit_type else []
        rows = Permit.objects.select_related("entry", "application__edition", "application__permit_type")
        return rows.filter(pk__in=[one.pk for one in found]).order_by("-issued_on", "-id")

    def _typed(self, name: str) -> str:
        source = self.data if self.is_bound else self.initial
        return str(source.get(name) or "")

    def _field(self, name: str) -> Any:
        return self.fields[name]
