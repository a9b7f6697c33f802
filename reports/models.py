"""What the reports keep: figures of other systems, the quarterly report on its way, follow-up plans, and sums."""

from decimal import Decimal
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

WAYS = [("typed", "Diketik"), ("imported", "Impor")]


def _person(**options: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **options)


class ForeignFigure(models.Model):
    """A figure that another system counted: always with its source and the date on which that system said so."""

    source = models.CharField("sumber", max_length=200)
    as_of = models.DateField("tanggal data")
    is_example = models.BooleanField("contoh", default=False)
    way = models.CharField("cara masuk", max_length=8, choices=WAYS, default="typed")
    entered_at = models.DateTimeField("dimasukkan")
    entered_by = _person(verbose_name="petugas")

    class Meta:
        abstract = True


class SystemFigure(ForeignFigure):
    """Permits that another system issued in one month (OSS, SiCantik, MPP Digital)."""

    class System(models.TextChoices):
        OSS = "OSS", "OSS"
        SICANTIK = "SICANTIK", "SiCantik"
        MPP = "MPP", "MPP Digital"

    system = models.CharField("sistem", max_length=10, choices=System)
    name = models.CharField("jenis izin", max_length=120)
    month = models.DateField("bulan")  # its first day
    n = models.PositiveIntegerField("jumlah")

    class Meta:
        verbose_name = "angka sistem lain"
        verbose_name_plural = "angka sistem lain"
        constraints = [
            models.UniqueConstraint(fields=["system", "name", "month"], name="system_figure_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="system_figure_first_of_month"),
        ]
        indexes = [models.Index(fields=["-month", "system", "name"], name="system_figure_list")]  # list and report

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.name} {self.month:%m-%Y}"


