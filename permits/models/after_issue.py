"""What happens to a permit after it was issued: the history of its state, and the reports that its holder owes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from permits.models.permit import Permit


class PermitStateEntry(models.Model):
    """One change of a permit's state, or one thing that was decided about its signature. Rows never change."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="state_entries")
    at = models.DateTimeField("waktu")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # null: the calendar
    event = models.CharField("peristiwa", max_length=20)  # permits.lifecycle.Event
    state_before = models.CharField(max_length=10, choices=Permit.State)
    state_after = models.CharField(max_length=10, choices=Permit.State)
    effective_on = models.DateField("berlaku sejak")
    reason = models.TextField("alasan", blank=True)
    successor = models.ForeignKey(Permit, models.PROTECT, null=True, related_name="+")  # of SUPERSEDED

    class Meta:
        verbose_name = "riwayat status izin"
        verbose_name_plural = "riwayat status izin"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["permit", "at", "id"], name="permit_state_history")]  # verification, register
        triggers = [
            pgtrigger.Protect(name="append_only_state", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class PermitDuty(models.Model):
    """A report that the holder owes for one period (SOP-LP2N-LHP-02 B 16-17), from the catalogue edition's schedule."""

    class State(models.TextChoices):
        OWED = "owed", "Belum dilaporkan"
        SUBMITTED = "submitted", "Menunggu pemeriksaan"
        ACCEPTED = "accepted", "Diterima"
        NEEDS_WORK = "needs_work", "Perlu perbaikan"

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="duties", verbose_name="izin")
    code = models.CharField("kode", max_length=60)
    name = models.CharField("nama laporan", max_length=200)
    n = models.PositiveSmallIntegerField("ke-")
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")  # null: the back office
    starts_on = models.DateField("awal masa")
    ends_on = models.DateField("akhir masa")
    due_on = models.DateField("batas waktu")
    state = models.CharField("status", max_length=10, choices=State, default=State.OWED)

    class Meta:
        verbose_name = "kewajiban laporan"
        verbose_name_plural = "kewajiban laporan"
        constraints = [models.UniqueConstraint(fields=["permit", "code", "n"], name="duty_once_a_period")]
        indexes = [
            # the agency's list, the reminders; keyset by (due_on, id)
            models.Index(fields=["due_on", "id"], condition=~Q(state="accepted"), name="duty_open_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ke-{self.n}"


class DutyReport(models.Model):
    """One upload for a duty and what the agency said of it; a report that was judged never changes."""

    duty = models.ForeignKey(PermitDuty, models.PROTECT, related_name="reports")
    n = models.PositiveSmallIntegerField()
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=200)
    note = models.TextField("catatan pemegang", blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_accepted = models.BooleanField(null=True)  # null: not judged yet
    answer = models.TextField("catatan pemeriksa", blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "n"], name="duty_report_numbered_once"),
            models.UniqueConstraint(fields=["duty"], condition=Q(checked_at=None), name="duty_report_one_unjudged"),
            models.CheckConstraint(
                condition=Q(is_accepted=None, checked_at=None) | Q(is_accepted__isnull=False, checked_at__isnull=False),
                name="duty_report_judged_with_time",
            ),
            models.CheckConstraint(condition=~Q(is_accepted=False) | ~Q(answer=""), name="duty_refusal_has_reason"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="keep_judged_reports",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__checked_at__isnull=False),
            )
        ]
