"""The second channel: short messages through the office's WhatsApp or SMS gateway over HTTP; off by default.

The gateway learns a telephone number and one sentence: the subject of the notice and where to read it. No NIK, no
name, nothing of what people wrote. The row's key travels as Idempotency-Key, so that a repeated sending is known.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import httpx
from django.conf import settings

from outbox.errors import Undeliverable
from outbox.models import OutboxMessage, Preference
from outbox.rendering import render

SECONDS = 8.0
LONGEST = 300  # two text messages
CODE_MINUTES = 10
CODE = "phone_code"


class GatewayBusyError(Exception):
    """The gateway answered, but not now: 408, 425, 429."""


class GatewayAwayError(OSError):
    """The gateway as a whole does not work: no answer, or 5xx."""


def is_on() -> bool:
    """Return whether the office has a gateway."""
    return bool(settings.PHONE_GATEWAY_URL)


def people_with_phone(user_ids: Sequence[Any]) -> set[Any]:
    """Return those who asked for short messages and proved their number; no query while there is no gateway."""
    if not is_on():
        return set()
    asked = Preference.objects.filter(pk__in=user_ids, phone_verified_at__isnull=False)
    return set(asked.values_list("pk", flat=True))


def deliver(row: OutboxMessage) -> None:
    """Hand the row to the gateway.

    Raises Undeliverable without a proven number or when the gateway refuses this message for good; GatewayAwayError and
    GatewayBusyError when it should be tried again.
    """
    if not is_on():
        raise Undeliverable("Gerbang pesan singkat dimatikan.")
    chosen = Preference.objects.filter(pk=row.recipient_id).first()
    if chosen is None or not chosen.phone or (chosen.phone_verified_at is None and row.template != CODE):
        raise Undeliverable("Nomor telepon belum dipastikan.", problem="no_address")
    rendered = render(row)
    words = rendered.subject
    if rendered.link.startswith("/"):
        words = f"{words}. Baca: {settings.SITE_URL}{rendered.link}"
    _post(chosen.phone, f"E-PTSP: {words}"[:LONGEST], key=str(row.key))


def _post(number: str, text: str, *, key: str) -> None:
    body = {settings.PHONE_GATEWAY_TO_FIELD: number, settings.PHONE_GATEWAY_TEXT_FIELD: text}
    headers = {"Idempotency-Key": key}
    if settings.PHONE_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.PHONE_GATEWAY_TOKEN}"
    try:
        answer = httpx.post(
            settings.PHONE_GATEWAY_URL, json=body, headers=headers, timeout=SECONDS, follow_redirects=False
        )
    except httpx.HTTPError as error:
        raise GatewayAwayError(type(error).__name__) from None  # its text repeats the address of the gateway
    if answer.is_success:
        return
    if answer.status_code in (408, 425, 429):
        raise GatewayBusyError
    if answer.status_code >= 500 or answer.is_redirect or answer.status_code in (401, 403):  # noqa: PLR2004
        raise GatewayAwayError  # also a wrong token: the office mends it, the messages wait
    raise Undeliverable(f"Gerbang pesan singkat menolak ({answer.status_code}).")


def code_is_valid(chosen: Preference, *, now: dt.datetime) -> bool:
    """Return whether a code was sent that may still be typed."""
    sent = chosen.phone_code_at
    return bool(chosen.phone_code_hash and sent and now - sent <= dt.timedelta(minutes=CODE_MINUTES))
