"""The applicant's papers while they are written: drafts, revisions in work, and freezing them at submission.

Every function but `freeze_version` is one transaction of its own, with the application locked.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.actions import counter
from accounts.models import User
from eptsp.lib.errors import DomainError
from files.actions import store
from files.models import Blob
from permits import completeness, locks, rules
from permits.actions import companies, copying
from permits.actions.contents import (
    SENT,
    StaleSave,
    advice_on,
    asked,
    copy_documents,
    identity_of,
    in_work,
    kept_answers,
    last_submitted,
    locked,
    names_of,
    place_warning,
    problems_of,
    write_columns,
)
from permits.actions.library import keep_file
from permits.changes import Seen, changes, is_newer
from permits.completeness import Problem
from permits.models import (
    Application,
    ApplicationDocument,
    ApplicationVersion,
    CatalogueEdition,
    Permit,
    PermitType,
    RevisionRequest,
    StoredFile,
)
from permits.sections import KEYS

__all__ = [
    "StaleSave",
    "advice_on",
    "attach_document",
    "delete_draft",
    "detach_document",
    "freeze_version",
    "keep_signed_form",
    "open_revision_version",
    "place_warning",
    "problems_of",
    "renew_edition",
    "save_section",
    "save_sections",
    "start_draft",
]

MOST_DRAFTS = 200  # of one person at a time
MOST_SHOWN = 3  # problems named in one sentence
OPTIONAL = ("proxy", "company")  # {} when there is none
LOCKED = "Bagian ini tidak diminta untuk diperbaiki, jadi tidak dapat diubah."


# --- beginning and ending a draft ---


@transaction.atomic
def start_draft(
    permit_type: PermitType,
    kind: str,
    *,
    by: User,
    now: dt.datetime,
    previous_number: str = "",
    started_from: Application | None = None,
    renews: Permit | None = None,
    applicant: User | None = None,
) -> Application:
    """A new draft of the type's current edition, prefilled from an earlier file or from the permit that it renews.

    A typed number that is one's own permit counts as that permit. Raises DomainError for a type that is closed or
    applied for elsewhere, a kind not offered, a missing old number, or a permit that cannot be renewed.
    `applicant`: whom `by` serves at the counter today; PermissionDenied when that person did not come to them.
    """
    person = applicant or by
    if applicant is not None and not counter.is_serving(by, applicant.pk, now=now):
        raise PermissionDenied
    if kind == Application.Kind.NEW:
        renews, previous_number = None, ""
    elif renews is None and previous_number.strip():
        renews = copying.own_permit(previous_number, by=person)
    number = renews.entry.text if renews else rules.inert(previous_number).strip()[:120]
    edition = _edition_for(permit_type, kind, by=person, previous_number=number, today=timezone.localdate(now))
    if renews is not None:
        copying.check_renewed(renews, permit_type, by=person)
    if started_from is not None and started_from.applicant_id != person.pk:
        raise PermissionDenied
    application = Application.objects.create(
        applicant=person,
        filed_by=by if applicant is not None else None,
        permit_type=permit_type,
        edition=edition,
        kind=kind,
        started_from=started_from,
        renews=renews,
        created_at=now,
    )
    version = ApplicationVersion.objects.create(application=application, n=1, saved_at=now)
    source = started_from or (renews.application if renews else None)
    if source is not None:
        copying.copy_answers(source, version, edition.spec, kind=kind, files=started_from is not None)
    if number:
        version.data["previous_number"] = number
    version.save(update_fields=["data"])
    write_columns(application, version.data)
    return application


def _edition_for(
    permit_type: PermitType, kind: str, *, by: User, previous_number: str, today: dt.date
) -> CatalogueEdition:
    """The edition in force, or why this draft cannot be started."""
    if permit_type.elsewhere_url:
        raise DomainError(f"Izin ini diajukan di tempat lain: {permit_type.elsewhere_url}")
    edition = permit_type.edition_on(today)
    if not permit_type.is_active or edition is None:
        raise DomainError("Jenis izin ini sedang tidak dibuka. Pilih jenis izin lain atau hubungi petugas kami.")
    if kind not in edition.spec.kinds:
        raise DomainError("Jenis permohonan ini tidak tersedia untuk izin yang dipilih. Pilih jenis permohonan lain.")
    if kind != Application.Kind.NEW and not previous_number.strip():
        raise DomainError("Isi nomor izin lama yang akan diperpanjang atau diubah.")
    if Application.objects.filter(applicant=by, status=Application.Status.DRAFT).count() >= MOST_DRAFTS:
        raise DomainError(f"Anda sudah memiliki {MOST_DRAFTS} draf. Hapus draf yang tidak dipakai lebih dahulu.")
    return edition


@transaction.atomic
def delete_draft(application: Application, *, by: User) -> None:
    """Remove a draft with its versions; the uploaded files stay in File Saya."""
    application = locked(application, by=by)
    if application.status != Application.Status.DRAFT:
        raise DomainError(SENT)
    application.delete()


@transaction.atomic
def renew_edition(application: Application, *, now: dt.datetime) -> bool:
    """Move a draft to its type's current edition; say whether it moved. A submitted file keeps its own to the end."""
    application = locked(application)
    current = _current_edition(application, now=now)
    if application.status != Application.Status.DRAFT or current is None or current == application.edition_id:
        return False
    application.edition_id = current
    application.save(update_fields=["edition"])
    return True


