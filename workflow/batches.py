"""Tanda tangan massal, the reading side: which files are ready, what a batch shows."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from permits.models import Permit
from permits.stages import Stage
from workflow.desk import after_key, my_steps
from workflow.models import BatchItem, BatchSigning, Step

PAGE = 50
LATEST = 5


@dataclass(frozen=True)
class ReadyPage:
    """Steps ready for signature, each with the state that the page showed; `next_after` is the following keyset."""

    steps: list[Step]
    next_after: str


@dataclass(frozen=True)
class Progress:
    """How far a batch is; `left` still waits for a request."""

    total: int
    signed: int
    refused: int
    unknown: int

    @property
    def left(self) -> int:
        """Files that nobody has tried yet."""
        return self.total - self.signed - self.refused - self.unknown

    @property
    def percent(self) -> int:
        """Whole percent of files that were tried."""
        return 100 * (self.total - self.left) // self.total if self.total else 100


def ready(user: User, *, on: dt.date) -> QuerySet[Step]:
    """Files on this signer's desk, without those whose last signature is unknown: they ask for a person first."""
    unknown = Permit.objects.filter(signing_unknown_at__isnull=False).values("application_id")
    return my_steps(user, on=on).filter(stage=Stage.KADIS_APPROVAL).exclude(application__in=unknown)


def page_of_ready(steps: QuerySet[Step], *, after: str) -> ReadyPage:
    """Fifty files after the keyset "due|id"."""
    rows = list(after_key(steps, after).order_by("due_at", "id")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return ReadyPage(rows, f"{rows[-1].due_at.isoformat()}|{rows[-1].pk}" if more else "")


def progress(batch: BatchSigning) -> Progress:
    """One query."""
    states = BatchItem.State
    found = batch.items.aggregate(
        total=Count("pk"),
        signed=Count("pk", filter=Q(state=states.SIGNED)),
        refused=Count("pk", filter=Q(state=states.REFUSED)),
        unknown=Count("pk", filter=Q(state=states.UNKNOWN)),
    )
    return Progress(**found)


def items_of(batch: BatchSigning) -> QuerySet[BatchItem]:
    """The files of a batch with what a row prints."""
    return batch.items.select_related("step__application__permit_type", "step__application__permit__entry")


def latest(user: User) -> QuerySet[BatchSigning]:
    """This signer's last batches with their figures; one query."""
    rows = BatchSigning.objects.filter(by=user).annotate(
        total=Count("items"), signed=Count("items", filter=Q(items__state=BatchItem.State.SIGNED))
    )
    return rows.order_by("-created_at")[:LATEST]
