"""Periodic jobs of the complaints; each may run twice and must not mind."""

from celery import shared_task
from django.utils import timezone

from complaints.actions import watch


@shared_task(name="complaints.watch")
def watch_complaints() -> int:
    """Recompute due dates, move on what nobody may hold, ring alarms. Returns how many rang."""
    return watch(now=timezone.now())
