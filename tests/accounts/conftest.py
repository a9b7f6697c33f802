"""What the tests of accounts share."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone


@pytest.fixture(autouse=True)
def _counters_of_its_own() -> Iterator[None]:
    """Each test counts tries, mails and captchas in a corner of Redis of its own."""
    before = cache.key_prefix
    cache.key_prefix = uuid.uuid4().hex
    yield
    cache.key_prefix = before


@pytest.fixture
def sent_mail() -> Callable[[], Any]:
    """Send what waits in the outbox and return the newest e-mail."""
    from outbox.actions import send_due

    def send() -> Any:
        send_due(now=timezone.now())
        assert mail.outbox, "no e-mail was sent"
        return mail.outbox[-1]

    return send
