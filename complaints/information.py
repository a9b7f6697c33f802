"""Layanan informasi in figures: rows of a period and counts by month, for list, export and the quarterly report."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth

from complaints.models import InformationRequest

HEADINGS = (
    "No",
    "Nama pengirim, no. surat dan tanggal",
    "Hal",
    "Balasan: OPD teknis (no. surat dan tgl)",
    "Balasan: non OPD teknis (no. surat dan tgl)",
)


@dataclass(frozen=True)
class Month:
    """One month of the recap: letters received from OPD and others, and how many of those are answered."""

    month: int
    opd: int
    non_opd: int
    answered: int

    @property
    def total(self) -> int:
        return self.opd + self.non_opd


def letters_between(first: dt.date, last: dt.date) -> QuerySet[InformationRequest]:
    """Return the letters received in these days, both included, in the order in which they came."""
    return InformationRequest.objects.filter(received_on__range=(first, last)).order_by("received_on", "id")


def by_month(year: int, months: range = range(1, 13)) -> list[Month]:
    """Return a row for each of these months, those without a letter too; one query."""
    found = (
        InformationRequest.objects.filter(received_on__year=year)
        .annotate(month=ExtractMonth("received_on"))
        .values("month")
        .annotate(
            opd=Count("pk", filter=Q(kind="opd")),
            non_opd=Count("pk", filter=Q(kind="non_opd")),
            answered=Count("pk", filter=Q(reply_on__isnull=False)),
        )
    )
    rows = {row["month"]: Month(**row) for row in found}
    return [rows.get(month, Month(month, 0, 0, 0)) for month in months]


def search(query: str, *, kind: str = "", unanswered: bool = False) -> QuerySet[InformationRequest]:
    """Return the letters whose sender, numbers or subject hold the text, newest first."""
    rows = InformationRequest.objects.order_by(F("received_on").desc(), F("id").desc())
    if query:
        rows = rows.filter(
            Q(sender__icontains=query)
            | Q(letter_number__icontains=query)
            | Q(subject__icontains=query)
            | Q(reply_number__icontains=query)
        )
    if kind in InformationRequest.Kind.values:
        rows = rows.filter(kind=kind)
    return rows.filter(reply_on=None) if unanswered else rows
