"""The e-mail channel: text and HTML in one message, its Message-ID the same at every attempt."""

from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from outbox.errors import Undeliverable
from outbox.models import OutboxMessage
from outbox.rendering import render


def deliver(row: OutboxMessage) -> None:
    """Hand the row to the mail server. Raises Undeliverable for an impossible address, SMTP errors as they come."""
    address = row.to_address or (row.recipient.email if row.recipient else "")
    try:
        validate_email(address)
    except ValidationError as error:
        raise Undeliverable("Alamat e-mail kosong atau keliru.") from error
    rendered = render(row)
    message = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        to=[address],
        headers={
            "Message-ID": message_id(row),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(rendered.html, "text/html")
    message.send()


def message_id(row: OutboxMessage) -> str:
    """Return "<key@domain>": a repeated sending is recognised as the same message."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row.key}@{domain}>"
