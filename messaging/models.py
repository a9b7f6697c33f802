"""The inbox of a person; the authority on what the office has told them."""

from django.conf import settings
from django.db import models


class InboxMessage(models.Model):
    """One message, as the e-mail that mirrors it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox")
    key = models.UUIDField(unique=True)  # of the outbox row: a repeated delivery changes nothing
    subject = models.CharField("subjek", max_length=200)
    body = models.TextField("isi pesan")
    link = models.CharField("tautan", max_length=200, blank=True)
    created_at = models.DateTimeField("tanggal")
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "pesan"
        verbose_name_plural = "pesan"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="inbox_of_user"),  # the inbox page
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="inbox_unread"),  # the badge
        ]
