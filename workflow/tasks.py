"""Periodic jobs of the workflow; each may run twice and must not mind."""

from celery import shared_task
from django.utils import timezone

from workflow.actions.alarms import raise_alarms
from workflow.actions.deadlines import flag_revisions
from workflow.actions.digest import send_digests
from workflow.actions.letters import print_letter as print_one
from workflow.actions.recompute import recompute_due_dates
from workflow.history import seal_days
from workflow.models import OfficeLetter


@shared_task(name="workflow.seal_history")
def seal_history() -> int:
    """Seal the finished days of the history."""
    return seal_days(now=timezone.now())


@shared_task(name="workflow.recompute_due_dates")
def recompute() -> int:
    """Count open due dates again; woken when the calendar changes, and nightly in case nobody woke it."""
    return recompute_due_dates(now=timezone.now())


@shared_task(name="workflow.flag_overdue_revisions")
def flag_overdue_revisions() -> int:
    """Tell about revisions that are overdue or soon will be; a person decides. Returns how many are overdue."""
    return flag_revisions(now=timezone.now())


@shared_task(name="workflow.send_digests")
def digests() -> int:
    """Tell each officer what waits on the desk."""
    return send_digests(now=timezone.now())


@shared_task(name="workflow.raise_alarms")
def alarms() -> int:
    """Tell desks and superiors what share of a limit has passed; a beat that was away catches up."""
    return raise_alarms(now=timezone.now())


@shared_task(name="workflow.print_letter")
def print_letter(letter_id: int) -> int:
    """Make the PDF of a letter, once; whoever opens the letter first does it when no worker did."""
    return print_one(OfficeLetter.objects.select_related("blob").get(pk=letter_id), now=timezone.now()).pk
