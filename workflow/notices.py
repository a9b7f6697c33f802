"""Who is told what after a move, exactly once per event and person (workflow.md, "Notices")."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User, people_of_desk
from accounts.roles import Role
from eptsp.lib import signed_links
from outbox.actions import tell, tell_each
from permits.models import Application, Permit, RevisionRequest
from permits.stages import STAGE_LABELS, Move, Stage
from workflow.checklist import label_of
from workflow.engine import Outcome, Status
from workflow.models import Advice, Alarm, Inquiry, MeetingGuest, SiteVisit, Step

if TYPE_CHECKING:
    from workflow.actions.steps import Turn

DESK_CHANNELS = ("inbox",)  # an officer reads a list, not a mail per file


def submitted(application: Application, steps: list[Step], *, now: dt.datetime) -> None:
    """The applicant gets the resi; the first desk learns of the file."""
    _tell_applicant(application, f"submitted:{application.pk}", "submitted", {}, now=now)
    for step in steps:
        _tell_desk(step, f"submitted:{application.pk}", "submitted", {"for_staff": True}, now=now)


def moved(turn: "Turn", move: Move, outcome: Outcome, steps: list[Step], *, applicant_note: str = "") -> None:
    """Everything that a desk's move must tell, to the applicant, the agencies and the next desk."""
    application, step, now = turn.application, turn.step, turn.now
    if step.stage == Stage.REGISTRATION_CHECK and move == Move.APPROVE:
        _tell_applicant(application, f"registered:{application.pk}", "registration_verified", {}, now=now)
    if outcome.status == Status.REVISION:
        _returned(application, step, now=now)
    if outcome.status == Status.REJECTED:
        context = {"reason": applicant_note}
        _tell_applicant(application, f"rejected:{application.pk}", "rejected", context, now=now)
    if outcome.status == Status.ISSUED:
        _issued(application, now=now)
    if move == Move.ADVISE:
        _advised(step, now=now)
    for opened in steps:
        _tell_opened(opened, now=now)


def _returned(application: Application, step: Step, *, now: dt.datetime) -> None:
    request = RevisionRequest.objects.get(application=application, closed_at=None)
    spec = application.edition.spec
    context = {
        "note": request.note,
        "items": [{"label": label_of(item["code"], spec), "remark": item["remark"]} for item in request.items],
        "due": request.due_at,
    }
    link = reverse("permits:revise", args=[application.resi])
    _tell_applicant(application, f"returned:{step.pk}", "returned", context, now=now, link=link)


def _issued(application: Application, *, now: dt.datetime) -> None:
    permit = Permit.objects.select_related("entry").get(application=application)
    spec = application.edition.spec
    context = {
        "number": permit.entry.text,
        "rights": list(spec.holder_rights),
        "duties": [*spec.holder_duties, *[duty.name for duty in spec.post_issue_duties]],
        "survey_link": _survey_link(application),
    }
    _tell_applicant(application, f"issued:{application.pk}", "issued", context, now=now)


def _survey_link(application: Application) -> str:
    """The survey of this file with a token by which it opens without a login; surveys checks it (surveys.links)."""
    address = reverse("surveys:form", args=[application.resi])
    return f"{address}?kunci={signed_links.make(signed_links.SURVEY, application.pk)}"


def _advised(step: Step, *, now: dt.datetime) -> None:
    advice = Advice.objects.get(step=step)
    if step.agency is None:
        raise LookupError("advice comes from an agency")
    context = {"agency": step.agency.name, "decision": advice.get_decision_display()}
    people = people_of_desk(Role.BACKOFFICE, on=timezone.localdate(now))
    _tell_people(step, people, f"advised:{step.pk}", "advice_given", context, now=now, channels=DESK_CHANNELS)


def _tell_opened(step: Step, *, now: dt.datetime) -> None:
    if step.stage == Stage.AGENCY_REVIEW and step.agency is not None:
        context = {"agency": step.agency.name, "due": step.due_at, "question": step.question}
        _tell_desk(step, f"asked:{step.pk}", "agency_asked", context, now=now, channels=("inbox", "email"))
    elif step.stage == Stage.JOINT_MEETING:
        _convened(step, now=now)


