"""What a delivery-status message says (RFC 3464: multipart/report; report-type=delivery-status). Pure: bytes in.

Only reports that carry the Message-ID of the returned mail are understood: without it nobody could tell which mail
came back, and anybody could declare any address dead.
"""

import re
import uuid
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

BIGGEST = 2 * 1024 * 1024  # bytes; larger ones are no reports
OUR_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
PERMANENT = "5."


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address of one mail: `key` is that of our row, `code` as in RFC 3463 ("5.1.1")."""

    key: uuid.UUID
    address: str
    action: str
    code: str

    @property
    def is_final(self) -> bool:
        """Whether the server gave up for good; "delayed" and 4.x.x are not the end."""
        return self.action == "failed" and self.code.startswith(PERMANENT)


def read(raw: bytes) -> list[Bounce]:
    """Return what the report says about our mail, one entry per address; [] for anything that is no such report."""
    if len(raw) > BIGGEST:
        return []
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage) or message.get_content_type() != "multipart/report":
        return []
    if str(message.get_param("report-type", "")).lower() != "delivery-status":
        return []
    key = _returned_key(message)
    return [] if key is None else [bounce for block in _blocks(message) if (bounce := _bounce(block, key))]


def _returned_key(report: EmailMessage) -> uuid.UUID | None:
    """Return the key in the Message-ID of the mail that came back: whole (message/rfc822) or its headers alone."""
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            text = headers.decode("utf-8", "replace") if isinstance(headers, bytes) else ""
            found = OUR_ID.search(next(iter(re.findall(r"(?im)^message-id:\s*(\S+)", text)), ""))
        elif part.get_content_type() == "message/rfc822" and part.get_payload():
            inner = part.get_payload(0)
            found = OUR_ID.search(str(inner.get("Message-ID", ""))) if isinstance(inner, Message) else None
        else:
            continue
        if found:
            return uuid.UUID(found[1])
    return None


def _blocks(report: EmailMessage) -> list[Message]:
    """Return the blocks of the machine's part; the first one speaks of the mail, the others of one address each."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            return [block for block in part.get_payload() if isinstance(block, Message)]
    return []


def _bounce(block: Message, key: uuid.UUID) -> Bounce | None:
    recipient = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
    kind, _, address = recipient.partition(";")
    status = STATUS.search(str(block.get("Status", "")))
    if kind.strip().lower() != "rfc822" or "@" not in address or status is None:
        return None
    return Bounce(key, address.strip().strip("<>").lower(), str(block.get("Action", "")).strip().lower(), status[1])
