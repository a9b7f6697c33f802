"""A complaint, who wrote it (apart from it), and who is kept away from it."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User, assignments_of
from accounts.roles import Role
from complaints.routing import DESKS

DESK_LABELS = [(desk, Role(desk).label) for desk in DESKS]
TICKET = r"^ADU-[2-9A-HJ-NP-Z]{8}$"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def of_person(self, user: User) -> "ComplaintQuerySet":
        """The complaints that this person has written."""
        return self.filter(identity__user=user)

    def visible_to(self, user: Any, *, on: dt.date | None = None) -> "ComplaintQuerySet":
        """What the office's side may know of: not one's own, not those one is kept away from.

        The integrity channel is the auditor's, and of the desk that it was routed to.
        """
        roles = {one.role for one in assignments_of(user, on=on or timezone.localdate())} & set(DESKS)
        if not roles:
            return self.none()
        rows = self.exclude(identity__user=user).exclude(
            Exists(Barred.objects.filter(complaint=OuterRef("pk"), user=user))
        )
        return rows if Role.AUDITOR in roles else rows.filter(Q(is_integrity=False) | Q(desk__in=roles))

    def open(self) -> "ComplaintQuerySet":
        """Those that wait for an answer."""
        return self.filter(closed_at=None)


class Complaint(models.Model):
    """One complaint. Moved by actions under a row lock; `Event` is its record."""

    class Category(models.TextChoices):
        TECHNICAL = "technical", "Teknis Aplikasi"
        PROCESS = "process", "Proses Perizinan"
        DOCUMENT = "document", "Dokumen"
        SERVICE = "service", "Pelayanan"
        OTHER = "other", "Lainnya"

    class Channel(models.TextChoices):
        ONLINE = "online", "Daring (E-PTSP)"
        DIRECT = "direct", "Datang langsung"
        WHATSAPP = "whatsapp", "WhatsApp"
        LAPOR = "lapor", "SP4N-LAPOR!"
        LETTER = "letter", "Surat"
        EMAIL = "email", "E-mail"
        BOX = "box", "Kotak saran"

    class Status(models.TextChoices):
        IN_PROCESS = "in_process", "Masih dalam proses"
        WAITING = "waiting", "Menunggu tindak lanjut pelaku usaha"
        DONE = "done", "Selesai"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Diterima"
        REJECTED = "rejected", "Ditolak"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of the form: sent twice, kept once
    ticket = models.CharField("nomor tiket", max_length=12, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)  # of the secret code, for people without an account
    channel = models.CharField("saluran", max_length=10, choices=Channel, default=Channel.ONLINE)
    source_number = models.CharField("nomor surat atau laporan asal", max_length=80, blank=True)
    category = models.CharField("kategori", max_length=10, choices=Category)
    application = models.ForeignKey(
        "permits.Application", models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="berkas"
    )
    body = models.TextField("isi pengaduan")
    named_text = models.CharField("petugas yang diadukan", max_length=150, blank=True)
    named = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    is_confidential = models.BooleanField("identitas dirahasiakan", default=False)
    is_integrity = models.BooleanField("jalur integritas", default=False)

    status = models.CharField("status", max_length=10, choices=Status, default=Status.IN_PROCESS)
    desk = models.CharField("meja", max_length=20, choices=DESK_LABELS, blank=True)
    state_version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)  # one more each time it is opened again
    received_at = models.DateTimeField("tanggal pengaduan")
    started_at = models.DateTimeField()  # of this round's clock
    due_at = models.DateTimeField("batas jawaban")
    decision = models.CharField("keputusan", max_length=10, choices=Decision, blank=True)
    answer = models.TextField("jawaban", blank=True)
    answered_at = models.DateTimeField("tanggal respon", null=True)
    was_on_time = models.BooleanField(null=True)  # of the latest answer
    closed_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField("penilaian", null=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "pengaduan"
        verbose_name_plural = "pengaduan"
        constraints = [
            models.CheckConstraint(condition=Q(ticket__regex=TICKET), name="complaint_ticket_shape"),
            models.CheckConstraint(
                condition=Q(status="done", desk="", closed_at__isnull=False)
                | (~Q(status="done") & ~Q(desk="") & Q(closed_at=None)),
                name="complaint_closed_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | (~Q(decision="") & ~Q(answer="") & Q(answered_at__isnull=False)),
                name="complaint_done_is_answered",
            ),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="complaint_rating_1_to_5"),
        ]
        indexes = [
            # the desk's list, keyset by (due_at, id)
            models.Index(fields=["due_at", "id"], condition=Q(closed_at=None), name="complaint_open_by_due"),
            models.Index(fields=["-received_at", "-id"], name="complaint_by_time"),  # the register, the closed ones
        ]

    def __str__(self) -> str:
        return self.ticket

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_late(self, now: dt.datetime) -> bool:
        """Whether the limit has passed without an answer; a question to the complainant stops the clock."""
        return self.status == self.Status.IN_PROCESS and self.due_at < now


class Identity(models.Model):
    """Who complains: apart from the complaint, because it may be confidential."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="identity")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField("nama pelapor", max_length=150, blank=True)
    business = models.CharField("nama pelaku usaha", max_length=200, blank=True)
    is_company = models.BooleanField("non perorangan", default=False)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telepon", max_length=30, blank=True)
    address = models.CharField("alamat", max_length=300, blank=True)

    class Meta:
        verbose_name = "identitas pengadu"
        verbose_name_plural = "identitas pengadu"
        indexes = [models.Index(fields=["user", "-complaint"], name="complaint_of_person")]  # Pengaduan (applicant)

    def __str__(self) -> str:
        return f"identitas {self.complaint_id}"


class Barred(models.Model):
    """Somebody who must not see or handle this complaint; worked out anew at every move."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="barred")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "petugas yang dikecualikan"
        verbose_name_plural = "petugas yang dikecualikan"
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="complaint_barred_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id} / {self.user_id}"
