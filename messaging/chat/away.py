"""An answer that the applicant is not there to read reaches the inbox and the mail, once per unread stretch."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.text import Truncator

from messaging.chat.models import Message, Room
from outbox.actions import tell

GONE_AFTER = dt.timedelta(seconds=60)  # without a sign of the applicant's page
UNREAD_FOR = dt.timedelta(minutes=5)  # the page is open, perhaps in another tab, and nobody reads
EXCERPT = 1000


def is_away(room: Room, *, now: dt.datetime) -> bool:
    """Whether the applicant's page was not heard of for a minute."""
    return room.applicant_seen_at is None or now - room.applicant_seen_at > GONE_AFTER


def tell_unread(room: Room, *, now: dt.datetime) -> bool:
    """Tell of the first unread answer unless that was done; True when a notice was written.

    Must run inside a transaction that holds the room's lock. The stretch is named by its first unread answer, so
    the outbox refuses a second notice for it whatever happens.
    """
    unread = Message.objects.filter(room=room, kind=Message.Kind.OFFICER, pk__gt=room.applicant_read_id)
    first = unread.select_related("sender").order_by("pk").first()
    if first is None or room.told_id == first.pk:
        return False
    tell(
        f"chat:{room.pk}:{first.pk}",
        recipient=room.applicant,
        template="chat_answered",
        context={
            "officer": first.sender.name,
            "answer": Truncator(first.body).chars(EXCERPT) or f"(lampiran: {first.file_name})",
            "at": first.created_at,
            "link": reverse("messaging:chat"),
        },
        subject_key=f"chat:{room.pk}",
        now=now,
    )
    room.told_id = first.pk
    room.save(update_fields=["told_id"])
    return True


def sweep(*, now: dt.datetime) -> int:
    """Tell those whose answers lie unread for five minutes; return how many were told. May run twice."""
    unread = Message.objects.filter(
        room=OuterRef("pk"),
        kind=Message.Kind.OFFICER,
        pk__gt=OuterRef("applicant_read_id"),
        created_at__lte=now - UNREAD_FOR,
    )
    waiting = Room.objects.filter(Exists(unread)).exclude(told_id__gt=F("applicant_read_id"))
    told = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            room = Room.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=pk)
            told += tell_unread(room, now=now)
    return told
