"""Periodic jobs of the chat; each may run twice and must not mind."""

from celery import shared_task
from django.utils import timezone

from messaging.chat import away


@shared_task(name="messaging.chat_unread")
def tell_unread_answers() -> int:
    """Tell by inbox and mail of answers that lie unread. Returns how many people were told."""
    return away.sweep(now=timezone.now())