# --- writing ---


def save_section(
    application: Application, section: str, values: Mapping[str, Any], *, by: User, now: dt.datetime
) -> ApplicationVersion:
    """Keep one section of the version in work; see `save_sections`."""
    return save_sections(application, {section: values}, by=by, now=now)


@transaction.atomic
def save_sections(
    application: Application,
    values: Mapping[str, Mapping[str, Any]],
    *,
    by: User,
    now: dt.datetime,
    resume_at: str = "",
    seen: Seen | None = None,
) -> ApplicationVersion:
    """Keep sections as typed, right or wrong; what a revision has not unlocked stays as it was. Return the version.

    `resume_at`: the step on which the draft opens next time. Raises DomainError once the file was sent, StaleSave
    when another page has changed one of the sections after `seen`; then nothing is kept.
    """
    application = locked(application, by=by)
    request, version = in_work(application, now=now)
    typed = {
        section: _merged(application, version, request, section, answers, by=by) for section, answers in values.items()
    }
    changed = [section for section, answers in typed.items() if answers != (version.data.get(section) or {})]
    if seen is not None and any(is_newer(version.section_saves, section, seen) for section in changed):
        spec, kind = application.edition.spec, application.kind
        raise StaleSave(changes(changed, version.data, typed, spec, kind=kind), saves=version.saves)
    version.data |= typed
    if changed:
        version.saves += 1
        version.section_saves |= {section: [version.saves, seen.page if seen else ""] for section in changed}
    if resume_at:
        version.data["step"] = resume_at
    version.saved_at = now
    version.save(update_fields=["data", "saved_at", "saves", "section_saves"])
    if application.status == Application.Status.DRAFT:
        write_columns(application, version.data)
    return version


def _merged(
    application: Application,
    version: ApplicationVersion,
    request: RevisionRequest | None,
    section: str,
    answers: Mapping[str, Any],
    *,
    by: User,
) -> dict[str, Any]:
    """One section as it would be kept: bounded, with names of its regions, locked keys as they were."""
    kept = kept_answers(section, answers, application.edition.spec)
    if section == "applicant":
        kept |= identity_of(application.applicant)
        if application.applicant_id != by.pk:
            kept["at_counter"] = "yes"
    if "village" in KEYS.get(section, ()) and any(kept.values()):
        kept |= names_of(kept)
    if section in OPTIONAL and not any(kept.values()):
        kept = {}
    return locks.merged(request, section, before=version.data.get(section) or {}, after=kept)


@transaction.atomic
def attach_document(
    application: Application,
    requirement: str,
    source: Blob | StoredFile,
    *,
    by: User,
    now: dt.datetime,
    name: str = "",
) -> ApplicationDocument:
    """Give a file for one requirement, in place of the one before; a fresh Blob also goes into File Saya as `name`.

    Raises LookupError for a requirement that is not asked, DomainError for a wrong type or a locked document.
    """
    application = locked(application, by=by)
    request, version = in_work(application, now=now)
    spec = asked(application, version, requirement)
    if not locks.is_document_open(request, requirement):
        raise DomainError(LOCKED)
    stored = (
        source
        if isinstance(source, StoredFile)
        else keep_file(source, name=name or spec.name, by=application.applicant, now=now)
    )
    if stored.owner_id != application.applicant_id:
        raise PermissionDenied
    if stored.blob.content_type not in completeness.content_types_of(spec):
        allowed = ", ".join(one.upper() for one in spec.formats)
        raise DomainError(f"Berkas {stored.name} tidak dapat dipakai di sini. Jenis yang diterima: {allowed}.")
    document, _ = ApplicationDocument.objects.update_or_create(
        version=version, requirement=requirement, defaults={"blob": stored.blob, "name": stored.name}
    )
    _touch(version, now=now)
    return document