def _convened(step: Step, *, now: dt.datetime) -> None:
    """Invite the guests, each once; where only names were typed, the officers and agencies of the file."""
    meeting = step.meeting
    application = step.application
    guests = list(meeting.guests.select_related("user"))
    people = _guest_people(guests, now=now) if guests else _party_people(application, now=now)
    context = {"place": meeting.place, "time": meeting.meets_at, "agenda": meeting.agenda}
    event = f"meeting:{step.pk}"
    if application.applicant in people:
        _tell_applicant(application, event, "meeting_convened", context, now=now)
    staff = people - {application.applicant}
    _tell_people(step, staff, event, "meeting_convened", context, now=now, channels=("inbox", "email"))


def _guest_people(guests: list[MeetingGuest], *, now: dt.datetime) -> set[User]:
    people = {guest.user for guest in guests if guest.user}
    for guest in guests:
        if guest.agency_id:
            desk = people_of_desk(Role.TECHNICAL_AGENCY, agency_id=guest.agency_id, on=timezone.localdate(now))
            people |= set(desk)
    return people


def _party_people(application: Application, *, now: dt.datetime) -> set[User]:
    users = User.objects.filter(pk__in=application.parties.filter(user__isnull=False).values("user_id"))
    people = set(users.exclude(pk=application.applicant_id))
    for agency_id in application.parties.filter(agency__isnull=False).values_list("agency_id", flat=True):
        people |= set(people_of_desk(Role.TECHNICAL_AGENCY, agency_id=agency_id, on=timezone.localdate(now)))
    return people


def visit_planned(visit: SiteVisit, *, event: str, now: dt.datetime, reason: str = "") -> None:
    """The applicant learns date and place of a visit, and why it was moved."""
    context = {"agency": visit.agency.name, "time": visit.visits_at, "place": visit.place, "reason": reason}
    _tell_applicant(visit.application, event, "visit_planned", context, now=now)


def visit_cancelled(visit: SiteVisit, *, now: dt.datetime) -> None:
    """The applicant learns that nobody comes, and why."""
    context = {"agency": visit.agency.name, "time": visit.visits_at, "place": visit.place, "reason": visit.reason}
    _tell_applicant(visit.application, f"visit:{visit.pk}:cancelled", "visit_cancelled", context, now=now)


def asked(inquiry: Inquiry, step: Step, *, now: dt.datetime) -> None:
    """The other side learns of a question; its words stay on the file page."""
    _tell_other_side(inquiry, step, f"inquiry:{inquiry.pk}:asked", to_agency=not inquiry.from_agency, now=now)


def answered(inquiry: Inquiry, step: Step, *, now: dt.datetime) -> None:
    """The side that asked learns that the answer is there."""
    _tell_other_side(inquiry, step, f"inquiry:{inquiry.pk}:answered", to_agency=inquiry.from_agency, now=now)


def _tell_other_side(inquiry: Inquiry, step: Step, event: str, *, to_agency: bool, now: dt.datetime) -> None:
    on = timezone.localdate(now)
    people = (
        people_of_desk(Role.TECHNICAL_AGENCY, agency_id=step.agency_id, on=on)
        if to_agency
        else people_of_desk(Role.BACKOFFICE, on=on)
    )
    context = {"agency": step.agency.name if step.agency else "", "is_answer": bool(inquiry.answer)}
    staff = people.exclude(pk=step.application.applicant_id)
    _tell_people(step, staff, event, "inquiry", context, now=now, channels=DESK_CHANNELS)


def resubmitted(application: Application, steps: list[Step], *, now: dt.datetime) -> None:
    """The desk at which the file resumes learns that the revision has come."""
    for step in steps:
        context = {"stage": STAGE_LABELS[Stage(step.stage)], "due": step.due_at}
        _tell_desk(step, f"resubmitted:{step.pk}", "revision_received", context, now=now)


def revision_extended(application: Application, step: Step, *, due_at: dt.datetime, now: dt.datetime) -> None:
    """The applicant learns of the new deadline, with the note of the return again."""
    request = RevisionRequest.objects.get(application=application, closed_at=None)
    context = {"note": request.note, "items": [], "due": due_at, "is_reminder": True}
    link = reverse("permits:revise", args=[application.resi])
    _tell_applicant(application, f"extended:{step.pk}", "returned", context, now=now, link=link)


