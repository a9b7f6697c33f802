"""The lines of a desk's checklist, and the words for every field and document that a return may unlock."""

from dataclasses import dataclass

from permits.catalogue.schema import PermitSpec
from permits.models import Application, ApplicationVersion
from permits.sections import LABELS, SECTION_LABELS, has_company, has_proxy


@dataclass(frozen=True)
class Line:
    """One line: its code, its words, and whether it is a document."""

    code: str
    label: str
    is_document: bool


def submitted_version(application: Application) -> ApplicationVersion | None:
    """The last version that the applicant declared."""
    return application.versions.filter(submitted_at__isnull=False).order_by("-n").first()


def lines_for(application: Application) -> list[Line]:
    """Sections of the form that were filled, then every requirement that this application was asked for."""
    version = submitted_version(application)
    if version is None:
        return []
    return lines_of_version(version, application.edition.spec, kind=application.kind)


def lines_of_version(version: ApplicationVersion, spec: PermitSpec, *, kind: str) -> list[Line]:
    """The same from a version at hand; one query for the documents given, none when they were prefetched."""
    data = version.data
    given = {document.requirement for document in version.documents.all()}
    sections = [Line(f"section.{code}", label, False) for code, label in SECTION_LABELS.items() if data.get(code)]
    documents = [
        Line(f"document.{requirement.code}", requirement.name, True)
        for requirement in spec.requirements
        if requirement.applies_to(kind, has_proxy=has_proxy(data), has_company=has_company(data))
        and (requirement.mandatory or requirement.code in given)
    ]
    return sections + documents


def label_of(code: str, spec: PermitSpec) -> str:
    """The words for a code of a return: a section, document, detail field or fixed field; else the code itself."""
    group, _, rest = code.partition(".")
    if group == "section":
        return SECTION_LABELS.get(rest, rest)
    if group in LABELS:
        return LABELS[group].get(rest, rest)
    try:
        if group == "document":
            return spec.requirement(rest).name
        if group == "details":
            return spec.field(rest).label
    except LookupError:
        return rest
    return rest


def revisable(application: Application) -> list[tuple[str, str]]:
    """(code, label) of everything that a return may tick, in the order of the form."""
    spec = application.edition.spec
    version = submitted_version(application)
    data = version.data if version else {}
    sections = [
        (f"section.{code}", label) for code, label in SECTION_LABELS.items() if code != "details" and data.get(code)
    ]
    details = [(f"details.{field.code}", field.label) for field in spec.fields if field.applies_to(application.kind)]
    documents = [
        (f"document.{requirement.code}", requirement.name)
        for requirement in spec.requirements
        if requirement.applies_to(application.kind, has_proxy=has_proxy(data), has_company=has_company(data))
    ]
    return sections + details + documents
