"""A message from an officer to the applicant of one file."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.actions import tell
from permits.models import Application
from workflow.permissions import can_write_message


def write_message(
    application: Application, *, title: str, body: str, key: uuid.UUID, by: User, now: dt.datetime
) -> None:
    """Tell the applicant; the same key a second time changes nothing. The outbox keeps who wrote what and when.

    Raises PermissionDenied for whoever does not work on this file.
    """
    if not can_write_message(by, application, on=timezone.localdate(now)):
        raise PermissionDenied
    tell(
        f"letter:{application.pk}:{key}",
        recipient=application.applicant,
        template="letter",
        context={
            "resi": application.resi,
            "permit_name": application.permit_type.name,
            "link": reverse("workflow:application", args=[application.resi]),
            "title": title,
            "body": body,
            "writer": by.name,
            "writer_id": by.pk,
        },
        subject_key=f"application:{application.pk}",
        now=now,
    )
