"""Writing and sending what must be told."""

import datetime as dt
import logging
import smtplib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from eptsp.lib import faultpoints
from eptsp.lib.addresses import has_address
from eptsp.lib.formatting import local_time, long_date
from outbox.cipher import encrypt
from outbox.errors import NotWanted, Undeliverable
from outbox.kinds import kind_of
from outbox.models import OutboxMessage
from outbox.phone import people_with_phone
from outbox.waking import wake
from outbox.wording import clean

logger = logging.getLogger(__name__)

WAIT_MINUTES = (1, 2, 5, 10, 30, 60)  # after the first, second, ... failure; the last one repeats
GIVE_UP_AFTER = dt.timedelta(hours=48)
SWEEP_LIMIT = 500

# the server spoke about this message; any other OSError (smtplib's are OSErrors) says that the server is away
ABOUT_ONE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)

# what became of an attempt
SENT = "sent"
POSTPONED = "postponed"
UNREACHABLE = "unreachable"  # postponed because the server as a whole is away
PARKED = "parked"
MUTED = "muted"  # the person switched this kind off


def tell(
    event: str,
    *,
    recipient: Any = None,
    to_address: str = "",
    template: str,
    context: Mapping[str, Any],
    subject_key: str = "",
    channels: Sequence[str] = ("inbox", "email"),
    secret_context: Mapping[str, Any] | None = None,
    now: dt.datetime,
) -> None:
    """Write one row per channel in the caller's transaction and wake the sender after its commit.

    The same event, channel and person a second time changes nothing. Dates and times of the context become
    words ("22 Nov 2026, 14.05 WITA") here. `secret_context` (codes, one-time links)
    is kept encrypted and wiped once sent or parked; it never goes to the inbox. A person without an account
    (`to_address`) has no inbox.
    """
    _write(
        event,
        people=[(recipient, to_address)],
        template=template,
        context=context,
        subject_key=subject_key,
        channels=channels,
        secret_context=secret_context,
        now=now,
    )


def tell_each(
    event: str,
    *,
    recipients: Iterable[Any],
    template: str,
    context: Mapping[str, Any],
    subject_key: str = "",
    channels: Sequence[str] = ("inbox", "email"),
    now: dt.datetime,
) -> None:
    """Tell several people the same thing (the desk of a step) with one INSERT; otherwise as `tell`."""
    _write(
        event,
        people=[(person, "") for person in recipients],
        template=template,
        context=context,
        subject_key=subject_key,
        channels=channels,
        secret_context=None,
        now=now,
    )


