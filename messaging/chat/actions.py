"""What happens in a chat. Every write holds the room's lock, so that ids follow the order of commits."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import people_of_desk
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from eptsp.lib.workingtime import working_time
from files.actions import store
from files.models import Blob
from files.names import clean_name
from messaging.chat import away
from messaging.chat.fanout import announce
from messaging.chat.files import files_of
from messaging.chat.models import MAX_BODY, Conversation, Message, Room
from messaging.chat.permissions import can_answer
from messaging.chat.texts import clean
from office.calendar import working_calendar
from outbox.actions import tell

SEEN_EVERY = dt.timedelta(seconds=15)
EMPTY = "Tulis pesan atau pilih berkas lebih dahulu."
TOO_LONG = f"Pesan paling panjang {MAX_BODY:,} huruf. Kirim dalam beberapa bagian.".replace(",", ".")
CLOSED = "Percakapan ini sudah ditutup."


def room_of(applicant: Any) -> Room:
    """Return the person's own room, made at the first visit."""
    return Room.objects.select_related("applicant").get_or_create(applicant=applicant)[0]


def say(room_id: int, *, key: uuid.UUID, body: str, upload: File | None = None, by: Any, now: dt.datetime) -> Message:
    """Keep a message and return it; the same sender and key again returns the one that is kept.

    Raises DomainError (empty, too long, refused file, somebody else's conversation), PermissionDenied.
    """
    text = clean(body)
    if len(text) > MAX_BODY:
        raise DomainError(TOO_LONG)
    if not text and upload is None:
        raise DomainError(EMPTY)
    _side(Room.objects.get(pk=room_id), by, now)
    if known := _known(room_id, key, by):
        return known
    blob = store(upload, now=now) if upload is not None else None
    name = clean_name(upload.name or "") if upload is not None else ""
    with locked(room_id) as room:
        return _known(room_id, key, by) or _keep(room, key, text, blob, name, by, now)


@contextmanager
def locked(room_id: int) -> Iterator[Room]:
    """Hold the room for one transaction."""
    with transaction.atomic():
        yield Room.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=room_id)


def _known(room_id: int, key: uuid.UUID, by: Any) -> Message | None:
    return Message.objects.filter(sender=by, key=key, room=room_id).first()


def _side(room: Room, by: Any, now: dt.datetime) -> Message.Kind:
    """Return as what the person writes here; raises PermissionDenied."""
    if room.applicant_id == by.pk:
        return Message.Kind.APPLICANT
    if can_answer(by, room, on=timezone.localdate(now)):
        return Message.Kind.OFFICER
    raise PermissionDenied


def _keep(room: Room, key: uuid.UUID, text: str, blob: Blob | None, name: str, by: Any, now: dt.datetime) -> Message:
    side = _side(room, by, now)
    conversation = room.conversations.filter(closed_at=None).first()
    if conversation is None:
        conversation = Conversation.objects.create(room=room, opened_at=now)
    if side == Message.Kind.OFFICER:
        _hold_for(conversation, by, now)
    message = Message.objects.create(
        room=room,
        conversation=conversation,
        key=key,
        sender=by,
        kind=side,
        body=text,
        blob=blob,
        file_name=name,
        created_at=now,
    )
    _note_times(conversation, side, now)
    if side == Message.Kind.OFFICER:
        Room.objects.filter(pk=room.pk).update(officer_read_id=message.pk)
        if away.is_away(room, now=now):
            away.tell_unread(room, now=now)
    announce(room.pk, type="chat.new", id=message.pk)
    return message


def _note_times(conversation: Conversation, side: str, now: dt.datetime) -> None:
    """Start or stop the waiting time; the first answer is measured once, also in office hours."""
    if side == Message.Kind.APPLICANT:
        conversation.asked_at = conversation.asked_at or now
        conversation.waiting_since = conversation.waiting_since or now
    else:
        conversation.waiting_since = None
        if conversation.asked_at and conversation.first_answer_at is None:
            conversation.first_answer_at = now
            conversation.first_answer_office = working_time(working_calendar(), min(conversation.asked_at, now), now)
    conversation.save(update_fields=["asked_at", "waiting_since", "first_answer_at", "first_answer_office"])


def _hold_for(conversation: Conversation, by: Any, now: dt.datetime) -> None:
    """Take a free conversation; raises DomainError when a colleague has it."""
    if conversation.taken_by_id == by.pk:
        return
    if conversation.taken_by is not None:
        raise DomainError(f"Percakapan ini sedang ditangani {conversation.taken_by.name}. Ambil alih lebih dahulu.")
    _give(conversation, by, by=by, now=now)


def _give(conversation: Conversation, to: Any, *, by: Any, now: dt.datetime) -> None:
    conversation.taken_by, conversation.taken_at = to, now
    conversation.save(update_fields=["taken_by", "taken_at"])
    if to.pk == by.pk:
        _event(conversation, f"{by.name} menangani percakapan ini.", by=by, now=now)
    else:
        _event(conversation, f"{by.name} mengalihkan percakapan kepada {to.name}.", by=by, now=now)


def _event(conversation: Conversation, text: str, *, by: Any, now: dt.datetime) -> None:
    """Write what happened between the messages, where both sides read it."""
    message = Message.objects.create(
        room_id=conversation.room_id,
        conversation=conversation,
        key=uuid.uuid4(),
        sender=by,
        kind=Message.Kind.EVENT,
        body=text,
        created_at=now,
    )
    announce(conversation.room_id, type="chat.new", id=message.pk)


