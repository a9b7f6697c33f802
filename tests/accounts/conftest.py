"""What the tests of accounts share."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone


@pytest.fixture(autouse=True)
def _counters_of_its_own(settings: Any) -> None:
    """Each test counts tries, mails and captchas in a corner of Redis of its own."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def sent_mail() -> Callable[[], Any]:
    """Send what waits in the outbox and return the newest e-mail."""
    from outbox.actions import send_due

    def send() -> Any:
        send_due(now=timezone.now())
        assert mail.outbox, "no e-mail was sent"
        return mail.outbox[-1]

    return send
