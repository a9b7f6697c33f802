"""Who is told what about a complaint, exactly once per event and person. No notice repeats what was complained of."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import SUPERIOR, Role
from complaints import desks
from complaints.clock import USUAL_DAYS, limit_days
from complaints.models import Complaint, Event
from outbox.actions import tell, tell_each

DESK_CHANNELS = ("inbox",)


def received(complaint: Complaint, *, code: str, now: dt.datetime) -> None:
    """The complainant gets the ticket, and without an account the code that opens it."""
    context = {"due": complaint.due_at, "days": limit_days(), "usual": USUAL_DAYS, "has_code": bool(code)}
    secret = {"code": code} if code else None
    _tell_complainant(complaint, f"complaint:{complaint.pk}", "complaint_received", context, now=now, secret=secret)


def asked(complaint: Complaint, event: Event, *, now: dt.datetime) -> None:
    """The office has a question."""
    context = {"question": event.public}
    _tell_complainant(complaint, _name("asked", event), "complaint_question", context, now=now)


def answered(complaint: Complaint, event: Event, *, now: dt.datetime) -> None:
    """The answer, with the decision."""
    context = {"answer": complaint.answer, "decision": complaint.get_decision_display().lower()}
    _tell_complainant(complaint, _name("answered", event), "complaint_answered", context, now=now)


def arrived(complaint: Complaint, event: Event, *, now: dt.datetime) -> None:
    """The free people of the desk learn that a complaint lies there; with nobody free the administrators do."""
    day = timezone.localdate(now)
    people: list[User] = list(desks.people_at(complaint, complaint.desk, on=day))
    is_stuck = not people
    if is_stuck:
        people = list(desks.people_at(complaint, Role.ADMINISTRATOR, on=day))
    context = {"due": complaint.due_at, "is_stuck": is_stuck, "again": event.move == "reopen"}
    _tell_staff(complaint, people, _name("arrived", event), "complaint_arrived", context, now=now)


def replied(complaint: Complaint, event: Event, *, now: dt.datetime) -> None:
    """The desk learns that the complainant has written."""
    people = list(desks.people_at(complaint, complaint.desk, on=timezone.localdate(now)))
    _tell_staff(complaint, people, _name("replied", event), "complaint_replied", {"due": complaint.due_at}, now=now)


def alarm(complaint: Complaint, percent: int, *, on: dt.date, now: dt.datetime) -> None:
    """The desk, then its superior: this part of the time is used up."""
    people = list(desks.people_at(complaint, complaint.desk, on=on))
    boss = SUPERIOR.get(complaint.desk, "")
    if boss and not complaint.is_integrity:
        people += [one for one in desks.people_at(complaint, boss, on=on) if one not in people]
    event = f"complaint_alarm:{complaint.pk}:{complaint.round}:{percent}"
    context = {"due": complaint.due_at, "percent": percent, "is_late": percent >= 100}
    _tell_staff(complaint, people, event, "complaint_alarm", context, now=now)


def _name(kind: str, event: Event) -> str:
    return f"complaint_{kind}:{event.complaint_id}:{event.n}"


def _facts(complaint: Complaint) -> dict[str, Any]:
    return {"ticket": complaint.ticket, "category": complaint.get_category_display()}


def _tell_complainant(
    complaint: Complaint,
    event: str,
    template: str,
    context: dict[str, Any],
    *,
    now: dt.datetime,
    secret: dict[str, str] | None = None,
) -> None:
    """To the account's inbox and mail, or to the address that was given; without either the ticket page tells."""
    who = complaint.identity
    if who.user_id is None and not who.email:
        return
    name = "complaints:detail" if who.user_id else "complaints:ticket"
    link = reverse(name, args=[complaint.ticket]) if who.user_id else reverse(name)
    tell(
        event,
        recipient=who.user,
        to_address="" if who.user_id else who.email,
        template=template,
        context=_facts(complaint) | {"link": link} | context,
        subject_key=f"complaint:{complaint.pk}",
        channels=("inbox", "email") if who.user_id else ("email",),
        secret_context=secret,
        now=now,
    )


def _tell_staff(
    complaint: Complaint, people: list[User], event: str, template: str, context: dict[str, Any], *, now: dt.datetime
) -> None:
    tell_each(
        event,
        recipients=people,
        template=template,
        context=_facts(complaint) | {"link": reverse("complaints:case", args=[complaint.pk])} | context,
        subject_key=f"complaint:{complaint.pk}",
        channels=DESK_CHANNELS,
        now=now,
    )