class InvestmentFigure(ForeignFigure):
    """Realised investment of one sector in one quarter, as the national portal (NSWI) states it."""

    class Origin(models.TextChoices):
        PMDN = "PMDN", "PMDN"
        PMA = "PMA", "PMA"

    class Group(models.TextChoices):
        PRIMER = "1", "Primer"
        SEKUNDER = "2", "Sekunder"
        TERSIER = "3", "Tersier"

    year = models.PositiveSmallIntegerField("tahun")
    quarter = models.PositiveSmallIntegerField("triwulan")
    origin = models.CharField("asal modal", max_length=4, choices=Origin)
    group = models.CharField("kelompok", max_length=1, choices=Group)
    sector = models.CharField("sektor", max_length=120)
    idr_million = models.DecimalField("tambahan investasi (Rp juta)", max_digits=18, decimal_places=2)
    usd_thousand = models.DecimalField("tambahan investasi (US$ ribu)", max_digits=18, decimal_places=2, null=True)
    projects = models.PositiveIntegerField("proyek", default=0)
    local_workers = models.PositiveIntegerField("TKI", default=0)
    foreign_workers = models.PositiveIntegerField("TKA", default=0)

    class Meta:
        verbose_name = "angka investasi"
        verbose_name_plural = "angka investasi"
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter", "origin", "sector"], name="investment_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="investment_quarter_1_to_4"),
            models.CheckConstraint(
                condition=Q(origin="PMDN", usd_thousand=None) | Q(origin="PMA", usd_thousand__isnull=False),
                name="investment_dollars_of_pma",
            ),
            models.CheckConstraint(condition=Q(idr_million__gte=Decimal(0)), name="investment_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.sector} {self.year}-T{self.quarter}"


class QuarterlyReport(models.Model):
    """Laporan kinerja PTSP of one quarter: texts, and from CHECKED on everything that is printed, frozen."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draf"
        CHECKED = "CHECKED", "Diperiksa"
        SIGNED = "SIGNED", "Ditandatangani"

    year = models.PositiveSmallIntegerField("tahun")
    quarter = models.PositiveSmallIntegerField("triwulan")
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.DRAFT)
    background = models.TextField("latar belakang", blank=True)
    legal_basis = models.TextField("landasan hukum", blank=True)
    purpose = models.TextField("maksud dan tujuan", blank=True)
    obstacles = models.TextField("kendala dan solusi", blank=True)  # a line each: kendala | solusi
    conclusions = models.TextField("kesimpulan", blank=True)
    plans = models.TextField("rencana tindak lanjut", blank=True)
    suggestions = models.TextField("saran", blank=True)
    snapshot = models.JSONField(null=True)  # the blocks of the whole report, as they were checked
    created_at = models.DateTimeField("dibuat")
    created_by = _person()
    checked_at = models.DateTimeField("diperiksa", null=True)
    checked_by = _person(null=True)
    signing_started_at = models.DateTimeField(null=True)  # a second click waits for the first
    signed_at = models.DateTimeField("ditandatangani", null=True)
    signed_by = _person(null=True)
    signer_name = models.CharField(max_length=200, blank=True)
    issuer_name = models.CharField(max_length=200, blank=True)
    blob = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("diterbitkan", null=True)

    class Meta:
        verbose_name = "laporan triwulan"
        verbose_name_plural = "laporan triwulan"
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="quarterly_report_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="quarterly_quarter_1_to_4"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", snapshot=None) | (~Q(state="DRAFT") & Q(snapshot__isnull=False)),
                name="quarterly_frozen_when_checked",
            ),
            models.CheckConstraint(
                condition=Q(state="SIGNED", blob__isnull=False)
                | (~Q(state="SIGNED") & Q(blob=None, published_at=None)),
                name="quarterly_signed_has_file",
            ),
        ]
        indexes = [
            # the public list
            models.Index(fields=["-year", "-quarter"], condition=Q(published_at__isnull=False), name="quarterly_public")
        ]
        triggers = [
            pgtrigger.Protect(name="keep_reports", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="keep_signed_reports",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="SIGNED")
                & (pgtrigger.Q(old__snapshot__df=pgtrigger.F("new__snapshot")) | ~pgtrigger.Q(new__state="SIGNED")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """As addresses name it: 2026-T3."""
        return f"{self.year}-T{self.quarter}"


class ReportEvent(models.Model):
    """Who did what with a quarterly report; never edited."""

    report = models.ForeignKey(QuarterlyReport, models.PROTECT, related_name="events")
    at = models.DateTimeField("waktu")
    by = _person(verbose_name="oleh")
    what = models.CharField("tindakan", max_length=60)
    note = models.CharField("catatan", max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["report", "-at", "-id"], name="report_event_latest")]  # the report's page
        triggers = [pgtrigger.Protect(name="keep_report_events", operation=pgtrigger.Update | pgtrigger.Delete)]


class FollowUpPlan(models.Model):
    """Rencana tindak lanjut of one survey period; `figures` are the index and elements from which it started."""

    code = models.CharField("periode", max_length=7, unique=True)  # 2026-S1
    figures = models.JSONField()  # {"n": 40, "ikm": "88.10", "elements": [[code, name, index, grade]...]}
    created_at = models.DateTimeField("dibuat")
    created_by = _person()
    held_on = models.DateField("tanggal forum konsultasi publik", null=True)
    place = models.CharField("tempat", max_length=200, blank=True)
    participants = models.TextField("peserta", blank=True)
    minutes = models.TextField("notulen", blank=True)
    staff_note = models.TextField("catatan evaluasi pelaksana", blank=True)

    class Meta:
        verbose_name = "rencana tindak lanjut"
        verbose_name_plural = "rencana tindak lanjut"
        ordering = ["-code"]
        triggers = [pgtrigger.Protect(name="keep_plans", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.code

    @property
    def ikm(self) -> Decimal:
        """The index from which it started."""
        return Decimal(self.figures["ikm"])


class FollowUpItem(models.Model):
    """One priority element: what is planned, by when, by whom, and what was done."""

    plan = models.ForeignKey(FollowUpPlan, models.CASCADE, related_name="items")
    element = models.CharField("kode unsur", max_length=3)
    name = models.CharField("prioritas unsur", max_length=120)
    index = models.DecimalField("indeks", max_digits=5, decimal_places=2)
    activities = models.TextField("program/kegiatan", blank=True)  # a line each
    schedule = models.CharField("waktu", max_length=120, blank=True)
    in_charge = models.CharField("penanggung jawab", max_length=200, blank=True)
    realised = models.TextField("deskripsi tindak lanjut", blank=True)
    is_done = models.BooleanField("selesai", default=False)
    changed_at = models.DateTimeField("diubah", null=True)
    changed_by = _person(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "element"], name="followup_element_once")]


class FollowUpEvidence(models.Model):
    """A file that shows what was done."""

    item = models.ForeignKey(FollowUpItem, models.CASCADE, related_name="evidence")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=200)
    added_at = models.DateTimeField("ditambahkan")
    added_by = _person()


class ConsultationPoint(models.Model):
    """A line of the minutes of the public consultation (FKP)."""

    plan = models.ForeignKey(FollowUpPlan, models.CASCADE, related_name="points")
    problem = models.TextField("identifikasi masalah")
    recommendation = models.TextField("usulan rekomendasi")
    time_frame = models.CharField("jangka waktu", max_length=120)


class FlowSum(models.Model):
    """What came in and went out on one day, per permit type; written by reports.sums, equal to the files (P7)."""

    day = models.DateField()
    permit_type = models.ForeignKey("permits.PermitType", models.CASCADE, related_name="+")
    submitted = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    promised = models.PositiveIntegerField(default=0)  # issued, with a promise
    on_time = models.PositiveIntegerField(default=0)  # of those, not later than promised

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "permit_type"], name="flow_sum_once")]


class StageSum(models.Model):
    """How many stays at a stage ended on one day after how many whole hours; medians are read from it exactly."""

    day = models.DateField()
    stage = models.CharField(max_length=20)
    agency = models.ForeignKey("office.Agency", models.CASCADE, null=True, related_name="+")
    hours = models.PositiveIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "stage", "agency", "hours"], nulls_distinct=False, name="stage_sum_once"
            )
        ]


class SumState(models.Model):
    """When the sums were last brought up to date; one row."""

    refreshed_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)  # from the first file on
    is_only = models.BooleanField(default=True, unique=True, editable=False)
