"""Numbers, the permit's own data while it is drafted, the issued permit and its signed files."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from permits.mapcells import keep_points


def new_token() -> str:
    """Return 128 random bits for the verification address; never the resi."""
    return secrets.token_hex(16)


class NumberSequence(models.Model):
    """The last number handed out by one register in one year; locked while the next is taken."""

    name = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="sequence_once_a_year")]


class RegisterEntry(models.Model):
    """One row per number: gapless means that every number has a row, also one that came to nothing (BATAL)."""

    class Status(models.TextChoices):
        TAKEN = "taken", "Dipesan"
        USED = "used", "Terpakai"
        VOID = "void", "BATAL"

    sequence = models.ForeignKey(NumberSequence, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    text = models.CharField("nomor", max_length=120)
    application = models.ForeignKey("permits.Application", models.PROTECT, related_name="register_entries")
    taken_at = models.DateTimeField()
    dated_on = models.DateField("tanggal")
    status = models.CharField(max_length=6, choices=Status, default=Status.TAKEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sequence", "number"], name="register_number_once"),
            models.UniqueConstraint(
                fields=["application"], condition=~Q(status="void"), name="register_one_live_number_per_file"
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_numbers", operation=pgtrigger.Delete)]


class PermitDraft(models.Model):
    """The permit's own data, written at the drafting desk: conditions, validity, values that replace the form's."""

    application = models.OneToOneField("permits.Application", models.CASCADE, related_name="permit_draft")
    conditions = models.JSONField(default=list)  # sentences, in order
    details = models.JSONField(default=dict)  # field code -> value printed instead of the applicant's
    validity_text = models.CharField("masa berlaku", max_length=200, blank=True)
    about = models.CharField("tentang", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)  # counts the savings: who saves must have seen the last one
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class Permit(models.Model):
    """An issued permit, or one whose number is taken and whose signature is awaited (PENDING)."""

    class State(models.TextChoices):
        PENDING = "PENDING", "Menunggu tanda tangan"
        ACTIVE = "ACTIVE", "Berlaku"
        EXPIRED = "EXPIRED", "Kedaluwarsa"
        REVOKED = "REVOKED", "Dicabut"
        SUPERSEDED = "SUPERSEDED", "Digantikan"

    application = models.OneToOneField("permits.Application", models.PROTECT, related_name="permit")
    entry = models.OneToOneField(RegisterEntry, models.PROTECT, related_name="permit")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    letter = models.JSONField(default=dict)  # everything that is printed, frozen with the number
    issued_on = models.DateField("tanggal terbit")
    valid_until = models.DateField("berlaku sampai", null=True)
    signing_started_at = models.DateTimeField(null=True)  # a second click waits for the first
    signing_error = models.CharField(max_length=300, blank=True)
    # written before a remote signer is asked and cleared by a certain answer: while it is set nobody signs again
    signing_unknown_at = models.DateTimeField(null=True)
    signing_reference = models.CharField(max_length=100, blank=True)  # the provider's id of what it may have signed
    released_at = models.DateTimeField(null=True)  # Cetak Izin is open
    state_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "izin"
        verbose_name_plural = "izin"
        indexes = [
            # the register; keyset by (issued_on, id)
            models.Index(fields=["-issued_on", "-id"], condition=~Q(state="PENDING"), name="permit_register"),
            # expiry and its reminders
            models.Index(fields=["valid_until"], condition=Q(state="ACTIVE"), name="permit_active_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="PENDING", released_at=None) | (~Q(state="PENDING") & Q(released_at__isnull=False)),
                name="permit_released_when_active",
            )
        ]
        triggers = [  # its place on the map follows (permits.models.mapdata)
            pgtrigger.Trigger(
                name=f"map_{name}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=keep_points("new_rows"),
            )
            for name, operation in (("new", pgtrigger.Insert), ("changed", pgtrigger.Update))
        ]

    def __str__(self) -> str:
        return self.entry.text


class PermitFile(models.Model):
    """A signed PDF of a permit; the highest n is the one in force. Rows never change."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="files")
    n = models.PositiveSmallIntegerField()
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)  # verify_permit finds a PDF by it
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    issuer_name = models.CharField(max_length=200)
    serial = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["permit", "n"], name="permit_file_numbered_once")]
        triggers = [pgtrigger.Protect(name="keep_signed_files", operation=pgtrigger.Update | pgtrigger.Delete)]
