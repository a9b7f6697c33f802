"""Jobs of the files: away with what nobody wants, and small pictures."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from files.sweeping import sweep
from files.thumbnails import make_thumbnail, make_waiting_thumbnails
from files.uploading import sweep_uploads

GRACE = dt.timedelta(days=1)  # a wizard or an open transaction may still want younger ones


@shared_task(name="files.sweep")
def sweep_files() -> int:
    """Delete expired uploads, then orphans older than a day; returns how many blobs went."""
    now = timezone.now()
    sweep_uploads(now=now)
    return sweep(now=now, older_than=GRACE).rows


@shared_task(name="files.thumbnail", ignore_result=True)
def thumbnail(blob_id: int) -> None:
    """Draw one thumbnail; may run twice."""
    make_thumbnail(blob_id)


@shared_task(name="files.thumbnails", ignore_result=True)
def thumbnails() -> None:
    """Draw what waits although its message was lost."""
    make_waiting_thumbnails(now=timezone.now())
