"""What a version holds: finding the one in work, copying it, bounding what is typed, and what is still wrong with it.

All of it runs inside the transactions of `drafts`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits import completeness, papers, rules
from permits.catalogue.schema import PermitSpec, RequirementSpec
from permits.changes import Change
from permits.completeness import Problem
from permits.models import Application, ApplicationDocument, ApplicationVersion, RevisionRequest
from permits.permissions import can_edit
from permits.renewals import timing_advice
from permits.sections import ADDRESS, KEYS, holder_of
from regions import places
from regions.models import Regency, Village

AT_SEA = "Titik ini jauh dari permukiman, mungkin di laut. Bila memang benar, centang konfirmasi di bawah koordinat."
SENT = "Permohonan ini sudah dikirim dan tidak dapat diubah lagi."
STALE = (
    "Isian ini sudah diubah di tab atau perangkat lain setelah halaman ini dibuka, jadi belum disimpan. "
    "Bandingkan di bawah, lalu pilih isian mana yang dipakai."
)


class StaleSave(DomainError):
    """An older page wanted to save over a newer one. `changes`: what is kept (before) and what it typed (after)."""

    def __init__(self, changes: list[Change], *, saves: int) -> None:
        super().__init__(STALE)
        self.changes = changes
        self.saves = saves


def problems_of(application: Application, version: ApplicationVersion) -> list[Problem]:
    """Everything that keeps this version from being submitted; up to three queries, and a look into each document."""
    given = list(version.documents.select_related("blob"))
    documents = {one.requirement: one.blob.content_type for one in given}
    spec = application.edition.spec
    found = completeness.problems(version.data, documents, spec, kind=application.kind)
    refusal = _place_refusal(version.data.get("place") or {}, spec)
    return [*found, *refusal, *_document_refusals(given, spec)]


def _document_refusals(given: Iterable[ApplicationDocument], spec: PermitSpec) -> Iterator[Problem]:
    """The documents that no longer open."""
    names = {one.code: one.name for one in spec.requirements}
    for document in given:
        message = papers.refusal(document.blob)
        if message:
            label = names.get(document.requirement, document.name)
            yield Problem(f"document.{document.requirement}", label, message)


def advice_on(application: Application, version: ApplicationVersion, *, today: dt.date) -> list[Problem]:
    """What is worth a second look but keeps nobody from sending; each with the place to mend it."""
    found = [Problem("place.latitude", "Titik koordinat", place_warning(version))]
    found += _scan_advice(version, application.edition.spec)
    found += [Problem("section.details", "Izin lama", timing_advice(application.renews, application.kind, today=today))]
    found += completeness.advice(version.data)
    return [one for one in found if one.message]


def _scan_advice(version: ApplicationVersion, spec: PermitSpec) -> Iterator[Problem]:
    names = {one.code: one.name for one in spec.requirements}
    for document in version.documents.select_related("blob"):
        label = names.get(document.requirement, document.name)
        yield Problem(f"document.{document.requirement}", label, papers.scan_advice(document.blob))


def _place_refusal(place: Mapping[str, Any], spec: PermitSpec) -> list[Problem]:
    """The point lies abroad, or at sea without being meant to."""
    point = point_of(place)
    if point is None:
        return []
    check = places.check(float(point[0]), float(point[1]))
    if not check.inside:
        return [Problem("place.latitude", "Koordinat Lintang", rules.ABROAD)]
    if check.at_sea and not spec.allows_sea and place.get("at_sea") != "yes":
        return [Problem("place.at_sea", "Titik di laut", AT_SEA)]
    return []


def place_warning(version: ApplicationVersion) -> str:
    """A sentence when the point belongs to another kab/kota than the address; never a refusal."""
    place = version.data.get("place") or {}
    point, regency = point_of(place), Regency.objects.filter(pk=place.get("regency") or "").first()
    return (places.place_warning(float(point[0]), float(point[1]), regency) or "") if point else ""


def point_of(place: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Latitude and longitude of a place section as Decimals, or None while they are no point."""
    north, east = rules.to_coordinate(place.get("latitude")), rules.to_coordinate(place.get("longitude"))
    if north is None or east is None or rules.point_mistake(place["latitude"], place["longitude"]):
        return None
    return north, east


