"""Joint meetings: who is invited, who came, what was decided."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from office.models import Agency
from workflow.actions.data import Invitation, Minutes
from workflow.actions.letters import write_invitation, write_minutes
from workflow.actions.steps import Turn
from workflow.models import Meeting, MeetingGuest, Step
from workflow.permissions import desk_assignments


def demand_invitation(turn: Turn, invitation: Invitation | None) -> dict[str, Any]:
    """What history says of the invitation. Raises DomainError for one without guests, time to come, place or agenda."""
    if invitation is None or not invitation.place.strip() or not invitation.agenda.strip():
        raise DomainError("Isi waktu, tempat, agenda, dan peserta rapat.")
    if invitation.meets_at <= turn.now:
        raise DomainError("Waktu rapat harus di masa depan.")
    named = invitation.agencies or invitation.officers or invitation.applicant
    if not named and not invitation.participants.strip():
        raise DomainError("Undang paling sedikit satu peserta rapat.")
    if Agency.objects.filter(pk__in=invitation.agencies, is_active=True).count() != len(set(invitation.agencies)):
        raise DomainError("Dinas teknis yang diundang tidak dikenal. Pilih lagi dari daftar.")
    on = timezone.localdate(turn.now)
    officers = [user for user in User.objects.filter(pk__in=invitation.officers) if desk_assignments(user, on=on)]
    if len(officers) != len(set(invitation.officers)):
        raise DomainError("Petugas yang diundang tidak bertugas lagi. Pilih lagi dari daftar.")
    return {"meets_at": invitation.meets_at.isoformat()}


def open_meeting(turn: Turn, step: Step, invitation: Invitation) -> Meeting:
    """The meeting with its guests and its invitation letter; the step was just opened by the convening desk."""
    meeting = Meeting.objects.create(
        step=step,
        convened_stage=turn.step.stage,
        convened_by=turn.by,
        meets_at=invitation.meets_at,
        place=invitation.place,
        agenda=invitation.agenda,
        participants=invitation.participants,
    )
    applicant = turn.application.applicant
    guests = [
        MeetingGuest(meeting=meeting, agency=agency, name=agency.name)
        for agency in Agency.objects.filter(pk__in=invitation.agencies).order_by("name")
    ]
    guests += [
        MeetingGuest(meeting=meeting, user=user, name=f"{user.name} ({_post_of(user, turn)})")
        for user in User.objects.filter(pk__in=invitation.officers).exclude(pk=applicant.pk).order_by("name")
    ]
    if invitation.applicant:
        guests.append(MeetingGuest(meeting=meeting, user=applicant, name=f"{applicant.name} (pemohon)"))
    MeetingGuest.objects.bulk_create(guests)
    write_invitation(meeting, by=turn.by, post=post_of(turn), now=turn.now)
    return meeting


def close_meeting(turn: Turn, minutes: Minutes | None) -> Meeting:
    """Keep attendance, minutes and decision and write the minutes' letter. Raises DomainError when one is missing."""
    if minutes is None or not minutes.minutes.strip() or not minutes.decision.strip():
        raise DomainError("Isi daftar hadir, notulen, dan keputusan rapat.")
    meeting = Meeting.objects.select_related("step__application__permit_type").get(step=turn.step)
    guests = list(meeting.guests.all())
    if set(minutes.present) - {guest.pk for guest in guests}:
        raise DomainError("Daftar hadir memuat nama yang tidak diundang. Muat ulang halaman lalu centang lagi.")
    if not minutes.present and not minutes.attendance.strip():
        raise DomainError("Centang yang hadir atau tulis daftar hadir rapat.")
    MeetingGuest.objects.filter(pk__in=minutes.present).update(is_present=True)
    meeting.attendance, meeting.minutes = minutes.attendance, minutes.minutes
    meeting.decision, meeting.blob = minutes.decision, minutes.blob
    meeting.save(update_fields=["attendance", "minutes", "decision", "blob"])
    write_minutes(meeting, by=turn.by, post=post_of(turn), now=turn.now)
    return meeting


def post_of(turn: Turn) -> str:
    """The post in which this person acts, with Plt. or Plh. where acting."""
    return f"{turn.acting} {Role(turn.role).label}".strip()


def _post_of(user: User, turn: Turn) -> str:
    found = desk_assignments(user, on=timezone.localdate(turn.now))
    return ", ".join(dict.fromkeys(str(Role(assignment.role).label) for assignment in found))
