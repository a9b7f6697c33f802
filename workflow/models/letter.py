"""The office's letters beside the permit: numbered, frozen when they are written, printed once."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


def new_token() -> str:
    """Return 128 random bits for the address at which a letter is checked."""
    return secrets.token_hex(16)


class OfficeLetter(models.Model):
    """A cover letter, an invitation, minutes or a report of a visit. `content` is everything that it prints."""

    class Kind(models.TextChoices):
        COVER = "cover", "Surat pengantar"
        INVITATION = "invitation", "Undangan rapat"
        MINUTES = "minutes", "Notulen rapat"
        VISIT = "visit", "Berita acara tinjauan lapangan"

    kind = models.CharField("jenis", max_length=10, choices=Kind)
    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="letters")
    step = models.ForeignKey("workflow.Step", models.PROTECT, related_name="letters")
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")  # to or from whom
    # the register "surat" of the office; an agency's report carries the agency's own number
    sequence = models.ForeignKey("permits.NumberSequence", models.PROTECT, null=True, related_name="letters")
    n = models.PositiveIntegerField(null=True)
    number = models.CharField("nomor", max_length=120)
    dated_on = models.DateField("tanggal")
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)  # SHA-256 of the content in canonical JSON
    token = models.CharField(max_length=32, unique=True, default=new_token)
    blob = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")  # set once, by the printing
    written_at = models.DateTimeField("ditulis")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "surat kantor"
        verbose_name_plural = "surat kantor"
        constraints = [
            models.UniqueConstraint(fields=["sequence", "n"], name="letter_number_once"),
            models.UniqueConstraint(fields=["kind", "step"], condition=~Q(kind="visit"), name="letter_once_per_step"),
            models.CheckConstraint(
                condition=Q(kind="visit", sequence=None, n=None)
                | (~Q(kind="visit") & Q(sequence__isnull=False, n__isnull=False)),
                name="letter_of_the_office_is_numbered",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_letters", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="keep_printed_letters", operation=pgtrigger.Update, condition=pgtrigger.Q(old__blob__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
