"""What still stands between a draft and its submission. Pure; asked by the review page and again when it is frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from permits import rules
from permits.catalogue.schema import PermitSpec, RequirementSpec
from permits.sections import LABELS, has_company, has_proxy, step_of

FORMAT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "dwg": "image/vnd.dwg",
}
_EMPTY = "Belum diisi."
_REQUIRED = {
    "applicant": ("nik", "name", "address", "village", "phone", "postcode", "email"),
    "proxy": ("name", "nik", "address"),
    "company": ("nib", "npwp", "name", "address", "village", "form", "status", "phone", "postcode"),
    "place": ("street", "village", "latitude", "longitude"),
}
_CHECKS = {
    "nik": rules.nik_mistake,
    "nib": rules.nib_mistake,
    "npwp": rules.npwp_mistake,
    "phone": rules.phone_mistake,
    "postcode": rules.postcode_mistake,
    "email": rules.email_mistake,
    "rt": rules.neighbourhood_mistake,
    "rw": rules.neighbourhood_mistake,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: the code of the field or document, its words, and what is wrong."""

    code: str
    label: str
    message: str

    @property
    def step(self) -> str:
        """The address of the step on which it is mended."""
        return step_of(self.code).slug

    @property
    def anchor(self) -> str:
        """The id of the control on that page."""
        group, _, key = self.code.partition(".")
        if group == "document":
            return f"berkas-{key}"
        if group == "section":
            return "isi"
        return f"id_proxy_{key}" if group == "proxy" else f"id_{key}"

    @property
    def is_missing(self) -> bool:
        """Whether nothing was answered at all."""
        return self.message == _EMPTY

    def __str__(self) -> str:
        return f"{self.label}: {self.message}"


def problems(data: Mapping[str, Any], documents: Mapping[str, str], spec: PermitSpec, *, kind: str) -> list[Problem]:
    """Everything missing or wrong, in the order of the form. `documents`: requirement -> content type of its file."""
    found = list(section_problems("applicant", data.get("applicant") or {}))
    if has_proxy(data):
        found += section_problems("proxy", data["proxy"])
    if has_company(data):
        found += section_problems("company", data["company"])
    found += _place_problems(data.get("place") or {})
    found += detail_problems(data.get("details") or {}, spec, kind=kind)
    for requirement in requirements_of(data, spec, kind=kind):
        found += _document_problems(requirement, documents)
    return found


def advice(data: Mapping[str, Any]) -> list[Problem]:
    """What is allowed but rarely meant: an old NPWP, a company named like the person's own NIK."""
    company, applicant = data.get("company") or {}, data.get("applicant") or {}
    found = []
    if len(rules.digits_of(company.get("npwp"))) == 15:
        words = "NPWP ini masih 15 angka. Bila sudah mendapat NPWP 16 angka, pakailah yang baru."
        found.append(Problem("company.npwp", LABELS["company"]["npwp"], words))
    represented = (data.get("proxy") or {}).get("nik")
    if represented and represented == applicant.get("nik"):
        words = "Sama dengan NIK Anda sendiri. Isi NIK orang yang diwakili, atau hapus centang surat kuasa."
        found.append(Problem("proxy.nik", LABELS["proxy"]["nik"], words))
    return found


_NOT_AT_COUNTER = ("phone", "postcode", "email")  # a walk-in applicant need not have them


def requirements_of(data: Mapping[str, Any], spec: PermitSpec, *, kind: str) -> list[RequirementSpec]:
    """The documents asked of this application, given its kind, proxy and company."""
    proxy, company = has_proxy(data), has_company(data)
    return [one for one in spec.requirements if one.applies_to(kind, has_proxy=proxy, has_company=company)]


def content_types_of(requirement: RequirementSpec) -> set[str]:
    """The content types that a requirement takes."""
    return {FORMAT_TYPES[one] for one in requirement.formats}


def section_problems(section: str, answers: Mapping[str, Any]) -> Iterator[Problem]:
    """What is missing or wrong in one section, key by key."""
    labels = LABELS[section] | {"latitude": "Koordinat Lintang", "longitude": "Koordinat Bujur"}
    required = [key for key in _REQUIRED[section] if not (answers.get("at_counter") and key in _NOT_AT_COUNTER)]
    for key in (*required, *(key for key in _CHECKS if key not in required)):
        value = answers.get(key)
        message = _EMPTY if rules.is_blank(value) and key in required else _checked(key, value)
        if message:
            yield Problem(f"{section}.{key}", labels.get(key, key), message)


def _checked(key: str, value: object) -> str:
    check = _CHECKS.get(key)
    return check(value) if check else ""


def _place_problems(place: Mapping[str, Any]) -> Iterator[Problem]:
    found = list(section_problems("place", place))
    yield from found
    if any(problem.code.endswith("itude") for problem in found):
        return
    message = rules.point_mistake(place.get("latitude"), place.get("longitude"))
    if message:
        yield Problem("place.latitude", "Koordinat Lintang", message)


def detail_problems(details: Mapping[str, Any], spec: PermitSpec, *, kind: str) -> Iterator[Problem]:
    """What is missing or wrong among the detail fields that are asked."""
    for field in spec.fields:
        if not field.applies_to(kind) or not field.is_shown(details):
            continue
        value = details.get(field.code)
        missing = field.required and rules.is_blank(value)
        message = _EMPTY if missing else rules.answer_mistake(field, value, details)
        if message:
            yield Problem(f"details.{field.code}", field.label, message)


def _document_problems(requirement: RequirementSpec, documents: Mapping[str, str]) -> Iterator[Problem]:
    given = documents.get(requirement.code)
    if given is None:
        if requirement.mandatory:
            yield Problem(f"document.{requirement.code}", requirement.name, "Belum diunggah.")
    elif given not in content_types_of(requirement):
        allowed = ", ".join(one.upper() for one in requirement.formats)
        yield Problem(f"document.{requirement.code}", requirement.name, f"Jenis berkas harus {allowed}.")