def _write(
    event: str,
    *,
    people: Sequence[tuple[Any, str]],
    template: str,
    context: Mapping[str, Any],
    subject_key: str,
    channels: Sequence[str],
    secret_context: Mapping[str, Any] | None,
    now: dt.datetime,
) -> None:
    _check(people, channels, secret_context)
    by_phone = _by_phone(people, template, channels, secret_context)
    rows = [
        OutboxMessage(
            event=event,
            channel=channel,
            recipient=person,
            to_address=address,
            subject_key=subject_key,
            template=template,
            context=in_words(context),
            secret=encrypt(secret_context) if secret_context else "",
            had_secret=bool(secret_context),
            created_at=now,
            next_attempt_at=now,
        )
        for person, address in people
        for channel in (*channels, *(("phone",) if person is not None and person.pk in by_phone else ()))
        if _can_reach(person, channel)
    ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    # ON CONFLICT DO NOTHING tells no ids: the keys of the rows that were really written find them
    written = list(OutboxMessage.objects.filter(key__in=[row.key for row in rows]).values_list("pk", flat=True))
    if written:
        # no functools.partial: Django logs a failed robust hook by its __qualname__
        transaction.on_commit(lambda: wake(written), robust=True)


def _can_reach(person: Any, channel: str) -> bool:
    """Without an account there is only e-mail; an account of the counter may have no address to write to."""
    if person is None:
        return channel == "email"
    return channel != "email" or has_address(person.email)


def _by_phone(
    people: Sequence[tuple[Any, str]], template: str, channels: Sequence[str], secret: Mapping[str, Any] | None
) -> set[Any]:
    """Return who also gets a short message: never a secret, never what stays in the inbox, nothing of the account."""
    if secret or "email" not in channels or kind_of(template).group == "account":
        return set()
    return people_with_phone([person.pk for person, _ in people if person is not None])


def in_words(value: Any) -> Any:
    """Return the context as JSON can keep it: dates and times as words, the rest as it is, lazy texts as text."""
    match value:
        case dt.datetime():
            return local_time(value)
        case dt.date():
            return long_date(value)
        case Mapping():
            return {str(key): in_words(item) for key, item in value.items()}
        case None | bool() | int() | float():
            return value
        case list() | tuple():
            return [in_words(item) for item in value]
    return clean(str(value))


def _check(people: Sequence[tuple[Any, str]], channels: Sequence[str], secret: Mapping[str, Any] | None) -> None:
    """Raise ValueError for what no caller may ask."""
    unknown = [channel for channel in channels if channel not in settings.OUTBOX_CHANNELS]
    if unknown:
        raise ValueError(f"no such channel: {unknown}")
    if any(person is None and not address for person, address in people):
        raise ValueError("nobody to tell: give a recipient or an address")
    if secret and "inbox" in channels and any(person is not None for person, _ in people):
        raise ValueError("a secret never goes to the inbox: channels=('email',)")


def send_row(row_id: int, *, now: dt.datetime) -> str | None:
    """Attempt one row; None when it is sent, parked, not yet due, or in another worker's hands.

    A row that nobody tried yet is always due: the clock of the web server may run ahead of ours.
    """
    with transaction.atomic():
        row = OutboxMessage.objects.due(now=now, or_untried=True).filter(pk=row_id).take()
        return _attempt(row, now=now) if row else None


def send_due(*, now: dt.datetime, limit: int = SWEEP_LIMIT) -> Counter[str]:
    """Attempt what is due, oldest first, each row in a transaction of its own; return the outcomes counted.

    A channel whose server is away is left alone for the rest of this round.
    """
    outcomes: Counter[str] = Counter()
    away: set[str] = set()
    while outcomes.total() < limit:
        with transaction.atomic():
            row = OutboxMessage.objects.due(now=now).exclude(channel__in=away).order_by("next_attempt_at", "id").take()
            if row is None:
                break
            outcome = _attempt(row, now=now)
        outcomes[outcome] += 1
        if outcome == UNREACHABLE:
            away.add(row.channel)
    return outcomes


def requeue(row_ids: Iterable[int], *, by: Any, now: dt.datetime) -> int:
    """Let parked and returned rows be sent again for another 48 hours; return how many.

    A wiped secret stays wiped: such rows stay parked.
    """
    stuck = [OutboxMessage.Status.PARKED, OutboxMessage.Status.BOUNCED]
    rows = OutboxMessage.objects.filter(pk__in=list(row_ids), status__in=stuck, had_secret=False)
    again = {"status": OutboxMessage.Status.WAITING, "attempts": 0, "next_attempt_at": now, "created_at": now}
    freed = rows.update(**again, last_error="", problem="")
    logger.info("user %s requeued %d outbox rows", by.pk, freed)
    return freed


def _attempt(row: OutboxMessage, *, now: dt.datetime) -> str:
    """Deliver a locked row and write down what became of it. Must run inside a transaction."""
    try:
        with transaction.atomic():  # a channel that writes rows must not leave half of them
            import_string(settings.OUTBOX_CHANNELS[row.channel])(row)
            faultpoints.reach("outbox.delivered")
    except NotWanted:
        row.status, row.secret = OutboxMessage.Status.MUTED, ""
        row.save(update_fields=["status", "secret"])
        return MUTED
    except Undeliverable as error:
        return _park(row, reason=str(error), problem=error.problem)
    except Exception as error:  # noqa: BLE001 whatever a channel throws, the row must stay and be tried again
        return _postpone(row, error, now=now)
    row.status, row.sent_at, row.attempts = OutboxMessage.Status.SENT, now, row.attempts + 1
    row.last_error, row.secret, row.problem = "", "", ""
    row.save(update_fields=["status", "sent_at", "attempts", "last_error", "secret", "problem", "wording"])
    return SENT


def _postpone(row: OutboxMessage, error: Exception, *, now: dt.datetime) -> str:
    """Set the time of the next attempt, or park the row when two days were not enough."""
    reason = _short(error)
    if now - row.created_at >= GIVE_UP_AFTER:
        row.attempts += 1
        return _park(row, reason=f"Menyerah setelah 48 jam: {reason}", problem=OutboxMessage.Problem.GAVE_UP)
    wait = WAIT_MINUTES[min(row.attempts, len(WAIT_MINUTES) - 1)]
    row.attempts += 1
    row.next_attempt_at = now + dt.timedelta(minutes=wait)
    row.last_error = reason
    row.save(update_fields=["attempts", "next_attempt_at", "last_error"])
    logger.warning("outbox row %s not sent (%s); attempt %d, next in %d min", row.pk, reason, row.attempts, wait)
    return UNREACHABLE if isinstance(error, OSError) and not isinstance(error, ABOUT_ONE_MESSAGE) else POSTPONED


def _park(row: OutboxMessage, *, reason: str, problem: str) -> str:
    row.status, row.last_error, row.secret, row.problem = OutboxMessage.Status.PARKED, reason[:200], "", problem
    row.save(update_fields=["status", "attempts", "last_error", "secret", "problem"])
    logger.error("outbox row %s parked: %s", row.pk, row.last_error)
    return PARKED


def _short(error: Exception) -> str:
    """Return the kind of an error and the server's code, never its text: that repeats addresses."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = "/".join(str(answer[0]) for answer in error.recipients.values())
    return f"{type(error).__name__} {code}".strip()
