"""Rekapitulasi layanan pengaduan: one function gives the rows that screen, XLSX and PDF print."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from complaints.models import Complaint, Event
from complaints.moves import Move
from eptsp.lib.formatting import local_time, long_date

HEADINGS = (
    "No",
    "Nama pelaku usaha",
    "Nama pemohon/pelapor",
    "Tgl/waktu pengaduan",
    "Materi konsultasi/pengaduan",
    "Penyelesaian/tindak lanjut",
    "Status",
)
HIDDEN = "(dirahasiakan)"
INTEGRITY_TEXT = "Disampaikan melalui jalur integritas; isi tidak dicetak."


@dataclass(frozen=True)
class Row:
    """One line of the table; `followed` is the dated list of what was found and done."""

    n: int
    business: str
    reporter: str
    at: str
    matter: str
    followed: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Register:
    """The table of a period, both days included, and how many complaints have each status."""

    first: dt.date
    last: dt.date
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return len(self.rows)


def span(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the instants between which these days lie, the second one excluded."""
    zone = timezone.get_default_timezone()
    start = dt.datetime.combine(first, dt.time(), zone)
    return start, dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)


def register(first: dt.date, last: dt.date, *, reader: Any) -> Register:
    """Return the register as this reader may see it; three queries.

    What the reader may not know stands there without name and matter, so that the totals are the same for everybody.
    """
    start, end = span(first, last)
    events = Event.objects.order_by("n")
    found = (
        Complaint.objects.filter(received_at__gte=start, received_at__lt=end)
        .select_related("identity", "identity__user")
        .prefetch_related(Prefetch("events", queryset=events))
        .order_by("received_at", "id")
    )
    known = set(
        Complaint.objects.visible_to(reader)
        .filter(received_at__gte=start, received_at__lt=end)
        .values_list("pk", flat=True)
    )
    rows = tuple(_row(n, one, is_known=one.pk in known) for n, one in enumerate(found, start=1))
    counted = Counter(row.status for row in rows)
    return Register(first, last, rows, tuple((label, counted[label]) for label in Complaint.Status.labels))


def _row(n: int, complaint: Complaint, *, is_known: bool) -> Row:
    shows_name = is_known and not complaint.is_confidential
    who = complaint.identity
    name = who.name or (who.user.name if who.user else "")
    kind = "non perorangan" if who.is_company else "perorangan"
    return Row(
        n,
        (f"{who.business} ({kind})" if who.business else kind.capitalize()) if shows_name else HIDDEN,
        (name or "Tanpa nama") if shows_name else HIDDEN,
        local_time(complaint.received_at),
        f"{complaint.get_category_display()}: {complaint.body}" if is_known else INTEGRITY_TEXT,
        _followed(complaint.events.all()) if is_known else (),  # type: ignore[arg-type]
        complaint.get_status_display(),
    )


def _followed(events: Sequence[Event]) -> tuple[str, ...]:
    """The dated lines: findings, meetings, questions and answers; internal notes never."""
    lines = []
    for event in events:
        words = event.finding or (event.public if event.move in {Move.ASK, Move.ANSWER} else "")
        if words or event.move in {Move.FORWARD, Move.REOPEN}:
            label = event.get_move_display()
            if event.move == Move.ANSWER:
                label += f" ({Complaint.Decision(event.detail['decision']).label.lower()})"
            elif event.to_desk and event.move == Move.FORWARD:
                label += f" ke {event.get_to_desk_display()}"
            day = long_date(event.at)
            lines.append(f"{day}: {label}" + (f". {words}" if words else ""))
    return tuple(lines)