def revision_overdue(request: RevisionRequest, *, now: dt.datetime) -> None:
    """The deadline has passed: the applicant and the back office are told, nothing is decided."""
    application = request.application
    event = f"overdue:{request.pk}:{request.due_at:%Y%m%d}"
    link = reverse("permits:revise", args=[application.resi])
    _tell_applicant(application, event, "revision_overdue", {"due": request.due_at}, now=now, link=link)
    people = people_of_desk(Role.BACKOFFICE, on=timezone.localdate(now))
    context = _facts(application, reverse("workflow:overdue")) | {"due": request.due_at, "for_staff": True}
    tell_each(
        event,
        recipients=people,
        template="revision_overdue",
        context=context,
        subject_key=f"application:{application.pk}",
        channels=DESK_CHANNELS,
        now=now,
    )


def revision_reminder(request: RevisionRequest, *, days_left: int, now: dt.datetime) -> None:
    """A reminder two and one working days before the deadline."""
    application = request.application
    context = {"note": request.note, "items": [], "due": request.due_at, "is_reminder": True}
    link = reverse("permits:revise", args=[application.resi])
    event = f"reminder:{request.pk}:{days_left}"
    _tell_applicant(application, event, "returned", context, now=now, link=link)


def time_alarm(alarm: Alarm, step: Step, application: Application, *, role: str, now: dt.datetime) -> None:
    """A share of a limit has passed: the people of the desk, or those of its superior. Nothing is decided."""
    own_desk = role == step.role
    people = people_of_desk(
        role,
        agency_id=step.agency_id if own_desk else None,
        sector_id=application.permit_type.sector_id if role == Role.KASI else None,
        on=timezone.localdate(now),
    )
    context = {
        "subject": alarm.get_subject_display(),
        "percent": alarm.percent,
        "is_over": alarm.percent >= 100,  # noqa: PLR2004
        "stage": step.label,
        "due": alarm.due_at,
        "for_superior": alarm.audience == Alarm.Audience.SUPERIOR,
    }
    tell_each(
        f"alarm:{alarm.pk}",
        recipients=people.exclude(pk=application.applicant_id),
        template="time_alarm",
        context=_facts(application, reverse("workflow:application", args=[application.resi])) | context,
        subject_key=f"application:{application.pk}",
        channels=DESK_CHANNELS,
        now=now,
    )


def withdrawn(application: Application, *, reason: str, now: dt.datetime) -> None:
    """The applicant has it in writing; the officers who handled the file are told."""
    event = f"withdrawn:{application.pk}"
    _tell_applicant(application, event, "withdrawn", {"reason": reason}, now=now)
    people = User.objects.filter(pk__in=application.parties.filter(user__isnull=False).values("user_id"))
    tell_each(
        event,
        recipients=people.exclude(pk=application.applicant_id),
        template="withdrawn",
        context=_facts(application, reverse("workflow:application", args=[application.resi])) | {"for_staff": True},
        subject_key=f"application:{application.pk}",
        channels=DESK_CHANNELS,
        now=now,
    )


def _facts(application: Application, link: str) -> dict[str, Any]:
    return {"resi": application.resi, "permit_name": application.permit_type.name, "link": link}


def _tell_applicant(
    application: Application, event: str, template: str, context: dict[str, Any], *, now: dt.datetime, link: str = ""
) -> None:
    address = link or reverse("workflow:application", args=[application.resi])
    tell(
        event,
        recipient=application.applicant,
        template=template,
        context=_facts(application, address) | context,
        subject_key=f"application:{application.pk}",
        now=now,
    )


def _tell_desk(
    step: Step,
    event: str,
    template: str,
    context: dict[str, Any],
    *,
    now: dt.datetime,
    channels: tuple[str, ...] = DESK_CHANNELS,
) -> None:
    people = people_of_desk(
        Role(step.role), agency_id=step.agency_id, sector_id=step.sector_id, on=timezone.localdate(now)
    )
    _tell_people(step, people, event, template, context, now=now, channels=channels)


def _tell_people(
    step: Step,
    people: Iterable[User],
    event: str,
    template: str,
    context: dict[str, Any],
    *,
    now: dt.datetime,
    channels: tuple[str, ...],
) -> None:
    link = reverse("workflow:step", args=[step.pk])
    tell_each(
        event,
        recipients=people,
        template=template,
        context=_facts(step.application, link) | context,
        subject_key=f"application:{step.application_id}",
        channels=channels,
        now=now,
    )
