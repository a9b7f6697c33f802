"""An application: the envelope, its versions, its documents, what is asked to be mended, and who had to do with it."""

import datetime as dt
import uuid

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import User, assignments_of
from accounts.roles import Role
from permits.stages import Stage

# those who see every submitted file; kasi and agencies see their own
SEE_ALL = frozenset(
    {Role.BACKOFFICE, Role.KABID, Role.KADIS, Role.RECORDS, Role.AUDITOR, Role.ADMINISTRATOR, Role.HELPDESK}
)
RESI = r"^[0-9A-F]{6}$"

KEEP_DOCUMENTS_OF_SUBMITTED_VERSIONS = """
    IF EXISTS (
        SELECT 1 FROM permits_applicationversion v
        WHERE v.id = COALESCE(OLD.version_id, NEW.version_id) AND v.submitted_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'documents of a submitted version never change';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User | AnonymousUser, *, on: dt.date | None = None) -> "ApplicationQuerySet":
        """One's own, and what one's desk has to do with: a draft is its applicant's, and of who files it for them."""
        if isinstance(user, AnonymousUser):
            return self.none()
        rows = Q(applicant=user)
        submitted = ~Q(status="DRAFT")
        held = assignments_of(user, on=on or timezone.localdate())
        if any(assignment.role == Role.BACKOFFICE for assignment in held):
            rows |= Q(filed_by=user, status="DRAFT")
        for assignment in held:
            if assignment.role in SEE_ALL:
                return self.filter(rows | submitted)
            if assignment.role == Role.KASI:
                rows |= submitted & Q(permit_type__sector__in=assignment.sectors.all())
            if assignment.role == Role.TECHNICAL_AGENCY:
                asked = ApplicationParty.objects.filter(application=OuterRef("pk"), agency=assignment.agency_id)
                rows |= Q(Exists(asked))
        return self.filter(rows)

    def drafts_of(self, user: User) -> "ApplicationQuerySet":
        """The drafts that this person writes: their own and those filed at the counter; then ask `can_edit`."""
        return self.filter(Q(applicant=user) | Q(filed_by=user), status="DRAFT")


RUNNING = ("IN_PROCESS", "REVISION")  # statuses of a file that is neither a draft nor closed


class Application(models.Model):
    """The envelope of a file (permohonan). Its contents are versions; its movement belongs to workflow."""

    class Kind(models.TextChoices):
        NEW = "NEW", "Baru"
        RENEWAL = "RENEWAL", "Perpanjangan"
        AMENDMENT = "AMENDMENT", "Perubahan"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draf"
        IN_PROCESS = "IN_PROCESS", "Proses"
        REVISION = "REVISION", "Revisi"
        ISSUED = "ISSUED", "Selesai"
        REJECTED = "REJECTED", "Ditolak"
        WITHDRAWN = "WITHDRAWN", "Dibatalkan"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the address of the draft
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    filed_by = models.ForeignKey(  # the officer at the counter who fills it in for a walk-in applicant
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_form = models.ForeignKey(
        "files.Blob", models.PROTECT, null=True, related_name="+"
    )  # by the applicant's hand
    permit_type = models.ForeignKey("permits.PermitType", models.PROTECT, related_name="applications")
    edition = models.ForeignKey("permits.CatalogueEdition", models.PROTECT, related_name="+")
    kind = models.CharField("jenis permohonan", max_length=10, choices=Kind, default=Kind.NEW)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    resi = models.CharField("resi", max_length=6, unique=True, null=True)
    holder_name = models.CharField("pemegang", max_length=200, blank=True)
    holder_is_company = models.BooleanField(default=False)
    village = models.ForeignKey("regions.Village", models.PROTECT, null=True, related_name="+")
    latitude = models.DecimalField("koordinat lintang", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("koordinat bujur", max_digits=9, decimal_places=6, null=True)
    started_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # whose answers were copied
    renews = models.ForeignKey(  # the permit that is extended or changed; its issue supersedes that one
        "permits.Permit", models.PROTECT, null=True, related_name="successors"
    )
    state_version = models.PositiveIntegerField(default=1)  # what an officer saw; a move on an older one is refused
    created_at = models.DateTimeField("dibuat")
    submitted_at = models.DateTimeField("tanggal permohonan", null=True)
    registered_at = models.DateTimeField("terdaftar", null=True)  # written by workflow; opens Cetak Resi
    promise_started_at = models.DateTimeField(null=True)  # written by workflow
    promise_due_at = models.DateTimeField("janji selesai", null=True)  # written by workflow
    closed_at = models.DateTimeField("selesai", null=True)
    survey_done = models.BooleanField(default=False)  # written by surveys

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "permohonan"
        verbose_name_plural = "permohonan"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="DRAFT", resi=None, submitted_at=None)
                | (~Q(status="DRAFT") & Q(resi__isnull=False, submitted_at__isnull=False)),
                name="application_resi_from_submit_on",
            ),
            models.CheckConstraint(condition=~Q(filed_by=F("applicant")), name="application_not_filed_for_oneself"),
            models.CheckConstraint(condition=Q(resi=None) | Q(resi__regex=RESI), name="application_resi_six_hex"),
            models.CheckConstraint(
                condition=Q(closed_at=None, status__in=["DRAFT", "IN_PROCESS", "REVISION"])
                | Q(closed_at__isnull=False, status__in=["ISSUED", "REJECTED", "WITHDRAWN"]),
                name="application_closed_when_final",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="application_point_on_earth",
            ),
        ]
        indexes = [
            # Permohonan Saya
            models.Index(fields=["applicant", "-submitted_at", "-id"], name="application_of_applicant"),
            # the officers' search by part of a name
            GinIndex(OpClass(Upper("holder_name"), name="gin_trgm_ops"), name="application_by_holder_part"),
            # the same on the task list, where only running files count
            GinIndex(
                OpClass(Upper("holder_name"), name="gin_trgm_ops"),
                condition=Q(status__in=RUNNING),
                name="application_running_by_holder",
            ),
            models.Index(fields=["applicant"], condition=Q(status__in=RUNNING), name="application_running_of_person"),
            models.Index(fields=["permit_type"], condition=Q(status__in=RUNNING), name="application_running_of_type"),
            # files nearby, on the file page of a desk
            models.Index(
                fields=["latitude", "longitude"], condition=Q(latitude__isnull=False), name="application_by_point"
            ),
        ]

    def __str__(self) -> str:
        return self.resi or f"draf {self.key}"


