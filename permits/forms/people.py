"""Data Pemohon with the represented person, and Data Perusahaan."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from eptsp.lib.addresses import has_address
from permits import rules
from permits.forms.editing import Editing
from permits.forms.sections import SectionForm
from permits.sections import COMPANY_FORMS, COMPANY_STATUSES, GENDERS
from regions.forms import LEVELS, RegionGroup

CHOOSE = ("", "-Pilih-")
FIXED = {  # of the profile: field -> words
    "nik": "NIK",
    "name": "Nama",
    "gender": "Jenis Kelamin",
    "address": "Alamat",
    "province_name": "Provinsi",
    "regency_name": "Kota/Kabupaten",
    "district_name": "Kecamatan",
    "village_name": "Kelurahan",
}
PROXY = ("proxy_name", "proxy_nik", "proxy_address", "proxy_letter_number", "proxy_letter_on")


def short_text(label: str, *, length: int = 100, required: bool = False, **attrs: str) -> forms.CharField:
    """A one-line text field."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget)


class ApplicantForm(SectionForm):
    """Only Telp, Kode Pos and Email can be changed; the rest comes from the profile (checklist 84, 85)."""

    sections = ("applicant", "proxy")

    phone = short_text("Telp", length=20, required=True, inputmode="tel")
    postcode = short_text("Kode Pos", length=5, required=True, inputmode="numeric")
    email = forms.EmailField(label="Email", max_length=254, required=True)
    for_another = forms.BooleanField(label="Saya mengurus untuk orang lain (surat kuasa)", required=False)
    proxy_name = short_text("Nama yang diwakili", length=150)
    proxy_nik = short_text("NIK yang diwakili", length=16, inputmode="numeric")
    proxy_address = short_text("Alamat yang diwakili", length=300)
    proxy_letter_number = short_text("Nomor surat kuasa")
    proxy_letter_on = forms.DateField(
        label="Tanggal surat kuasa",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, editing: Editing, **kwargs: Any) -> None:
        super().__init__(data, editing=editing, **kwargs)
        if editing.officer:  # a walk-in applicant need not have them
            for name in ("phone", "postcode", "email"):
                self.fields[name].required = False

    def key_of(self, name: str) -> tuple[str, str]:
        if name == "for_another" or name in PROXY:
            return "proxy", name.removeprefix("proxy_")
        return "applicant", name

    def stored(self) -> dict[str, Any]:
        proxy = self.editing.answers("proxy")
        kept = {f"proxy_{key}": value for key, value in proxy.items()}
        return self._contact() | kept | {"for_another": bool(proxy)}

    def _contact(self) -> dict[str, Any]:
        person, answers = self.editing.person, self.editing.answers("applicant")
        known = {"phone": person.phone, "postcode": person.postcode}
        known["email"] = person.email if has_address(person.email) else ""
        return {key: answers.get(key) or value for key, value in known.items()}

    def identity(self) -> list[tuple[str, str, str]]:
        """(id, words, value) of what the profile says; in a revision of what was declared."""
        answers: dict[str, Any] = dict(self.editing.answers("applicant"))
        if self.editing.request is None:
            answers = identity_shown(self.editing.person)
        shown = answers | {"gender": GENDERS.get(answers.get("gender", ""), "")}
        return [(key, label, shown.get(key) or "") for key, label in FIXED.items()]

    @property
    def contact_fields(self) -> list[BoundField]:
        return self.bound(("phone", "postcode", "email"))

    @property
    def proxy_fields(self) -> list[BoundField]:
        return self.bound(PROXY)

    @property
    def lacks_address(self) -> bool:
        """Whether the profile has no address yet; the file cannot be submitted without it."""
        person = self.editing.person
        return self.editing.request is None and not (person.address and person.village_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        contact = {key: cleaned.get(key) for key in ("phone", "postcode", "email")}
        contact["at_counter"] = "yes" if self.editing.officer else ""
        self.check("applicant", contact)
        if cleaned.get("for_another"):
            self.check("proxy", {name.removeprefix("proxy_"): cleaned.get(name) for name in PROXY})
        return cleaned

    def values(self) -> dict[str, dict[str, Any]]:
        kept = super().values()
        kept["proxy"].pop("for_another", None)
        if not self.cleaned_data.get("for_another"):
            kept["proxy"] = {}
        else:
            kept["proxy"]["nik"] = rules.digits_of(kept["proxy"]["nik"])
        return kept


class CompanyForm(SectionForm):
    """Optional: an individual leaves it empty or writes "0" or "-" (checklist 89); a company fills all but NPWPD."""

    sections = ("company",)
    region_groups: ClassVar[tuple[RegionGroup, ...]] = (RegionGroup(required=False),)

    nib = short_text("NIB", length=20, inputmode="numeric")
    npwp = short_text("NPWP", length=25, inputmode="numeric")
    npwpd = short_text("NPWPD", length=40)
    name = short_text("Nama Perusahaan", length=200)
    address = short_text("Alamat Perusahaan", length=300)
    form = forms.ChoiceField(label="Bentuk Perusahaan", required=False, choices=[CHOOSE, *COMPANY_FORMS.items()])
    status = forms.ChoiceField(label="Status Perusahaan", required=False, choices=[CHOOSE, *COMPANY_STATUSES.items()])
    phone = short_text("Telp", length=20, inputmode="tel")
    postcode = short_text("Kode Pos Perusahaan", length=10, inputmode="numeric")

    TYPED = ("nib", "npwp", "npwpd", "name", "address", "phone", "postcode")
    NUMBERS = ("nib", "npwp", "postcode")

    @property
    def first_fields(self) -> list[BoundField]:
        return self.bound(("nib", "npwp", "npwpd", "name", "address"))

    @property
    def last_fields(self) -> list[BoundField]:
        return self.bound(("form", "status", "phone", "postcode"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key in self.TYPED:
            if rules.is_skipped(cleaned.get(key)):
                cleaned[key] = ""
        if self.is_company:
            self.check("company", cleaned)
        return cleaned

    @property
    def is_company(self) -> bool:
        """Whether anything was written that only a company has."""
        return any(not rules.is_skipped(self.answer(key)) for key in self.TYPED)

    def values(self) -> dict[str, dict[str, Any]]:
        kept = super().values()["company"]
        if not self.is_company:
            return {"company": {}}
        for key in self.NUMBERS:
            kept[key] = rules.digits_of(kept[key])
        return {"company": kept}


def identity_shown(person: Any) -> dict[str, Any]:
    """What the profile says, with the names of the four levels; the village comes with its parents or costs queries."""
    village = person.village
    names: dict[str, str] = {}
    if village is not None:
        chain = (village.district.regency.province, village.district.regency, village.district, village)
        names = {f"{level}_name": region.name for level, region in zip(LEVELS, chain, strict=True)}
    return {
        "nik": person.nik,
        "name": person.name,
        "gender": person.gender,
        "address": person.address,
        **names,
    }
