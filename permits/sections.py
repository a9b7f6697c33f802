"""The sections of an application: their steps, keys, words and how an answer is read back. Pure.

Layout of ApplicationVersion.data (all values are texts; ADDRESS keys are codes and names of the four levels):

applicant  nik, name, gender ("L" or "P"), address, ADDRESS, phone, postcode, email
proxy      name, nik, address, letter_number, letter_on (ISO); {} when the applicant acts for themselves
company    nib, npwp, npwpd, name, address, ADDRESS, form, status, phone, postcode; {} for an individual
place      street, number, rt, rw, ADDRESS, latitude, longitude, at_sea ("yes" when confirmed)
details    code of the field -> value: number as "1250.5", date as ISO, point as {latitude, longitude}
previous_number, step   beside the sections: the old permit of a renewal; where the draft was left
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eptsp.lib.formatting import long_date
from permits.catalogue.placeholders import display_value
from permits.catalogue.schema import PermitSpec
from permits.rules import is_blank, to_date

ADDRESS = (
    "province",
    "regency",
    "district",
    "village",
    "province_name",
    "regency_name",
    "district_name",
    "village_name",
)
GENDERS = {"L": "Laki-laki", "P": "Perempuan"}
COMPANY_FORMS = {
    "PT": "PT (Perseroan Terbatas)",
    "CV": "CV (Persekutuan Komanditer)",
    "Firma": "Firma",
    "Koperasi": "Koperasi",
    "Yayasan": "Yayasan",
    "Perkumpulan": "Perkumpulan",
    "Perorangan": "Usaha perorangan",
    "BUMN": "BUMN",
    "BUMD": "BUMD",
    "Lainnya": "Lainnya",
}
COMPANY_STATUSES = {
    "PMDN": "PMDN (penanaman modal dalam negeri)",
    "PMA": "PMA (penanaman modal asing)",
    "Pusat": "Kantor pusat",
    "Cabang": "Kantor cabang",
    "Perwakilan": "Kantor perwakilan",
    "Lainnya": "Lainnya",
}
SECTION_LABELS = {
    "applicant": "Data Pemohon",
    "proxy": "Data Pemberi Kuasa",
    "company": "Data Perusahaan",
    "place": "Lokasi Izin",
    "details": "Data Detail",
}
# key -> words, in the order of the form; "village" stands for the whole cascade, "point" for both coordinates
LABELS: dict[str, dict[str, str]] = {
    "applicant": {
        "nik": "NIK",
        "name": "Nama",
        "gender": "Jenis Kelamin",
        "address": "Alamat",
        "village": "Kelurahan/Desa",
        "phone": "Telp",
        "postcode": "Kode Pos",
        "email": "Email",
    },
    "proxy": {
        "name": "Nama yang diwakili",
        "nik": "NIK yang diwakili",
        "address": "Alamat yang diwakili",
        "letter_number": "Nomor surat kuasa",
        "letter_on": "Tanggal surat kuasa",
    },
    "company": {
        "nib": "NIB",
        "npwp": "NPWP",
        "npwpd": "NPWPD",
        "name": "Nama Perusahaan",
        "address": "Alamat Perusahaan",
        "village": "Kelurahan/Desa",
        "form": "Bentuk Perusahaan",
        "status": "Status Perusahaan",
        "phone": "Telp",
        "postcode": "Kode Pos Perusahaan",
    },
    "place": {
        "street": "Jalan",
        "number": "No",
        "rt": "RT",
        "rw": "RW",
        "village": "Kelurahan/Desa",
        "point": "Koordinat",
    },
}


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One page of the form; `sections` are saved by it."""

    slug: str
    label: str
    sections: tuple[str, ...] = ()


