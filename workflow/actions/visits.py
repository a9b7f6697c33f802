"""Site visits: planned, moved, cancelled, documented and closed by the agency that holds the file (SOP langkah 10)."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import ZONE, local_time, wita
from files.actions import check_size, store
from files.content import Unacceptable, recognise
from files.pictures import check_picture
from office.profile import profile
from permits.models import Application
from permits.stages import Stage
from workflow import notices
from workflow.actions.letters import facts_of as file_facts
from workflow.actions.letters import signed, write
from workflow.actions.steps import Turn, begin_turn
from workflow.letters import Block, LetterText, Photo
from workflow.models import OfficeLetter, SiteVisit, VisitChange, VisitPhoto
from workflow.permissions import can_act
from workflow.photos import PhotoFacts, clean_copy, facts_of

MOST_PHOTOS = 20
WITHDRAWN = "Permohonan dibatalkan oleh pemohon."


@dataclass(frozen=True)
class VisitPlan:
    """When, where and by whom (one officer a line) a place will be visited."""

    visits_at: dt.datetime
    place: str
    officers: str


@dataclass(frozen=True)
class VisitReport:
    """What was found; `number` is the agency's own number of the report, `result` a SiteVisit.Result."""

    number: str
    findings: str
    result: str
    point: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class TypedPhoto:
    """What the officer typed beside a picture; used where the camera wrote nothing."""

    caption: str
    taken_at: dt.datetime | None = None
    point: tuple[Decimal, Decimal] | None = None


@transaction.atomic
def plan_visit(step_id: int, plan: VisitPlan, *, by: User, now: dt.datetime) -> SiteVisit:
    """Set a date and tell the applicant. Raises PermissionDenied, DomainError (past date, closed step, no officer)."""
    turn = _agency_turn(step_id, by=by, now=now)
    _demand_plan(plan, now=now)
    visit = SiteVisit.objects.create(
        application=turn.application,
        step=turn.step,
        agency=turn.step.agency,  # type: ignore[misc]  # a step of agency_review names its agency
        visits_at=plan.visits_at,
        place=plan.place.strip(),
        officers=plan.officers.strip(),
        planned_at=now,
        planned_by=by,
    )
    notices.visit_planned(visit, event=f"visit:{visit.pk}:planned", now=now)
    return visit


@transaction.atomic
def move_visit(visit_id: int, plan: VisitPlan, *, reason: str, by: User, now: dt.datetime) -> SiteVisit:
    """Another date or place, with a reason that the applicant reads."""
    visit = _open_visit(visit_id, by=by, now=now)
    _demand_plan(plan, now=now)
    _demand_reason(reason)
    change = VisitChange.objects.create(
        visit=visit,
        old_at=visit.visits_at,
        new_at=plan.visits_at,
        old_place=visit.place,
        new_place=plan.place.strip(),
        reason=reason.strip(),
        changed_at=now,
        changed_by=by,
    )
    visit.visits_at, visit.place, visit.officers = plan.visits_at, plan.place.strip(), plan.officers.strip()
    visit.save(update_fields=["visits_at", "place", "officers"])
    notices.visit_planned(visit, event=f"visit:{visit.pk}:moved:{change.pk}", now=now, reason=change.reason)
    return visit


@transaction.atomic
def cancel_visit(visit_id: int, *, reason: str, by: User, now: dt.datetime) -> SiteVisit:
    """Call a visit off, with a reason that the applicant reads."""
    visit = _open_visit(visit_id, by=by, now=now)
    _demand_reason(reason)
    _close(visit, SiteVisit.State.CANCELLED, by=by, now=now, reason=reason.strip())
    notices.visit_cancelled(visit, now=now)
    return visit


def cancel_all(application: Application, *, by: User, now: dt.datetime) -> None:
    """A file that is withdrawn is not visited any more; runs inside that transaction."""
    for visit in SiteVisit.objects.filter(application=application, state=SiteVisit.State.PLANNED):
        _close(visit, SiteVisit.State.CANCELLED, by=by, now=now, reason=WITHDRAWN)


