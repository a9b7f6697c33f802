"""What must be sent: a row written in the caller's transaction is the truth, the broker only wakes the sender."""

import datetime as dt
import uuid

import pgtrigger
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
        BOUNCED = "bounced", "Dikembalikan"  # the receiving server said later that it cannot be delivered
        MUTED = "muted", "Tidak diminta"  # the person switched this kind off

    class Problem(models.TextChoices):
        NO_ADDRESS = "no_address", "Tanpa alamat"
        DEAD_ADDRESS = "dead_address", "Alamat pernah dikembalikan"
        GAVE_UP = "gave_up", "Gagal 48 jam"
        REFUSED = "refused", "Ditolak atau tidak dapat dibuat"
        BOUNCED = "bounced", "Dikembalikan server penerima"

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
    problem = models.CharField("masalah", max_length=12, choices=Problem, blank=True)
    wording = models.PositiveIntegerField(default=0)  # version of the words it was sent with; 0: as shipped

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
            # the administrator's page of what did not arrive
            models.Index(fields=["-id"], condition=~Q(problem=""), name="outbox_problems"),
        ]

    def __str__(self) -> str:
        return f"{self.event} / {self.channel}"


class Wording(models.Model):
    """One version of the words that the administrator gave a notice; never edited, the latest one in force counts.

    An empty body means: back to the words as shipped.
    """

    template = models.CharField("pemberitahuan", max_length=60)
    version = models.PositiveIntegerField("versi")
    subject = models.CharField("subject", max_length=150, blank=True)
    body = models.TextField("isi pesan", max_length=4000, blank=True)
    at = models.DateTimeField("waktu")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kata-kata pemberitahuan"
        verbose_name_plural = "kata-kata pemberitahuan"
        constraints = [models.UniqueConstraint(fields=["template", "version"], name="wording_once_per_version")]
        triggers = [pgtrigger.Protect(name="keep_wordings", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.template} {self.version}"


class Preference(models.Model):
    """How a person wants to be told: what is switched off by e-mail, when the digest comes, a telephone."""

    DIGEST_HOUR = 7

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", primary_key=True)
    muted = models.JSONField(default=list)  # codes of outbox.kinds.GROUPS
    digest_hour = models.PositiveSmallIntegerField(null=True, default=DIGEST_HOUR)  # None: no digest
    phone = models.CharField("nomor telepon", max_length=20, blank=True)  # E.164
    phone_verified_at = models.DateTimeField(null=True)
    phone_code_hash = models.CharField(max_length=128, blank=True)
    phone_code_at = models.DateTimeField(null=True)
    phone_code_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"preference {self.pk}"


class DeadAddress(models.Model):
    """An e-mail address whose server said for good that nobody is there; nothing is sent to it until it is cleared."""

    address = models.CharField("alamat", max_length=254, unique=True)  # lower case
    since = models.DateTimeField("sejak")
    code = models.CharField("kode", max_length=20)  # RFC 3463: "5.1.1"

    class Meta:
        verbose_name = "alamat e-mail mati"
        verbose_name_plural = "alamat e-mail mati"

    def __str__(self) -> str:
        return f"{self.pk} {self.code}"


class Announcement(models.Model):
    """One text from the office to many people, told in batches; `told_up_to` is where the next batch begins."""

    key = models.UUIDField(unique=True)  # of the form: a second press changes nothing
    audience = models.CharField("penerima", max_length=60)  # code of a permit type
    audience_name = models.CharField("penerima", max_length=200)
    title = models.CharField("judul", max_length=150)
    body = models.TextField("isi", max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("waktu")
    expected = models.PositiveIntegerField("jumlah saat dikirim")
    told = models.PositiveIntegerField("sudah diberi tahu", default=0)
    told_up_to = models.BigIntegerField(default=0)  # id of the last person told
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "pengumuman"
        verbose_name_plural = "pengumuman"
        ordering = ["-at", "-id"]
        triggers = [pgtrigger.Protect(name="keep_announcements", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title
