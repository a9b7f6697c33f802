"""The delivery log: of one file in a few words, and of everything that did not arrive."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from eptsp.lib.formatting import local_time
from outbox.kinds import kind_of
from outbox.models import OutboxMessage

PAGE = 25
MOST = 40  # lines of one file
CHANNELS = {"email": "e-mail", "inbox": "inbox", "phone": "pesan singkat"}
ABOUT_A_FILE = "application:"
VERBS = {
    OutboxMessage.Status.SENT: "terkirim",
    OutboxMessage.Status.WAITING: "menunggu dikirim",
    OutboxMessage.Status.PARKED: "tidak terkirim",
    OutboxMessage.Status.BOUNCED: "dikembalikan",
    OutboxMessage.Status.MUTED: "tidak dikirim: dimatikan penerima",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log of a file: "e-mail terkirim 23 Nov 2026, 14.05 WITA"."""

    name: str
    words: str
    tone: str
    to: str


def of_application(application_id: int, *, only_for: int | None = None) -> list[Line]:
    """Return the log of a file, the latest first; `only_for` leaves what was told to this person."""
    rows = OutboxMessage.objects.filter(subject_key=f"{ABOUT_A_FILE}{application_id}").select_related("recipient")
    if only_for is not None:
        rows = rows.filter(recipient=only_for)
    return [_line(row) for row in rows.order_by("-id")[:MOST]]


def _line(row: OutboxMessage) -> Line:
    status = OutboxMessage.Status(row.status)
    words = f"{CHANNELS.get(row.channel, row.channel)} {VERBS[status]}"
    if status == OutboxMessage.Status.SENT and row.sent_at:
        words = f"{words} {local_time(row.sent_at)}"
    tone = {"sent": "positive", "parked": "negative", "bounced": "negative"}.get(row.status, "neutral")
    return Line(kind_of(row.template).label, words, tone, row.recipient.name if row.recipient else row.to_address)


def troubles(query: str, problem: str) -> QuerySet[OutboxMessage]:
    """Return the rows that did not arrive, the latest first; `query` is a resi, a ticket, a name or an address."""
    rows = OutboxMessage.objects.exclude(problem="").select_related("recipient").order_by("-id")
    if problem in OutboxMessage.Problem.values:
        rows = rows.filter(problem=problem)
    if query:
        # who complains may be confidential: those rows are not found by the person
        by_person = (
            Q(recipient__name__icontains=query) | Q(recipient__email__iexact=query) | Q(to_address__iexact=query)
        )
        rows = rows.filter(Q(context__resi=query.upper()) | (by_person & ~Q(subject_key__startswith="complaint:")))
    return rows
