"""Site visits of the technical agencies: planned, moved or cancelled with a reason, closed with a report."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from workflow.models.letter import OfficeLetter
from workflow.models.step import Step

CLOSED_FOR_EVER = """
IF EXISTS (SELECT 1 FROM workflow_sitevisit v WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id)
           AND v.closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the visit is closed';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class SiteVisit(models.Model):
    """One visit of one agency to the place of a file. A closed or cancelled row never changes again."""

    class State(models.TextChoices):
        PLANNED = "planned", "Dijadwalkan"
        CANCELLED = "cancelled", "Dibatalkan"
        CLOSED = "closed", "Selesai"

    class Result(models.TextChoices):
        FITS = "fits", "Sesuai permohonan"
        FITS_WITH_NOTES = "notes", "Sesuai dengan catatan"
        DIFFERS = "differs", "Tidak sesuai permohonan"

    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="visits")
    step = models.ForeignKey(Step, models.PROTECT, related_name="visits")
    agency = models.ForeignKey("office.Agency", models.PROTECT, related_name="+")
    visits_at = models.DateTimeField("waktu")
    place = models.CharField("tempat", max_length=300)
    officers = models.TextField("petugas")  # one per line
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField("alasan pembatalan", max_length=500, blank=True)
    findings = models.TextField("temuan", blank=True)
    result = models.CharField("hasil", max_length=8, choices=Result, blank=True)
    latitude = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    report = models.OneToOneField(OfficeLetter, models.PROTECT, null=True, related_name="visit")

    class Meta:
        verbose_name = "tinjauan lapangan"
        verbose_name_plural = "tinjauan lapangan"
        indexes = [models.Index(fields=["application", "visits_at"], name="visit_of_file")]  # file page, applicant
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", closed_at=None)
                | (Q(state="cancelled", closed_at__isnull=False) & ~Q(reason=""))
                | (Q(state="closed", closed_at__isnull=False, report__isnull=False) & ~Q(findings="") & ~Q(result="")),
                name="visit_state_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_visits", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="keep_closed_visits",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"tinjauan {self.pk}"

    @property
    def officer_names(self) -> list[str]:
        return [line.strip() for line in self.officers.splitlines() if line.strip()]


class VisitChange(models.Model):
    """A visit that was moved: from when and where, and why. Append-only."""

    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="changes")
    old_at = models.DateTimeField("semula")
    new_at = models.DateTimeField("menjadi")
    old_place = models.CharField(max_length=300)
    new_place = models.CharField(max_length=300)
    reason = models.CharField("alasan", max_length=500)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        triggers = [pgtrigger.Protect(name="keep_visit_changes", operation=pgtrigger.Update | pgtrigger.Delete)]


class VisitPhoto(models.Model):
    """A photograph of a visit, kept without the data that the camera wrote into it; those are columns here."""

    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="photos")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    original_sha256 = models.CharField(max_length=64)  # of the file as it came from the camera
    caption = models.CharField("keterangan", max_length=200)
    taken_at = models.DateTimeField("waktu")
    latitude = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True)
    is_time_read = models.BooleanField(default=False)  # by the camera; else typed, or the moment of the upload
    is_place_read = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "original_sha256"], name="visit_photo_once")]
        triggers = [
            pgtrigger.Trigger(
                name="closed_for_ever",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=CLOSED_FOR_EVER,
            )
        ]