def asked(application: Application, version: ApplicationVersion, requirement: str) -> RequirementSpec:
    """The requirement with that code among those asked of this application; LookupError when it is not asked."""
    spec = application.edition.spec
    for one in completeness.requirements_of(version.data, spec, kind=application.kind):
        if one.code == requirement:
            return one
    raise LookupError(requirement)


def locked(application: Application, *, by: User | None = None) -> Application:
    """The application under a row lock; PermissionDenied unless `by` may write in it (`can_edit`)."""
    rows: QuerySet[Application] = Application.objects.select_for_update(of=("self",))
    found = rows.select_related("permit_type", "edition", "applicant").get(pk=application.pk)
    if by is not None and not can_edit(by, found, on=timezone.localdate()):
        raise PermissionDenied
    return found


def in_work(application: Application, *, now: dt.datetime) -> tuple[RevisionRequest | None, ApplicationVersion]:
    """What is being written, and the request that limits it; for a revision the version is made when it is missing."""
    if application.status == Application.Status.DRAFT:
        return None, application.versions.get(submitted_at=None)
    request = application.revision_requests.filter(closed_at=None).first()
    if application.status != Application.Status.REVISION or request is None:
        raise DomainError(SENT)
    version = application.versions.filter(submitted_at=None).first()
    return request, version or _copied_version(application, now=now)


def _copied_version(application: Application, *, now: dt.datetime) -> ApplicationVersion:
    before = last_submitted(application)
    version = ApplicationVersion.objects.create(application=application, n=before.n + 1, saved_at=now)
    copy_contents(before, version)
    version.save(update_fields=["data"])
    return version


def last_submitted(application: Application) -> ApplicationVersion:
    return application.versions.filter(submitted_at__isnull=False).latest("n")


def copy_contents(source: ApplicationVersion, target: ApplicationVersion) -> None:
    target.data = {key: value for key, value in source.data.items() if key != "step"}
    copy_documents(source.documents.all(), target)


def copy_documents(documents: Iterable[ApplicationDocument], target: ApplicationVersion) -> None:
    ApplicationDocument.objects.bulk_create(
        ApplicationDocument(version=target, requirement=one.requirement, blob_id=one.blob_id, name=one.name)
        for one in documents
    )


def kept_answers(section: str, answers: Mapping[str, Any], spec: PermitSpec) -> dict[str, Any]:
    """Known keys only, texts trimmed and bounded."""
    known = {field.code for field in spec.fields} if section == "details" else KEYS[section]
    return {key: _bounded(value) for key, value in answers.items() if key in known}


def _bounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _bounded(value.get(key)) for key in ("latitude", "longitude")}
    return rules.inert("" if value is None else value).strip()[: rules.LONGEST_ANSWER]


def identity_of(person: User) -> dict[str, Any]:
    """What the profile says; the applicant cannot type it here."""
    return {
        "nik": person.nik,
        "name": person.name,
        "gender": person.gender,
        "address": person.address,
        "village": person.village_id or "",
    }


def names_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """Codes and names of all four levels when the village is known; no names otherwise."""
    village = Village.objects.select_related("district__regency__province").filter(pk=answers.get("village")).first()
    if village is None:
        return {key: "" for key in ADDRESS if key.endswith("_name")} | {"village": ""}
    district = village.district
    regency = district.regency
    levels = {"province": regency.province, "regency": regency, "district": district, "village": village}
    return {key: region.pk for key, region in levels.items()} | {
        f"{key}_name": region.name for key, region in levels.items()
    }


def write_columns(application: Application, data: Mapping[str, Any]) -> None:
    """Holder and place as columns, for lists and the map."""
    place = data.get("place") or {}
    point = point_of(place)
    application.holder_name, application.holder_is_company = holder_of(data)
    application.holder_name = application.holder_name[:200]
    application.village_id = place.get("village") or None
    application.latitude, application.longitude = point or (None, None)
    application.save(update_fields=["holder_name", "holder_is_company", "village", "latitude", "longitude"])