@transaction.atomic
def detach_document(application: Application, requirement: str, *, by: User, now: dt.datetime) -> None:
    """Take the file of one requirement away; it stays in File Saya."""
    application = locked(application, by=by)
    request, version = in_work(application, now=now)
    if not locks.is_document_open(request, requirement):
        raise DomainError(LOCKED)
    version.documents.filter(requirement=requirement).delete()
    _touch(version, now=now)


@transaction.atomic
def keep_signed_form(application: Application, upload: File, *, by: User, now: dt.datetime) -> None:
    """Keep the scan of the form that the walk-in applicant signed; the officer who files it brings it."""
    application = locked(application, by=by)
    if application.status != Application.Status.DRAFT or application.filed_by_id != by.pk:
        raise DomainError(SENT)
    application.signed_form = store(upload, now=now, allowed=("PDF", "JPG", "PNG"))
    application.save(update_fields=["signed_form"])


# --- revision ---


@transaction.atomic
def open_revision_version(application: Application, *, now: dt.datetime) -> ApplicationVersion:
    """The version in which a returned file is mended: a copy of the last submitted one, made once.

    Raises DomainError when the file is not with its applicant.
    """
    application = locked(application)
    return in_work(application, now=now)[1]


# --- submission ---


def freeze_version(application: Application, *, now: dt.datetime) -> ApplicationVersion:
    """Close the version in work for good; must run inside a transaction that has locked the application.

    What a revision has not unlocked is copied from the version before it. Raises DomainError with the first problems
    when anything is missing or wrong, or when the draft's edition has been replaced since it was last opened.
    """
    if application.status == Application.Status.DRAFT and application.edition_id != _current_edition(
        application, now=now
    ):
        raise DomainError(
            "Persyaratan jenis izin ini diperbarui sejak draf dibuka. Periksa kembali isian Anda, lalu kirim lagi."
        )
    request, version = in_work(application, now=now)
    if request is not None:
        _restore_locked(application, version, request)
    _tidy(application, version)
    found = problems_of(application, version)
    if found:
        raise DomainError(_told(found))
    write_columns(application, version.data)
    version.submitted_at = version.saved_at = now
    version.save(update_fields=["data", "saved_at", "submitted_at"])
    if application.status == Application.Status.DRAFT:
        companies.remember_quietly(version.data.get("company") or {}, by=application.applicant, now=now)
    return version


def _told(found: list[Problem]) -> str:
    named = "; ".join(str(problem) for problem in found[:MOST_SHOWN]).rstrip(".")
    rest = f"; dan {len(found) - MOST_SHOWN} hal lain" if len(found) > MOST_SHOWN else ""
    return f"Permohonan belum lengkap. {named}{rest}. Perbaiki lalu kirim lagi; isian Anda tidak hilang."


def _restore_locked(application: Application, version: ApplicationVersion, request: RevisionRequest) -> None:
    """Put back every locked answer and document of the last submitted version: a tampered post changes nothing."""
    before = last_submitted(application)
    for section in ("applicant", "proxy", "company", "place", "details"):
        old, new = before.data.get(section) or {}, version.data.get(section) or {}
        version.data[section] = locks.merged(request, section, before=old, after=new)
    given = {document.requirement: document for document in version.documents.all()}
    kept = {document.requirement: document for document in before.documents.all()}
    for code in given.keys() | kept.keys():
        if locks.is_document_open(request, code):
            continue
        version.documents.filter(requirement=code).delete()
        if code in kept:
            copy_documents([kept[code]], version)


def _tidy(application: Application, version: ApplicationVersion) -> None:
    """Drop what is not part of the declaration: hidden answers, documents no longer asked, the bookmark."""
    spec = application.edition.spec
    details = version.data.get("details") or {}
    shown = [field.code for field in spec.fields if field.applies_to(application.kind) and field.is_shown(details)]
    version.data["details"] = {code: details[code] for code in shown if not rules.is_blank(details.get(code))}
    for section in OPTIONAL:
        version.data[section] = version.data.get(section) or {}
    version.data.pop("step", None)
    codes = [one.code for one in completeness.requirements_of(version.data, spec, kind=application.kind)]
    version.documents.exclude(requirement__in=codes).delete()


# --- parts ---


def _touch(version: ApplicationVersion, *, now: dt.datetime) -> None:
    version.saved_at = now
    version.save(update_fields=["saved_at"])


def _current_edition(application: Application, *, now: dt.datetime) -> int | None:
    return application.permit_type.edition_id_on(timezone.localdate(now))
