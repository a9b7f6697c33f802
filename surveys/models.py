"""What the survey keeps: instruments, who has answered, what was answered, and the sums of it.

Who answered (Participation) and what was answered (Response) share no key, no time and no order
(docs/decisions/0019-survey-secrecy.md); `mixing` sees to the order.
"""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.instrument import COLUMNS, InstrumentSpec, parse
from surveys.respondents import AgeBand, Education, Gender, Occupation

_SPECS: dict[str, InstrumentSpec] = {}  # by digest: an edition never changes


class Instrument(models.Model):
    """One edition of a questionnaire, kept word for word: a period keeps the one that it was asked with."""

    code = models.SlugField("kode", max_length=30)
    edition = models.PositiveIntegerField("edisi")
    name = models.CharField("nama", max_length=120)
    body = models.JSONField("isi")
    digest = models.CharField("sidik", max_length=64)
    loaded_at = models.DateTimeField("dimuat")

    class Meta:
        verbose_name = "kuesioner"
        verbose_name_plural = "kuesioner"
        ordering = ["code", "-edition"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="instrument_edition_once")]
        triggers = [pgtrigger.Protect(name="keep_instruments", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} (edisi {self.edition})"

    @property
    def spec(self) -> InstrumentSpec:
        """The edition read into its dataclasses."""
        if self.digest not in _SPECS:
            _SPECS[self.digest] = parse(self.body)
        return _SPECS[self.digest]


class InstrumentChoice(models.Model):
    """From which period on an instrument is asked; the setting of the administrator, never changed afterwards."""

    starts_on = models.DateField("berlaku mulai", unique=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="choices", verbose_name="kuesioner")
    chosen_at = models.DateTimeField("ditetapkan")

    class Meta:
        verbose_name = "kuesioner yang berlaku"
        verbose_name_plural = "kuesioner yang berlaku"
        ordering = ["-starts_on"]
        triggers = [pgtrigger.Protect(name="keep_choices", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.instrument} mulai {self.starts_on:%d-%m-%Y}"


class Participation(models.Model):
    """That this application's survey was answered, once; not when, and not what. The key is the application's."""

    application = models.OneToOneField(
        "permits.Application", models.PROTECT, primary_key=True, related_name="survey_participation"
    )


class Respondent(models.Model):
    """What is known of a respondent: bands, no name, no birthday."""

    gender = models.CharField("jenis kelamin", max_length=1, choices=Gender)
    age_band = models.CharField("kelompok usia", max_length=5, choices=AgeBand)
    education = models.CharField("pendidikan", max_length=3, choices=Education)
    occupation = models.CharField("pekerjaan", max_length=10, choices=Occupation)

    class Meta:
        abstract = True


def _answer() -> Any:
    return models.PositiveSmallIntegerField(null=True)  # an instrument with fewer questions leaves the rest empty


def _one_to_four() -> Q:
    wanted = Q()
    for column in COLUMNS:
        wanted &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (1, 4)})
    return wanted


class Response(Respondent):
    """One filled questionnaire: the day, the type, bands and answers. `key` is random, and new after each mixing."""

    class Channel(models.TextChoices):
        ONLINE = "ONLINE", "Daring"
        COUNTER = "COUNTER", "Loket"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    answered_on = models.DateField()
    channel = models.CharField(max_length=7, choices=Channel)
    permit_type = models.ForeignKey("permits.PermitType", models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")
    q01 = _answer()
    q02 = _answer()
    q03 = _answer()
    q04 = _answer()
    q05 = _answer()
    q06 = _answer()
    q07 = _answer()
    q08 = _answer()
    q09 = _answer()
    q10 = _answer()
    q11 = _answer()
    q12 = _answer()
    q13 = _answer()
    q14 = _answer()
    q15 = _answer()
    q16 = _answer()
    q17 = _answer()
    q18 = _answer()
    q19 = _answer()
    q20 = _answer()
    q21 = _answer()
    q22 = _answer()
    q23 = _answer()
    q24 = _answer()
    q25 = _answer()
    q26 = _answer()
    q27 = _answer()
    q28 = _answer()
    q29 = _answer()
    q30 = _answer()
    q31 = _answer()
    q32 = _answer()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_to_four(), name="response_answers_1_to_4"),
            models.CheckConstraint(condition=Q(q01__isnull=False), name="response_has_answers"),
        ]
        indexes = [
            models.Index(fields=["answered_on"], name="response_by_day")  # the sheet per respondent; the mixing
        ]
        triggers = [pgtrigger.Protect(name="keep_responses", operation=pgtrigger.Update | pgtrigger.Delete)]


class Remark(models.Model):
    """Masukan dan Saran, Komentar: apart from the answers, and only the month is kept."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField("bulan")
    suggestion = models.TextField("masukan dan saran", blank=True)
    comment = models.TextField("komentar", blank=True)

    class Meta:
        verbose_name = "masukan survei"
        verbose_name_plural = "masukan survei"
        indexes = [models.Index(fields=["-month", "key"], name="remark_by_month")]  # the list at the desk


def _total() -> Any:
    return models.PositiveBigIntegerField(default=0)


class SurveyDaySum(models.Model):
    """Counts and sums of the responses of one day, or of one month, in one group; written with each response.

    `dimension` "" counts everybody; "gender", "age_band", "education" and "occupation" count one `value` each.
    A month's row is the sum of its days, so that years are a few rows (quality P8).
    """

    class Grain(models.TextChoices):
        DAY = "D", "hari"
        MONTH = "M", "bulan"

    grain = models.CharField(max_length=1, choices=Grain)
    day = models.DateField()  # the first of the month for a month's row
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    permit_type = models.ForeignKey("permits.PermitType", models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=7, choices=Response.Channel)
    dimension = models.CharField(max_length=10, blank=True)
    value = models.CharField(max_length=10, blank=True)
    n = models.PositiveIntegerField()
    s01 = _total()
    s02 = _total()
    s03 = _total()
    s04 = _total()
    s05 = _total()
    s06 = _total()
    s07 = _total()
    s08 = _total()
    s09 = _total()
    s10 = _total()
    s11 = _total()
    s12 = _total()
    s13 = _total()
    s14 = _total()
    s15 = _total()
    s16 = _total()
    s17 = _total()
    s18 = _total()
    s19 = _total()
    s20 = _total()
    s21 = _total()
    s22 = _total()
    s23 = _total()
    s24 = _total()
    s25 = _total()
    s26 = _total()
    s27 = _total()
    s28 = _total()
    s29 = _total()
    s30 = _total()
    s31 = _total()
    s32 = _total()

    class Meta:
        constraints = [
            # first the columns that every figure asks for
            models.UniqueConstraint(
                fields=[
                    "dimension",
                    "grain",
                    "day",
                    "value",
                    "instrument",
                    "permit_type",
                    "agency",
                    "channel",
                ],
                nulls_distinct=False,
                name="survey_sum_once",
            ),
        ]
        indexes = [models.Index(fields=["-day"], name="survey_sum_newest")]  # the mixing


class CounterBatch(models.Model):
    """Questionnaires of the counter, typed in or imported, and by whom; a file comes in once."""

    entered_at = models.DateTimeField("dimasukkan")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")
    source = models.CharField("asal", max_length=200)
    digest = models.CharField(max_length=64, unique=True, null=True)  # SHA-256 of an imported file
    n = models.PositiveIntegerField("jumlah")

    class Meta:
        verbose_name = "kuesioner loket"
        verbose_name_plural = "kuesioner loket"
        indexes = [models.Index(fields=["-entered_at"], name="counterbatch_newest")]  # the list at the desk
