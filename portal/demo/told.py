"""What the demo applications would have told: inboxes are filled, and no mail about the past goes out."""

import datetime as dt

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value

from messaging.models import InboxMessage
from outbox.actions import send_row
from outbox.models import OutboxMessage
from permits.models import Application, RevisionRequest
from portal.demo.past import Past
from workflow import notices

READ_AFTER = dt.timedelta(hours=3)
UNREAD_SINCE = dt.timedelta(days=2)  # younger messages are still unread
SENT_AFTER = dt.timedelta(seconds=4)
MORNING = dt.time(7, 30)  # when the daily job looks at revisions
REMINDED = (2, 1)  # working days before the deadline


def remind(application: Application, past: Past, *, now: dt.datetime) -> None:
    """Write the reminders that the daily job would have written about an open revision up to now."""
    request = RevisionRequest.objects.filter(application=application, closed_at=None).first()
    if request is None:
        return
    request.application = application
    zone = past.ago(0).tzinfo
    due_on = request.due_at.astimezone(zone).date()
    day = request.opened_at.astimezone(zone).date() + dt.timedelta(days=1)
    while (morning := dt.datetime.combine(day, MORNING, zone)) < now:
        if request.due_at < morning:
            notices.revision_overdue(request, now=morning)
            return
        left = past.working_days_between(day, due_on)
        if left in REMINDED:
            notices.revision_reminder(request, days_left=left, now=morning)
        day += dt.timedelta(days=1)


def deliver(application: Application, *, now: dt.datetime) -> None:
    """Lay every notice of this application into its inbox and close its mails; must run in the story's transaction.

    The worker never sees them waiting: at the commit they are sent already.
    """
    rows = OutboxMessage.objects.filter(
        subject_key=f"application:{application.pk}", status=OutboxMessage.Status.WAITING
    )
    inbox = list(rows.filter(channel="inbox").order_by("created_at", "pk"))
    for row in inbox:
        send_row(row.pk, now=row.created_at + SENT_AFTER)
    rows.exclude(channel="inbox").update(
        status=OutboxMessage.Status.SENT, attempts=1, sent_at=_later("created_at", SENT_AFTER)
    )
    InboxMessage.objects.filter(
        key__in=[row.key for row in inbox], created_at__lt=now - UNREAD_SINCE, read_at=None
    ).update(read_at=_later("created_at", READ_AFTER))


def _later(column: str, wait: dt.timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(F(column) + Value(wait, DurationField()), output_field=DateTimeField())