def _close(visit: SiteVisit, state: str, *, by: User, now: dt.datetime, reason: str = "") -> None:
    visit.state, visit.reason, visit.closed_at, visit.closed_by = state, reason, now, by
    visit.save(update_fields=["state", "reason", "closed_at", "closed_by"])


def add_photo(visit_id: int, upload: UploadedFile, typed: TypedPhoto, *, by: User, now: dt.datetime) -> VisitPhoto:
    """Keep a picture with its time and point, and without what the camera wrote into it.

    Time and point: read from the picture, else typed, else the moment of the upload (no point). The picture is checked
    and copied before the transaction. Raises PermissionDenied, DomainError (no picture, too large, twice the same).
    """
    if not typed.caption.strip():
        raise DomainError("Isi keterangan foto.")
    original, copy, facts = _checked(upload)
    with transaction.atomic():
        visit = _open_visit(visit_id, by=by, now=now)
        if visit.photos.count() >= MOST_PHOTOS:
            raise DomainError(f"Satu tinjauan memuat paling banyak {MOST_PHOTOS} foto.")
        if visit.photos.filter(original_sha256=original).exists():
            raise DomainError("Foto ini sudah ada pada tinjauan ini.")
        point = facts.point or typed.point
        return VisitPhoto.objects.create(
            visit=visit,
            blob=store(ContentFile(copy, name="foto.jpg"), now=now, allowed=("JPG",)),
            original_sha256=original,
            caption=typed.caption.strip(),
            taken_at=facts.taken_at or typed.taken_at or now,
            is_time_read=facts.taken_at is not None,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            is_place_read=facts.point is not None,
            added_at=now,
            added_by=by,
        )


def _checked(upload: UploadedFile) -> tuple[str, bytes, PhotoFacts]:
    """SHA-256 of the upload, its clean copy, and what the camera wrote into it. Raises DomainError."""
    name = upload.name or "foto"
    check_size(upload.size or 0, name=name, limit=settings.UPLOAD_MAX_BYTES)
    stream = cast(BinaryIO, upload)
    try:
        kind = recognise(stream)
        if kind.code not in {"JPG", "PNG"}:
            raise Unacceptable(f"isinya {kind.code}")
        check_picture(stream, kind)
    except Unacceptable as error:
        raise DomainError(f"Foto {name} tidak dapat diterima: {error}. Pilih foto JPG atau PNG.") from error
    upload.seek(0)
    digest = hashlib.sha256(upload.read()).hexdigest()
    return digest, clean_copy(stream), facts_of(stream, zone=ZONE)


@transaction.atomic
def remove_photo(visit_id: int, photo_id: int, *, by: User, now: dt.datetime) -> None:
    """Take a picture off an open visit; Raises VisitPhoto.DoesNotExist for another visit's."""
    visit = _open_visit(visit_id, by=by, now=now)
    visit.photos.get(pk=photo_id).delete()


@transaction.atomic
def close_visit(visit_id: int, report: VisitReport, *, by: User, now: dt.datetime) -> SiteVisit:
    """Write the berita acara, signed by this officer's account, and close the visit for ever.

    Raises DomainError before the planned time, without findings, result or number.
    """
    visit = _open_visit(visit_id, by=by, now=now)
    if visit.visits_at > now:
        raise DomainError(
            f"Tinjauan ini baru berlangsung {wita(visit.visits_at)}. "
            "Ubah jadwalnya bila sudah dilakukan lebih awal, lalu isi hasilnya."
        )
    if not report.findings.strip() or report.result not in SiteVisit.Result.values or not report.number.strip():
        raise DomainError("Isi nomor berita acara, temuan, dan hasil tinjauan.")
    visit.findings, visit.result = report.findings.strip(), report.result
    if report.point:
        visit.latitude, visit.longitude = report.point
    visit.report = _write_report(visit, report.number.strip(), by=by, now=now)
    visit.state, visit.closed_at, visit.closed_by = SiteVisit.State.CLOSED, now, by
    visit.save(
        update_fields=[
            "findings",
            "result",
            "latitude",
            "longitude",
            "report",
            "state",
            "closed_at",
            "closed_by",
        ]  # fmt: skip
    )
    return visit


