"""Conversations of the demo with the helpdesk, read from data/chats.yaml; said by the chat's own actions."""

import datetime as dt
import uuid
from typing import Any

from accounts.models import User
from messaging.chat import actions
from messaging.chat.models import Message, Room
from office.calendar import working_calendar
from permits.models import Application
from portal.demo.past import Past, minutes_of
from portal.demo.people import read
from portal.demo.stories import NAMESPACE


def ensure_chats(*, now: dt.datetime) -> int:
    """Tell every conversation whose person has said nothing yet; return how many were told. One query if none is."""
    rows = read("chats")
    spoken = set(Message.objects.filter(kind=Message.Kind.APPLICANT).values_list("sender__email", flat=True))
    missing = [row for row in rows if row["applicant"] not in spoken]
    if not missing:
        return 0
    past = Past(working_calendar(), now)
    wanted = {row[side] for row in missing for side in ("applicant", "officer")}
    cast = User.objects.in_bulk(wanted, field_name="email")
    for row in missing:
        _tell(row, cast[row["applicant"]], cast[row["officer"]], past)
    return len(missing)


def _tell(row: dict[str, Any], applicant: User, officer: User, past: Past) -> None:
    """Link, say, close and rate as the file tells; the applicant's page is open all the while, so nothing is mailed."""
    room = actions.room_of(applicant)
    left = minutes_of(row["waiting"]) + sum(minutes_of(line["after"]) for line in row["lines"])
    file = Application.objects.filter(key=uuid.uuid5(NAMESPACE, row["about"])).first() if "about" in row else None
    if file is not None and file.resi:
        actions.link(room.pk, resi=file.resi, by=applicant, now=past.ago(left))
    for n, line in enumerate(row["lines"]):
        left -= minutes_of(line["after"])
        by = applicant if line["by"] == "applicant" else officer
        _say(room, f"{row['applicant']}:{n}", line["says"], by, past.ago(left))
    if "rating" in row:
        actions.close(room.pk, by=officer, now=past.ago(left))
        conversation = room.conversations.latest("pk")
        note, now = row["rating"].get("note", ""), past.ago(left)
        actions.rate(conversation.pk, stars=row["rating"]["stars"], note=note, by=applicant, now=now)
    last = room.messages.latest("pk")
    actions.mark_read(room, upto=last.pk, by=applicant, now=past.ago(left))


def _say(room: Room, code: str, words: str, by: User, now: dt.datetime) -> None:
    room.refresh_from_db()
    actions.seen(room, by=room.applicant, now=now)
    message = actions.say(room.pk, key=uuid.uuid5(NAMESPACE, code), body=words, by=by, now=now)
    actions.mark_read(room, upto=message.pk, by=room.applicant, now=now)
