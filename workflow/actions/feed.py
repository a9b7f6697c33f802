"""A person's calendar: the private link to it, and what it was told last."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from accounts.models import User
from eptsp.lib import signed_links
from eptsp.lib.errors import DomainError
from workflow.models import CalendarFeed, CalendarLine

PURPOSE = "calendar"
LASTS = dt.timedelta(days=3650)  # until it is taken back


def open_feed(*, by: User, now: dt.datetime) -> CalendarFeed:
    """Give this person a link; the one they have stays as it is."""
    return CalendarFeed.objects.get_or_create(user=by, defaults={"created_at": now})[0]


def close_feed(*, by: User) -> None:
    """Take the link back: whoever holds it gets nothing any more. Doing it twice changes nothing."""
    CalendarFeed.objects.filter(user=by).delete()


def token_of(feed: CalendarFeed) -> str:
    """Return the signed token of the link; it names no person."""
    return signed_links.make(PURPOSE, str(feed.key))


def owner_of(token: str) -> User:
    """Return whose link it is; DomainError when it is altered or was taken back, or the account is closed."""
    key = signed_links.read(PURPOSE, token, max_age=LASTS)
    feed = CalendarFeed.objects.select_related("user").filter(key=key, user__is_active=True).first()
    if feed is None:
        raise DomainError(signed_links.STALE)
    return feed.user


@transaction.atomic
def told(dates: Mapping[str, dt.datetime], *, now: dt.datetime) -> dict[str, CalendarLine]:
    """Note the due date of each uid and count up where it has moved; two queries when nothing did, one per move.

    Two readers at once count a move once: the second finds the date already noted.
    """
    lines = _lines(dates)
    new = [CalendarLine(uid=uid, due_at=due, changed_at=now) for uid, due in dates.items() if uid not in lines]
    if new:
        CalendarLine.objects.bulk_create(new, ignore_conflicts=True)
    moved = [line for uid, line in lines.items() if line.due_at != dates[uid]]
    for line in moved:
        noted = CalendarLine.objects.filter(pk=line.pk, due_at=line.due_at)
        noted.update(due_at=dates[line.uid], sequence=F("sequence") + 1, changed_at=now)
    return _lines(dates) if new or moved else lines


def _lines(dates: Mapping[str, dt.datetime]) -> dict[str, CalendarLine]:
    return {line.uid: line for line in CalendarLine.objects.filter(uid__in=dates)}
