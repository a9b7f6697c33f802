"""Work of the portal that takes longer than a page."""

import logging

from celery import shared_task
from django.utils import timezone

from portal import actions

log = logging.getLogger(__name__)


@shared_task(name=actions.TASK, ignore_result=True)
def export_data(export_id: int) -> None:
    """Write one person's copy of their data."""
    try:
        actions.make_data_copy(export_id, now=timezone.now())
    except Exception:
        log.exception("data export %s failed", export_id)
        actions.give_up(export_id)


@shared_task(name="portal.sweep_data_copies")
def sweep_data_copies() -> int:
    """Forget copies that have expired."""
    return actions.sweep_data_copies(now=timezone.now())
