"""The broker is stopped by its pid while a citizen presses Submit."""

import time
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from permits.models import Application
from tests.workflow.road import Office, a_draft
from workflow.invariants import violations

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 2.0  # what the person is promised


def submit(client: Any, draft: Application) -> tuple[Any, float]:
    """Press Submit; the answer and how long it took."""
    began = time.monotonic()
    answer = client.post(reverse("workflow:submit", args=[draft.key]), {"declared": "on"})
    return answer, time.monotonic() - began


def test_submit_answers_at_once_and_the_mail_comes_once_after_the_restart(
    broker: Any, smtp: Any, budi: Any, desks: Office, client_of: Any
) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    client = client_of(budi)
    submit(client, a_draft(budi, "SOP-LP2N-PAR-05"))  # warms templates and connections: not what is measured
    call_command("send_outbox")
    smtp.mails.clear()
    broker.kill()

    answer, seconds = submit(client, draft)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.resi
    assert seconds < SECONDS
    broker.start()
    call_command("send_outbox")
    call_command("send_outbox")
    subjects = [mail["Subject"] for mail in smtp.mails if draft.resi in mail["Subject"]]
    assert len(subjects) == 1
    assert smtp.receivers.count(budi.email) >= 1
    assert list(violations()) == []
