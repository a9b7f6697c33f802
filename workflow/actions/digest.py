"""The digest of a desk: one message a day about what waits, never one per file (workflow.md, "Notices")."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleAssignment, User
from outbox.actions import tell
from outbox.preferences import wanting_digest
from permits.stages import STAGE_LABELS, Stage
from workflow.desk import my_steps
from workflow.models import Step
from workflow.permissions import STAFF_DESKS

MOST = 30  # lines of one digest; the list itself is behind the link


def send_digests(*, now: dt.datetime) -> int:
    """Tell each officer with waiting files what waits, from the hour they chose; at most once per person and day.

    Returns how many have been told.
    """
    today = timezone.localdate(now)
    holders = set(RoleAssignment.objects.in_force(today).filter(role__in=STAFF_DESKS).values_list("user_id", flat=True))
    wanting = wanting_digest(holders, hour=timezone.localtime(now).hour)
    told = 0
    for person in User.objects.filter(pk__in=wanting).order_by("pk").iterator(chunk_size=200):
        steps = list(my_steps(person, on=today).order_by("due_at", "id")[:MOST])
        if steps:
            tell(
                f"digest:{today:%Y%m%d}",
                recipient=person,
                template="step_digest",
                context={"items": [_line(step) for step in steps], "link": reverse("workflow:tasks")},
                now=now,
            )
            told += 1
    return told


def _line(step: Step) -> dict[str, object]:
    return {
        "resi": step.application.resi,
        "permit_name": step.application.permit_type.name,
        "stage": STAGE_LABELS[Stage(step.stage)],
        "due": step.due_at,
    }
