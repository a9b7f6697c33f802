"""What a new draft takes over: the answers of an earlier application, and the permit that it extends or changes."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits import rules
from permits.actions.contents import copy_documents, last_submitted
from permits.catalogue.schema import PermitSpec
from permits.completeness import content_types_of
from permits.models import Application, ApplicationVersion, Permit, PermitType

RENEWABLE = (Permit.State.ACTIVE, Permit.State.EXPIRED)


def copy_answers(source: Application, target: ApplicationVersion, spec: PermitSpec, *, kind: str, files: bool) -> None:
    """Take over what the new edition still asks; files are used again, not stored twice. The caller saves `target`."""
    before = last_submitted(source)
    known = {field.code: field for field in spec.fields if field.applies_to(kind)}
    old = {field.code: field for field in source.edition.spec.fields}
    details = {
        code: value
        for code, value in (before.data.get("details") or {}).items()
        if code in known and (code not in old or old[code].type == known[code].type)
    }
    target.data = {section: before.data.get(section) or {} for section in ("applicant", "proxy", "company", "place")}
    target.data["details"] = details
    if files:
        asked = {one.code: content_types_of(one) for one in spec.requirements}
        documents = before.documents.select_related("blob")
        usable = [one for one in documents if one.blob.content_type in asked.get(one.requirement, ())]
        copy_documents(usable, target)


def left_out(source: Application, spec: PermitSpec, *, kind: str) -> list[str]:
    """The words of what cannot be taken over, because the edition in force no longer asks it (or asks it otherwise)."""
    before, old = last_submitted(source), source.edition.spec
    known = {field.code: field.type for field in spec.fields if field.applies_to(kind)}
    answered = before.data.get("details") or {}
    lost = [
        field.label
        for field in old.fields
        if not rules.is_blank(answered.get(field.code)) and known.get(field.code) != field.type
    ]
    asked = {one.code: content_types_of(one) for one in spec.requirements}
    names = {one.code: one.name for one in old.requirements}
    documents = before.documents.select_related("blob").order_by("id")
    unusable = [one for one in documents if one.blob.content_type not in asked.get(one.requirement, ())]
    return lost + [names.get(one.requirement, one.name) for one in unusable]


def own_permit(number: str, *, by: User) -> Permit | None:
    """One's own permit with that number; that of somebody else is none of one's business, so it is not found."""
    mine = Permit.objects.select_related("entry", "application__edition", "application__permit_type")
    return mine.filter(application__applicant=by, entry__text__iexact=number.strip()).first()


def renewable(permit_type: PermitType, *, by: User) -> list[Permit]:
    """One's own permits of this type that can be extended or changed, the newest first; one query."""
    mine = Permit.objects.filter(application__applicant=by, application__permit_type=permit_type, state__in=RENEWABLE)
    return list(mine.select_related("entry", "application").order_by("-issued_on", "-id")[:100])


def check_renewed(permit: Permit, permit_type: PermitType, *, by: User) -> None:
    """Raises PermissionDenied for the permit of another, DomainError for another type or a permit out of force."""
    if permit.application.applicant_id != by.pk:
        raise PermissionDenied
    if permit.application.permit_type_id != permit_type.pk:
        name = permit.application.permit_type.name
        raise DomainError(f"Izin nomor {permit} adalah {name}. Pilih jenis izin yang sama dengan izin lama Anda.")
    if permit.state not in RENEWABLE:
        raise DomainError(
            f"Izin nomor {permit} berstatus {permit.get_state_display().lower()}, jadi tidak dapat diperpanjang atau "
            "diubah. Ajukan permohonan baru atau hubungi petugas kami."
        )
