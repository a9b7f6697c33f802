"""Periodic job of the files: away with blobs that nothing points at."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from files.sweeping import sweep

GRACE = dt.timedelta(days=1)  # a wizard or an open transaction may still want younger ones


@shared_task(name="files.sweep")
def sweep_files() -> int:
    """Delete orphans older than a day; returns how many rows went."""
    return sweep(now=timezone.now(), older_than=GRACE).rows
