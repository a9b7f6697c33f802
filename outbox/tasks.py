"""The sender, woken by a commit or by the clock; each task may run twice and does not mind.

Their queue is a matter of settings.CELERY_TASK_ROUTES ("outbox.*").
"""

from celery import shared_task
from django.utils import timezone

from outbox import actions


@shared_task(name="outbox.send", ignore_result=True)
def send(row_id: int) -> None:
    """Send one row, unless it is sent, parked or in somebody's hands."""
    actions.send_row(row_id, now=timezone.now())


@shared_task(name="outbox.sweep", ignore_result=True)
def sweep() -> None:
    """Send whatever is due, each row in its own transaction."""
    actions.send_due(now=timezone.now())
