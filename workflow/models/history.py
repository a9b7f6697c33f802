"""The audit record: append-only entries chained per application, and one seal a day over all chains."""

import pgtrigger
from django.conf import settings
from django.db import models

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class HistoryEntry(models.Model):
    """One move. `hash` covers every column and the hash of the entry before; notes are covered by keyed digests."""

    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="history")
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_role = models.CharField(max_length=20)
    acting = models.CharField(max_length=4, blank=True)  # Plt., Plh.
    step = models.ForeignKey("workflow.Step", models.PROTECT, null=True, related_name="history")
    stage = models.CharField(max_length=20)
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=20)
    status_after = models.CharField(max_length=10)
    opened = models.JSONField(default=list)  # ["agency_review:3", ...]
    detail = models.JSONField(default=dict)  # what else was decided: version, number, advice; never personal data
    internal_digest = models.CharField(max_length=64, blank=True)
    applicant_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "riwayat"
        verbose_name_plural = "riwayat"
        constraints = [models.UniqueConstraint(fields=["application", "n"], name="history_numbered_once")]
        indexes = [models.Index(fields=["at", "id"], name="history_by_time")]  # the daily seal
        triggers = [
            pgtrigger.Protect(name="append_only", operation=APPEND_ONLY),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'history is append-only';",
            ),
        ]


class HistoryNote(models.Model):
    """The words of an entry, apart from it, because the law may demand their erasure."""

    entry = models.OneToOneField(HistoryEntry, models.PROTECT, related_name="note")
    internal = models.TextField("catatan internal", blank=True)
    applicant = models.TextField("catatan untuk pemohon", blank=True)
    erased_at = models.DateTimeField(null=True)


class DailySeal(models.Model):
    """A digest over every entry of one day (Asia/Makassar) and the seal before."""

    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only_seal", operation=APPEND_ONLY)]
