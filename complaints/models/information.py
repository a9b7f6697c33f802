"""Layanan informasi: letters that ask for data, and the letters that answered them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class InformationRequest(models.Model):
    """One row of "Rekap permintaan data" (sources/pengaduan-dan-laporan.md)."""

    class Kind(models.TextChoices):
        OPD = "opd", "OPD teknis"
        NON_OPD = "non_opd", "Non OPD teknis"

    kind = models.CharField("asal", max_length=7, choices=Kind)
    sender = models.CharField("nama pengirim", max_length=200)
    letter_number = models.CharField("nomor surat", max_length=80)
    letter_on = models.DateField("tanggal surat")
    received_on = models.DateField("tanggal diterima")
    subject = models.CharField("hal", max_length=500)
    reply_number = models.CharField("nomor surat balasan", max_length=80, blank=True)
    reply_on = models.DateField("tanggal surat balasan", null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "permintaan informasi"
        verbose_name_plural = "permintaan informasi"
        constraints = [
            models.UniqueConstraint(fields=["sender", "letter_number", "letter_on"], name="information_letter_once"),
            models.CheckConstraint(
                condition=Q(reply_number="", reply_on=None) | (~Q(reply_number="") & Q(reply_on__isnull=False)),
                name="information_reply_has_number_and_date",
            ),
            models.CheckConstraint(condition=Q(received_on__gte=F("letter_on")), name="information_received_after"),
            models.CheckConstraint(
                condition=Q(reply_on=None) | Q(reply_on__gte=F("received_on")), name="information_reply_after"
            ),
        ]
        indexes = [models.Index(fields=["-received_on", "-id"], name="information_by_day")]  # the list, keyset

    def __str__(self) -> str:
        return self.letter_number
