"""What a person's own calendar is told about deadlines."""

import uuid

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """A private link to all open deadlines of one person; taking it back deletes the row, a new one has a new key."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField()


class CalendarLine(models.Model):
    """What calendars were told last about one deadline, so that SEQUENCE grows when it moves (RFC 5545, 3.8.7.4)."""

    uid = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
