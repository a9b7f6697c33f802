"""Tanda tangan massal: which files a kadis chose to sign, and what became of each; the passphrase is in no row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflow.models.step import Step


class BatchSigning(models.Model):
    """One selection of files; its items are signed by one request each, from the page that holds the passphrase."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("dibuat")

    class Meta:
        verbose_name = "tanda tangan massal"
        verbose_name_plural = "tanda tangan massal"
        indexes = [models.Index(fields=["by", "-created_at"], name="batch_of_signer")]  # the last ones on the list page


class BatchItem(models.Model):
    """One chosen file, as it was when it was chosen."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        SIGNED = "signed", "Ditandatangani"
        REFUSED = "refused", "Gagal"
        UNKNOWN = "unknown", "Belum diketahui"

    batch = models.ForeignKey(BatchSigning, models.CASCADE, related_name="items")
    n = models.PositiveSmallIntegerField()
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    seen_version = models.PositiveIntegerField()  # a file that changed since is refused
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "n"], name="batch_item_numbered_once"),
            models.UniqueConstraint(fields=["batch", "step"], name="batch_step_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "signed"]) | ~Q(reason=""), name="batch_failure_has_reason"
            ),
        ]