STEPS = (
    StepSpec("data-pemohon", "Data Pemohon", ("applicant", "proxy")),
    StepSpec("data-perusahaan", "Data Perusahaan", ("company",)),
    StepSpec("lokasi", "Lokasi Izin", ("place",)),
    StepSpec("detail", "Data Detail & Lampiran", ("details",)),
    StepSpec("periksa", "Periksa & Kirim"),
)
FIRST, REVIEW = STEPS[0], STEPS[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as people read it, with the code by which a return names it."""

    code: str
    label: str
    value: str


def step_called(slug: str) -> StepSpec:
    """The step with that address; LookupError when there is none."""
    for step in STEPS:
        if step.slug == slug:
            return step
    raise LookupError(slug)


def step_after(step: StepSpec) -> StepSpec:
    """The next step; the last one follows itself."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def step_before(step: StepSpec) -> StepSpec | None:
    """The step in front, or None for the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def step_of(code: str) -> StepSpec:
    """The step on which a field ("place.street"), document or section is answered."""
    group, _, rest = code.partition(".")
    section = rest if group == "section" else "details" if group == "document" else group
    return next(step for step in STEPS if section in step.sections)


KEYS = {
    "applicant": {*LABELS["applicant"], *ADDRESS},
    "proxy": {*LABELS["proxy"]},
    "company": {*LABELS["company"], *ADDRESS},
    "place": {"street", "number", "rt", "rw", *ADDRESS, "latitude", "longitude", "at_sea"},
}


def codes_of(section: str, key: str) -> tuple[str, ...]:
    """The codes of a return that unlock one key: the key itself, its group, and the whole section."""
    if key in ADDRESS:
        group = tuple(f"{section}.{one}" for one in ADDRESS[:4])
    elif section == "place" and key in {"latitude", "longitude", "at_sea"}:
        group = ("place.point", "place.latitude", "place.longitude")
    else:
        group = (f"{section}.{key}",)
    return (*group, f"section.{section}")


def address_line(data: Mapping[str, Any]) -> str:
    """ "PELABUHAN, SAMARINDA KOTA, KOTA SAMARINDA, KALIMANTAN TIMUR", as far as it was chosen."""
    names = (data.get(f"{level}_name") for level in ("village", "district", "regency", "province"))
    return ", ".join(name for name in names if name)


def rows_of(section: str, data: Mapping[str, Any], spec: PermitSpec, *, kind: str) -> list[Row]:
    """The answers of one section, in the order of the form; an empty value where nothing was answered."""
    answers = data.get(section) or {}
    if section == "details":
        return list(_detail_rows(answers, spec, kind))
    if not answers:
        return []
    return [Row(f"{section}.{key}", label, _shown(section, key, answers)) for key, label in LABELS[section].items()]


def _detail_rows(answers: Mapping[str, Any], spec: PermitSpec, kind: str) -> Iterator[Row]:
    for field in spec.fields:
        if field.applies_to(kind) and field.is_shown(answers):
            value = answers.get(field.code)
            try:
                text = display_value(field, value)
            except ValueError:  # a draft keeps what was typed, right or wrong
                text = str(value)
            yield Row(f"details.{field.code}", field.label, text)


def _shown(section: str, key: str, answers: Mapping[str, Any]) -> str:
    value = str(answers.get(key) or "")
    if key == "village":
        return address_line(answers)
    if key == "point":
        point = [str(answers.get(one) or "") for one in ("latitude", "longitude")]
        return ", ".join(point) if all(point) else ""
    if key == "gender":
        return GENDERS.get(value, value)
    if key == "letter_on":
        return _date_shown(value)
    if section == "company" and key in {"form", "status"}:
        return {"form": COMPANY_FORMS, "status": COMPANY_STATUSES}[key].get(value, value)
    return value


def _date_shown(value: str) -> str:
    found = to_date(value)
    return long_date(found) if found else value


def has_proxy(data: Mapping[str, Any]) -> bool:
    """Whether the applicant acts for somebody else."""
    return not is_blank(data.get("proxy") or {})


def has_company(data: Mapping[str, Any]) -> bool:
    """Whether the permit is asked for a company."""
    return not is_blank(data.get("company") or {})


def holder_of(data: Mapping[str, Any]) -> tuple[str, bool]:
    """Who will hold the permit (company, else the represented, else the applicant), and whether that is a company."""
    for section in ("company", "proxy", "applicant"):
        name = str((data.get(section) or {}).get("name") or "").strip()
        if name:
            return name, section == "company"
    return "", False