class ApplicationVersion(models.Model):
    """What the applicant declared, the n-th time; `data` has sections applicant, proxy, company, place, details."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    n = models.PositiveSmallIntegerField()
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    saves = models.PositiveIntegerField(default=0)  # raised under the row lock by every save that changed an answer
    section_saves = models.JSONField(default=dict)  # section -> [`saves` when it last changed, page]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "n"], name="version_numbered_once"),
            models.UniqueConstraint(fields=["application"], condition=Q(submitted_at=None), name="version_one_in_work"),
        ]
        indexes = [
            # other files of the same company, on the file page of a desk
            models.Index(
                KT("data__company__nib"), condition=Q(submitted_at__isnull=False), name="version_by_company_number"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="keep_submitted",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__submitted_at__isnull=False),
            )
        ]


class ApplicationDocument(models.Model):
    """The file given for one requirement in one version."""

    version = models.ForeignKey(ApplicationVersion, models.CASCADE, related_name="documents")
    requirement = models.CharField("persyaratan", max_length=60)
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "requirement"], name="document_one_per_requirement")]
        triggers = [
            pgtrigger.Trigger(
                name="keep_documents_of_submitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=KEEP_DOCUMENTS_OF_SUBMITTED_VERSIONS,
            )
        ]


class RevisionRequest(models.Model):
    """A return to the applicant: what is unlocked, why, until when, and where the file resumes."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="revision_requests")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resume_stage = models.CharField(max_length=20, choices=[(stage.value, stage.value) for stage in Stage])
    resume_agencies = models.JSONField(default=list)  # ids, when the stage is agency_review
    note = models.TextField("catatan untuk pemohon")
    items = models.JSONField(default=list)  # [{"code": "details.theme" | "document.site_plan", "remark": str}]
    due_at = models.DateTimeField("batas waktu")
    extended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(closed_at=None), name="revision_one_open")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="revision_open_by_due")  # overdue list
        ]

    def unlocks(self, code: str) -> bool:
        """Whether the applicant may mend this field or document; ticking none unlocks all (workflow.md)."""
        return not self.items or any(item["code"] == code for item in self.items)

    def remark_for(self, code: str) -> str:
        """The officer's remark on this field or document, or an empty text."""
        return next((item.get("remark", "") for item in self.items if item["code"] == code), "")


class ApplicationParty(models.Model):
    """An agency or officer that has had to do with the file; agencies see files through it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="parties")
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "agency", "user"], nulls_distinct=False, name="party_once"),
            models.CheckConstraint(condition=Q(agency__isnull=False) | Q(user__isnull=False), name="party_is_somebody"),
        ]
