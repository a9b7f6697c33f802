"""The helpdesk's list of conversations, a page at a time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from messaging.chat.models import Conversation

PAGE = 25
TABS = {"antre": "Menunggu", "saya": "Saya tangani", "buka": "Semua terbuka", "selesai": "Selesai"}
SOON, LATE = dt.timedelta(minutes=10), dt.timedelta(minutes=30)  # SOP step 5: the helpdesk helps in 10-30 minutes


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation on the list; `waited` is None when nothing waits for an answer."""

    conversation: Conversation
    waited: dt.timedelta | None

    @property
    def tone(self) -> str:
        """The colour of the waiting time."""
        if self.waited is None:
            return "neutral"
        return "info" if self.waited < SOON else "warning" if self.waited < LATE else "negative"

    @property
    def minutes(self) -> str:
        """The waiting time in words."""
        minutes = int(self.waited.total_seconds() // 60) if self.waited is not None else 0
        return f"{minutes} menit" if minutes < 60 else f"{minutes // 60} jam {minutes % 60} menit"


def rows(tab: str, *, user: Any, query: str, after: int, now: dt.datetime) -> tuple[list[Row], int | None]:
    """Return a page of a tab after a place in it, and the next place; one query.

    The waiting ones come in order of their waiting, the others newest first.
    """
    found = _of_tab(tab, user).select_related("room__applicant", "taken_by")
    if query:
        found = found.filter(Q(room__applicant__name__icontains=query) | Q(resi__iexact=query))
    if tab == "antre":
        found = found.order_by("waiting_since", "pk")
        last = Conversation.objects.filter(pk=after).values_list("waiting_since", flat=True).first() if after else None
        if last:
            found = found.filter(Q(waiting_since__gt=last) | Q(waiting_since=last, pk__gt=after))
    else:
        found = found.order_by("-pk")
        found = found.filter(pk__lt=after) if after else found
    page = list(found[: PAGE + 1])
    shown = [Row(one, now - one.waiting_since if one.waiting_since else None) for one in page[:PAGE]]
    return shown, page[PAGE - 1].pk if len(page) > PAGE else None


def waiting_count() -> int:
    """Return how many conversations wait for an answer."""
    return Conversation.objects.filter(closed_at=None, waiting_since__isnull=False).count()


def _of_tab(tab: str, user: Any) -> QuerySet[Conversation]:
    is_open = Conversation.objects.filter(closed_at=None)
    match tab:
        case "saya":
            return is_open.filter(taken_by=user)
        case "buka":
            return is_open
        case "selesai":
            return Conversation.objects.filter(closed_at__isnull=False)
    return is_open.filter(waiting_since__isnull=False)