def _write_report(visit: SiteVisit, number: str, *, by: User, now: dt.datetime) -> OfficeLetter:
    photos = list(visit.photos.select_related("blob").order_by("taken_at", "id"))

    def words(text: str, day: dt.date) -> LetterText:
        rows = [
            *file_facts(visit.application),
            ("Waktu tinjauan", local_time(visit.visits_at)),
            ("Tempat", visit.place),
            ("Titik", _point_words(visit.latitude, visit.longitude)),
            ("Hasil", SiteVisit.Result(visit.result).label),
        ]
        return LetterText(
            title="Berita Acara Tinjauan Lapangan",
            number=text,
            dated_on=day.isoformat(),
            city=profile().city,
            to=[],
            about=visit.application.permit_type.name,
            opening=[f"Petugas {visit.agency.name} telah melakukan tinjauan lapangan atas permohonan berikut."],
            rows=[(label, value) for label, value in rows if value],
            table_title="Petugas peninjau",
            table=[["No", "Nama"], *[[str(n), name] for n, name in enumerate(visit.officer_names, start=1)]],
            blocks=[Block("Temuan", [visit.findings])],
            closing=[
                "Demikian berita acara ini dibuat dengan sebenarnya. Petugas yang menandatangani menyatakan bahwa "
                "petugas yang namanya tercantum hadir pada tinjauan."
            ],
            signed_by=[signed(by, f"Petugas {visit.agency.short_name}", now=now)],
            is_demo=settings.DEMO,
            photos=[Photo(photo.blob.sha256, _photo_words(photo)) for photo in photos],
        )

    return write(visit.step, OfficeLetter.Kind.VISIT, words, by=by, now=now, agency=visit.agency, number=number)


def _photo_words(photo: VisitPhoto) -> str:
    parts = [photo.caption, local_time(photo.taken_at), _point_words(photo.latitude, photo.longitude)]
    return "; ".join(part for part in parts if part)


def _point_words(latitude: Decimal | None, longitude: Decimal | None) -> str:
    """ "-0,502200; 117,153600" with decimal commas, or ""."""
    return f"{latitude}; {longitude}".replace(".", ",") if latitude is not None else ""


def _agency_turn(step_id: int, *, by: User, now: dt.datetime) -> Turn:
    """The file locked, its step open and on this officer's desk."""
    turn = begin_turn(step_id, by=by, now=now, seen_version=None)
    if turn.step.stage != Stage.AGENCY_REVIEW or not can_act(by, turn.step, on=timezone.localdate(now)):
        raise PermissionDenied
    return turn


def _open_visit(visit_id: int, *, by: User, now: dt.datetime) -> SiteVisit:
    """A planned visit of this officer's agency, its file locked. Raises DomainError for one that is over."""
    step_id = SiteVisit.objects.values_list("step_id", flat=True).get(pk=visit_id)
    turn = _agency_turn(step_id, by=by, now=now)
    visit = SiteVisit.objects.select_related("agency", "closed_by").get(pk=visit_id)
    visit.application, visit.step = turn.application, turn.step
    if visit.closed_at is not None:
        raise DomainError(
            f"Tinjauan ini sudah {visit.get_state_display().lower()} pada {wita(visit.closed_at)} "
            "dan tidak dapat diubah lagi."
        )
    return visit


def _demand_plan(plan: VisitPlan, *, now: dt.datetime) -> None:
    if plan.visits_at <= now:
        raise DomainError("Waktu tinjauan harus di masa depan.")
    if not plan.place.strip() or not plan.officers.strip():
        raise DomainError("Isi tempat tinjauan dan paling sedikit satu petugas.")


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("Tulis alasannya: pemohon membacanya.")
