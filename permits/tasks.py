"""Periodic jobs of the permits; each may run twice and must not mind."""

from celery import shared_task
from django.utils import timezone

from permits.actions import announcements, catalogue, duties, library, states


@shared_task(name="permits.expire")
def expire() -> int:
    """Mark permits whose last day is past, then remind the holders of those whose last day comes near."""
    now = timezone.now()
    return states.expire_permits(now=now) + states.remind_expiring(now=now)


@shared_task(name="permits.duties")
def ask_for_reports() -> int:
    """Add the next reports that are owed and remind of those that are due."""
    now = timezone.now()
    return duties.extend_duties(now=now) + duties.remind_duties(now=now)


@shared_task(name="permits.catalogue")
def put_editions_into_force() -> int:
    """Put the editions into force whose day has come; until then readers look at the date themselves."""
    return catalogue.take_effect(now=timezone.now())


@shared_task(name="permits.old_thumbnails")
def old_thumbnails() -> int:
    """Queue the files that were kept before small pictures were drawn; `files.thumbnails` draws them."""
    return library.ask_for_old_thumbnails()


@shared_task(name="permits.announce")
def announce() -> int:
    """Tell what was announced, in batches."""
    return announcements.tell_announcements(now=timezone.now())
