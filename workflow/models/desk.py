"""What officers keep for themselves around a file: saved filters, notes among desks, and who looked at it."""

import pgtrigger
from django.conf import settings
from django.db import models

from accounts.roles import Role

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class SavedFilter(models.Model):
    """One person's own way of looking at the task list; `query` is the address's part after the question mark."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField("nama saringan", max_length=60)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_named_once")]

    def __str__(self) -> str:
        return self.name


class DeskNote(models.Model):
    """A word among officers about a file, apart from every move; never shown to the applicant."""

    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="desk_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField("catatan", max_length=1000)
    mentioned = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "written_at", "id"], name="desk_note_of_file")]  # file page
        triggers = [pgtrigger.Protect(name="append_only_desk_note", operation=APPEND_ONLY)]


class FileView(models.Model):
    """An officer opened a file on that day; the applicant may read the list (UU 27/2022 on personal data)."""

    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="views")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField("peran", max_length=20)
    on = models.DateField("tanggal")
    first_at = models.DateTimeField("pertama dibuka")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "on", "person"], name="file_view_once_a_day"),
        ]
        triggers = [pgtrigger.Protect(name="append_only_file_view", operation=APPEND_ONLY)]

    @property
    def role_label(self) -> str:
        """The role in words, for the applicant."""
        return str(Role(self.role).label)
