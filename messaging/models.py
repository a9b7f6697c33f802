"""The inbox of a person; the authority on what the office has told them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from messaging.chat.models import CannedAnswer, Conversation, Message, Room

__all__ = ["CannedAnswer", "Conversation", "InboxMessage", "Message", "Room"]


class InboxQuerySet(models.QuerySet["InboxMessage"]):
    def visible_to(self, user: Any) -> "InboxQuerySet":
        """A person's own messages; nobody else's, whatever the role."""
        return self.filter(user=user)

    def containing(self, query: str) -> "InboxQuerySet":
        """Messages whose subject or body holds the text; every message for an empty text."""
        return self.filter(Q(subject__icontains=query) | Q(body__icontains=query)) if query else self


class InboxMessage(models.Model):
    """One message, as the e-mail that mirrors it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox")
    key = models.UUIDField(unique=True)  # of the outbox row: a repeated delivery changes nothing
    subject = models.CharField("subjek", max_length=200)
    body = models.TextField("isi pesan")
    link = models.CharField("tautan", max_length=200, blank=True)
    created_at = models.DateTimeField("tanggal")
    read_at = models.DateTimeField(null=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan"
        verbose_name_plural = "pesan"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="inbox_of_user"),  # the inbox page
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="inbox_unread"),  # the badge
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def preview(self) -> str:
        """The beginning of the body in one line, without the salutation."""
        _, _, body = self.body.partition("\n\n")
        return Truncator(" ".join((body or self.body).split())).chars(110)
