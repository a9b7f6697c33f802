"""The inbox channel, and the figure on the badge."""

from typing import Any

from messaging.models import InboxMessage
from outbox.errors import Undeliverable
from outbox.models import OutboxMessage
from outbox.rendering import render


def deliver(row: OutboxMessage) -> None:
    """Lay the row into its recipient's inbox; a repeated delivery changes nothing."""
    if row.recipient_id is None:
        raise Undeliverable("Tanpa akun tidak ada inbox.")
    rendered = render(row, in_inbox=True)
    row.wording = rendered.wording
    message = InboxMessage(
        user_id=row.recipient_id,
        key=row.key,
        subject=rendered.subject[:200],
        body=rendered.text,
        link=rendered.link if rendered.link.startswith("/") and len(rendered.link) <= 200 else "",
        created_at=row.created_at,
    )
    InboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def unread_count(user: Any) -> int:
    """Return how many messages of the person are unread; 0 for a stranger. One query."""
    if not user.is_authenticated:
        return 0
    return InboxMessage.objects.visible_to(user).filter(read_at=None).count()
