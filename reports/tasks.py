"""Periodic jobs of the reports; each may run twice and must not mind."""

from celery import shared_task
from django.utils import timezone

from reports import sums


@shared_task(name="reports.refresh_sums")
def refresh_sums() -> None:
    """Bring the leaders' sums up to date."""
    sums.refresh(now=timezone.now())
