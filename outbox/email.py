"""The e-mail channel: text and HTML in one message, its Message-ID the same at every attempt."""

from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from outbox.errors import NotWanted, Undeliverable
from outbox.kinds import kind_of
from outbox.models import DeadAddress, OutboxMessage
from outbox.preferences import is_muted
from outbox.rendering import render


def deliver(row: OutboxMessage) -> None:
    """Hand the row to the mail server; note in it the version of the words (the caller saves).

    Raises Undeliverable for an address that is impossible or known as dead, NotWanted for a kind switched off, SMTP
    errors as they come.
    """
    address = address_of(row)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Undeliverable("Alamat e-mail kosong atau keliru.", problem="no_address") from error
    if is_muted(row.recipient_id, kind_of(row.template)):
        raise NotWanted
    if DeadAddress.objects.filter(address=address.lower()).exists():
        raise Undeliverable("Server penerima pernah mengembalikan e-mail ke alamat ini.", problem="dead_address")
    rendered = render(row)
    row.wording = rendered.wording
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


def address_of(row: OutboxMessage) -> str:
    """Return where the row goes by e-mail, or ""."""
    return row.to_address or (row.recipient.email if row.recipient else "")


def message_id(row: OutboxMessage) -> str:
    """Return "<key@domain>": a repeated sending is recognised as the same message."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row.key}@{domain}>"
