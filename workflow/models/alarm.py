"""What the clock has told the office: alarms raised once each, and due dates moved by a changed calendar."""

from django.db import models
from django.db.models import Q


class Alarm(models.Model):
    """A share of a limit that has passed, told to a desk or its superior exactly once. Decides nothing."""

    class Subject(models.TextChoices):
        STEP = "step", "Batas waktu tahap"
        PROMISE = "promise", "Janji layanan"
        SILENCE = "silence", "Batas penetapan keputusan (UU 30/2014 Pasal 53)"

    class Audience(models.TextChoices):
        DESK = "desk", "Meja"
        SUPERIOR = "superior", "Atasan"

    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="alarms")
    step = models.ForeignKey("workflow.Step", models.PROTECT, null=True, related_name="alarms")  # of subject "step"
    subject = models.CharField(max_length=8, choices=Subject)
    percent = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=8, choices=Audience)
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()

    class Meta:
        verbose_name = "alarm waktu"
        verbose_name_plural = "alarm waktu"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "step", "subject", "percent", "audience"],
                nulls_distinct=False,
                name="alarm_raised_once",
            ),
            models.CheckConstraint(condition=Q(percent__in=[50, 80, 100]), name="alarm_percent_known"),
            models.CheckConstraint(
                condition=Q(subject="step", step__isnull=False) | (~Q(subject="step") & Q(step=None)),
                name="alarm_step_only_of_step",
            ),
        ]


class DueDateMove(models.Model):
    """A due date that the recomputation moved; `step` empty for the promise."""

    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="due_date_moves")
    step = models.ForeignKey("workflow.Step", models.PROTECT, null=True, related_name="+")
    old_due_at = models.DateTimeField("semula")
    new_due_at = models.DateTimeField("menjadi")
    moved_at = models.DateTimeField("dihitung ulang")

    class Meta:
        verbose_name = "pergeseran batas waktu"
        verbose_name_plural = "pergeseran batas waktu"
        indexes = [models.Index(fields=["-moved_at", "-id"], name="due_move_latest")]  # the calendar page