def _current(room: Room) -> Conversation:
    """Return the open conversation of a locked room; raises DomainError."""
    found = room.conversations.filter(closed_at=None).select_related("taken_by").first()
    if found is None:
        raise DomainError(CLOSED)
    return found


def _must_answer(room: Room, by: Any, now: dt.datetime) -> None:
    if not can_answer(by, room, on=timezone.localdate(now)):
        raise PermissionDenied


def take(room_id: int, *, by: Any, now: dt.datetime, from_id: int | None = None) -> None:
    """Take the open conversation; from a colleague only when `from_id` says whose it was when one looked.

    Raises DomainError when somebody else was first.
    """
    with locked(room_id) as room:
        _must_answer(room, by, now)
        conversation = _current(room)
        if conversation.taken_by_id == by.pk:
            return
        if conversation.taken_by is not None and conversation.taken_by_id != from_id:
            raise DomainError(f"Percakapan ini sudah diambil {conversation.taken_by.name}.")
        _give(conversation, by, by=by, now=now)


def hand_over(room_id: int, *, to_id: int, by: Any, now: dt.datetime) -> None:
    """Give the open conversation to a colleague, who is told; raises DomainError for whoever does not answer chats."""
    with locked(room_id) as room:
        _must_answer(room, by, now)
        conversation = _current(room)
        to = colleagues(room, by=by, on=timezone.localdate(now)).filter(pk=to_id).first()
        if to is None:
            raise DomainError("Pilih rekan helpdesk yang bertugas.")
        if conversation.taken_by_id == to.pk:
            return
        _give(conversation, to, by=by, now=now)
        tell(
            f"chat-given:{conversation.pk}:{to.pk}:{now.isoformat()}",
            recipient=to,
            template="chat_given",
            context={"officer": by.name, "link": f"{reverse('messaging:desk_room', args=[room.pk])}"},
            subject_key=f"chat:{room.pk}",
            channels=("inbox",),
            now=now,
        )


def colleagues(room: Room, *, by: Any, on: dt.date) -> Any:
    """Return the helpdesk people other than oneself and the applicant."""
    return people_of_desk(Role.HELPDESK, on=on).filter(is_active=True).exclude(pk__in=[by.pk, room.applicant_id])


def close(room_id: int, *, by: Any, now: dt.datetime) -> None:
    """Close the open conversation; the applicant is asked for a rating. Closed already: nothing changes."""
    with locked(room_id) as room:
        _must_answer(room, by, now)
        conversation = room.conversations.filter(closed_at=None).first()
        if conversation is None:
            return
        conversation.closed_at, conversation.closed_by, conversation.waiting_since = now, by, None
        conversation.save(update_fields=["closed_at", "closed_by", "waiting_since"])
        _event(conversation, "Percakapan ditutup oleh petugas.", by=by, now=now)


def rate(conversation_id: int, *, stars: int, note: str, by: Any, now: dt.datetime) -> None:
    """Keep the applicant's one rating of a closed conversation; raises DomainError for a second one."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation_id, room__applicant=by)
        if conversation.closed_at is None or conversation.rating is not None:
            raise DomainError("Percakapan ini belum ditutup atau sudah dinilai.")
        conversation.rating, conversation.rating_note, conversation.rated_at = stars, clean(note)[:500], now
        conversation.save(update_fields=["rating", "rating_note", "rated_at"])


def link(room_id: int, *, resi: str, by: Any, now: dt.datetime) -> None:
    """Say which of one's own files the conversation is about; raises DomainError for any other."""
    if resi not in {file.resi for file in files_of(by)}:
        raise DomainError("Pilih salah satu permohonan Anda sendiri.")
    with locked(room_id) as room:
        if room.applicant_id != by.pk:
            raise PermissionDenied
        conversation = room.conversations.filter(closed_at=None).first()
        if conversation is None:
            conversation = Conversation.objects.create(room=room, opened_at=now)
        if conversation.resi == resi:
            return
        conversation.resi = resi
        conversation.save(update_fields=["resi"])
        _event(conversation, f"Percakapan ini tentang permohonan {resi}.", by=by, now=now)


def mark_read(room: Room, *, upto: int, by: Any, now: dt.datetime) -> None:
    """Note up to which message this side has read; never backwards, never beyond what there is."""
    if not room.messages.filter(pk=upto).exists():
        return
    if room.applicant_id == by.pk:
        column, side = "applicant_read_id", "applicant"
    elif can_answer(by, room, on=timezone.localdate(now)):
        column, side = "officer_read_id", "officer"
    else:
        return  # who only looks leaves no mark
    if Room.objects.filter(pk=room.pk, **{f"{column}__lt": upto}).update(**{column: upto}):
        announce(room.pk, type="chat.read", side=side, upto=upto)


def seen(room: Room, *, by: Any, now: dt.datetime) -> None:
    """Note that the applicant's page is open; at most one write in fifteen seconds."""
    last = room.applicant_seen_at
    if room.applicant_id == by.pk and (last is None or now - last > SEEN_EVERY):
        Room.objects.filter(pk=room.pk).update(applicant_seen_at=now)
