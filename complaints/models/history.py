"""What happened to a complaint: append-only events, its files, who looked, which alarms rang."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.models.complaint import DESK_LABELS, Complaint
from complaints.moves import Move

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete
WHO = [*DESK_LABELS, ("complainant", "Pengadu"), ("system", "Sistem")]


class Event(models.Model):
    """One step of a complaint; the database refuses to change or delete it.

    The complainant's own events carry no actor: who that is stands in Identity alone.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    at = models.DateTimeField("waktu")
    move = models.CharField("langkah", max_length=12, choices=Move)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_role = models.CharField("peran", max_length=20, choices=WHO)
    from_desk = models.CharField(max_length=20, choices=DESK_LABELS, blank=True)
    to_desk = models.CharField(max_length=20, choices=DESK_LABELS, blank=True)
    status_after = models.CharField(max_length=10, choices=Complaint.Status)
    note = models.TextField("catatan internal", blank=True)  # never shown to the complainant
    finding = models.TextField("temuan", blank=True)  # printed in the register
    public = models.TextField("pesan", blank=True)  # the thread with the complainant
    detail = models.JSONField(default=dict)  # decision, rating, day of a meeting; never names

    class Meta:
        verbose_name = "riwayat pengaduan"
        verbose_name_plural = "riwayat pengaduan"
        constraints = [models.UniqueConstraint(fields=["complaint", "n"], name="complaint_event_numbered_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.complaint_id}.{self.n} {self.move}"


class Attachment(models.Model):
    """A file of the complainant or of the office, with the event that brought it."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="attachments")
    event = models.ForeignKey(Event, models.PROTECT, related_name="attachments")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=200)

    class Meta:
        verbose_name = "lampiran pengaduan"
        verbose_name_plural = "lampiran pengaduan"

    def __str__(self) -> str:
        return self.name


class View(models.Model):
    """An officer has opened a complaint, or uncovered a confidential identity."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=DESK_LABELS)
    at = models.DateTimeField("waktu")
    saw_identity = models.BooleanField("membuka identitas", default=False)

    class Meta:
        verbose_name = "pembaca pengaduan"
        verbose_name_plural = "pembaca pengaduan"
        indexes = [models.Index(fields=["complaint", "at"], name="complaint_views")]  # siapa yang melihat
        triggers = [pgtrigger.Protect(name="append_only_views", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.complaint_id} / {self.user_id}"


class Alarm(models.Model):
    """An alarm of the clock that has rung; its row is what makes it ring once."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="alarms")
    round = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round", "percent"], name="complaint_alarm_once"),
            models.CheckConstraint(condition=Q(percent__in=[50, 80, 100]), name="complaint_alarm_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.percent} %"
