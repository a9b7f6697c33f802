"""What must be sent: a row written in the caller's transaction is the truth, the broker only wakes the sender."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self, *, now: dt.datetime, or_untried: bool = False) -> "OutboxQuerySet":
        """Rows that wait and whose time has come; with `or_untried` also those nobody tried yet."""
        time_has_come = Q(next_attempt_at__lte=now)
        if or_untried:
            time_has_come |= Q(attempts=0)
        return self.filter(time_has_come, status=OutboxMessage.Status.WAITING)

    def take(self) -> "OutboxMessage | None":
        """Return the first row that no other worker holds and hold it until the transaction ends, or None."""
        return self.select_related("recipient").select_for_update(skip_locked=True, of=("self",)).first()


class OutboxMessage(models.Model):
    """One message to one person over one channel about one event."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        SENT = "sent", "Terkirim"
        PARKED = "parked", "Ditahan"

    event = models.CharField(max_length=120)  # "submitted:12", "returned:12:3"
    channel = models.CharField(max_length=20)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    to_address = models.CharField(max_length=254, blank=True)  # only for people without an account
    subject_key = models.CharField(max_length=60, blank=True)  # "application:12"
    template = models.CharField(max_length=60)  # "submitted" -> templates/notices/submitted.{subject.txt,txt,html}
    context = models.JSONField(default=dict)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the stable Message-ID
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)  # encrypted part of the context (codes); empty once sent or parked
    had_secret = models.BooleanField(default=False)  # such a row cannot be sent again once the secret is wiped

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan keluar"
        verbose_name_plural = "pesan keluar"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "recipient", "to_address"],
                nulls_distinct=False,
                name="outbox_once_per_event_and_person",
            )
        ]
        indexes = [
            # the sweeper
            models.Index(fields=["next_attempt_at", "id"], condition=Q(status="waiting"), name="outbox_waiting"),
            # the delivery log of one application
            models.Index(fields=["subject_key", "id"], name="outbox_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} / {self.channel}"
