"""A stay of a file at a stage, and the papers that the desk writes there."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Role
from permits.models import Application
from permits.stages import STAGE_LABELS, Move, Stage


class StepQuerySet(models.QuerySet["Step"]):
    def open(self) -> "StepQuerySet":
        """Steps that wait for somebody."""
        return self.filter(closed_at=None)

    def for_list(self) -> "StepQuerySet":
        """With everything that a row of the task list prints."""
        return self.select_related("application__permit_type", "application__village__district__regency", "agency")


class Step(models.Model):
    """One stay at a stage. Closed by one update; the audit record is HistoryEntry."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="steps")
    stage = models.CharField("tahap", max_length=20, choices=[(stage.value, STAGE_LABELS[stage]) for stage in Stage])
    role = models.CharField("peran", max_length=20, choices=[*Role.choices, ("applicant", "Pemohon")])
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    sector = models.ForeignKey("office.Sector", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField("masuk")
    due_at = models.DateTimeField("batas waktu")
    question = models.TextField("pertanyaan", blank=True)  # of ask_again, for the agency
    meeting_proposed = models.BooleanField(default=False)  # the kasi's "usul rapat"
    # a person of the desk who said "this one is mine"; the desk may still act, and a leaver's files come back
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField("diambil", null=True, blank=True)
    closed_at = models.DateTimeField("keluar", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    move = models.CharField("keputusan", max_length=20, blank=True, choices=[(m.value, m.value) for m in Move])

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah"
        verbose_name_plural = "langkah"
        constraints = [
            # several agencies side by side, but each desk once: the second of two racing moves fails here at the latest
            models.UniqueConstraint(
                fields=["application", "stage", "agency"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="step_one_open_per_stage_and_agency",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, move="") | (Q(closed_at__isnull=False) & ~Q(move="")),
                name="step_closed_by_a_move",
            ),
            models.CheckConstraint(
                condition=Q(stage="agency_review", agency__isnull=False) | (~Q(stage="agency_review") & Q(agency=None)),
                name="step_agency_only_at_review",
            ),
        ]
        indexes = [
            # the task list, keyset by (due_at, id)
            models.Index(fields=["role", "due_at", "id"], condition=Q(closed_at=None), name="step_open_by_role"),
            models.Index(fields=["application", "opened_at", "id"], name="step_timeline"),  # tracking
            # hand-over of a leaver's files
            models.Index(fields=["taken_by"], condition=Q(closed_at=None), name="step_open_by_taker"),
            # the officers' dashboard: what came to a desk and left it in the last days
            models.Index(fields=["role", "opened_at"], name="step_came_by_day"),
            models.Index(fields=["role", "closed_at"], condition=Q(closed_at__isnull=False), name="step_left_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.application_id})"

    @property
    def label(self) -> str:
        """The words of the tracking table; agencies are named."""
        words = STAGE_LABELS[Stage(self.stage)]
        return f"{words} ({self.agency.short_name})" if self.agency else words

    def is_overdue(self, now: dt.datetime) -> bool:
        return self.closed_at is None and self.due_at < now


class CheckItem(models.Model):
    """One line of a desk's checklist: a requirement or a section of the form, sesuai or tidak sesuai."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="check_items")
    code = models.CharField(max_length=80)  # "document.site_plan", "section.place"
    is_ok = models.BooleanField()
    remark = models.CharField("keterangan", max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "code"], name="check_item_once")]


class Advice(models.Model):
    """The technical agency's advice (pertek) that closed one step."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "Disetujui"
        AGREED_WITH_CONDITIONS = "conditions", "Disetujui dengan syarat"
        NOT_AGREED = "not_agreed", "Tidak disetujui"

    step = models.OneToOneField(Step, models.PROTECT, related_name="advice")
    decision = models.CharField("pertimbangan", max_length=10, choices=Decision)
    number = models.CharField("nomor", max_length=80)
    dated_on = models.DateField("tanggal")
    note = models.TextField("catatan", blank=True)
    blob = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey("workflow.SiteVisit", models.PROTECT, null=True, related_name="+")  # it rests on this one

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decision="agreed") | ~Q(note=""), name="advice_reserved_needs_note")
        ]


class Meeting(models.Model):
    """A joint meeting: invited by a desk, closed with minutes."""

    step = models.OneToOneField(Step, models.PROTECT, related_name="meeting")
    convened_stage = models.CharField(max_length=20)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    meets_at = models.DateTimeField("waktu")
    place = models.CharField("tempat", max_length=200)
    agenda = models.TextField("agenda")
    participants = models.TextField("yang diundang")
    attendance = models.TextField("daftar hadir", blank=True)
    minutes = models.TextField("notulen", blank=True)
    decision = models.TextField("keputusan rapat", blank=True)
    blob = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")


class MeetingGuest(models.Model):
    """One who is invited to a joint meeting: an agency, an officer or the applicant; ticked when they came."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="guests")
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)  # as the invitation prints it
    is_present = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(agency=None) | Q(user=None), name="guest_is_agency_or_person"),
            models.UniqueConstraint(fields=["meeting", "agency"], name="guest_agency_once"),
            models.UniqueConstraint(fields=["meeting", "user"], name="guest_person_once"),
        ]
