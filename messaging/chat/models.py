"""Rooms, conversations and messages of the chat; canned answers of the helpdesk."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import has_role
from accounts.roles import Role

MAX_BODY = 4000
READERS = (Role.HELPDESK, Role.AUDITOR)  # of every room


def reads_all(user: Any, *, on: dt.date) -> bool:
    """Whether this person reads the chats of everybody: the helpdesk, and the auditor, who writes nothing."""
    return any(has_role(user, role, on=on) for role in READERS)


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: Any, *, on: dt.date) -> "RoomQuerySet":
        """One's own room; every room for the helpdesk and the auditor."""
        return self if reads_all(user, on=on) else self.filter(applicant=user)


class Room(models.Model):
    """The chat of one applicant with the helpdesk. Its row is locked by every write, so ids follow commits."""

    applicant = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="chat_room")
    applicant_read_id = models.PositiveBigIntegerField(default=0)  # the last message that either side has seen
    officer_read_id = models.PositiveBigIntegerField(default=0)
    applicant_seen_at = models.DateTimeField(null=True)  # the applicant's page was last heard of
    told_id = models.PositiveBigIntegerField(default=0)  # first message of the unread stretch that was told by mail

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = "ruang chat"
        verbose_name_plural = "ruang chat"

    def __str__(self) -> str:
        return f"chat {self.pk}"


class Conversation(models.Model):
    """From the applicant's first word to the close. A room has at most one that is open."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="conversations")
    opened_at = models.DateTimeField("dibuka")
    resi = models.CharField("resi", max_length=6, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField("menunggu sejak", null=True)  # the oldest word without an answer
    asked_at = models.DateTimeField(null=True)  # the applicant's first word
    first_answer_at = models.DateTimeField(null=True)
    first_answer_office = models.DurationField(null=True)  # of it, inside office hours
    closed_at = models.DateTimeField("ditutup", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rating = models.PositiveSmallIntegerField("penilaian", null=True)
    rating_note = models.CharField("catatan penilaian", max_length=500, blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "percakapan"
        verbose_name_plural = "percakapan"
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(closed_at=None), name="chat_one_open_per_room"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="chat_rating_1_to_5"),
        ]
        indexes = [
            models.Index(fields=["waiting_since", "id"], condition=Q(closed_at=None), name="chat_queue"),  # the desk
            models.Index(fields=["opened_at"], name="chat_by_day"),  # the figures
        ]

    def __str__(self) -> str:
        return f"percakapan {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any, *, on: dt.date) -> "MessageQuerySet":
        """The messages of the rooms that this person may know."""
        return self if reads_all(user, on=on) else self.filter(room__applicant=user)


class Message(models.Model):
    """One message, never edited. `key` is made by the sender's page: sent twice, it is kept once."""

    class Kind(models.TextChoices):
        APPLICANT = "applicant", "pemohon"
        OFFICER = "officer", "petugas"
        EVENT = "event", "kejadian"

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    key = models.UUIDField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    body = models.TextField("isi", blank=True)
    blob = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField("waktu")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan chat"
        verbose_name_plural = "pesan chat"
        constraints = [
            models.UniqueConstraint(fields=["sender", "key"], name="chat_message_once"),
            models.CheckConstraint(condition=~Q(body="") | Q(blob__isnull=False), name="chat_message_says_something"),
        ]
        indexes = [models.Index(fields=["room", "id"], name="chat_of_room")]  # the page, the poll, the history

    def __str__(self) -> str:
        return f"pesan {self.pk}"


class CannedAnswer(models.Model):
    """An answer that the helpdesk gives often; the administrator edits it."""

    title = models.CharField("judul", max_length=80, unique=True)
    body = models.TextField("isi", max_length=MAX_BODY)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        verbose_name = "jawaban siap pakai"
        verbose_name_plural = "jawaban siap pakai"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title
