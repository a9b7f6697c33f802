"""The digest of a desk."""

import datetime as dt
from typing import Any

import pytest

from accounts.roles import Role
from outbox.models import OutboxMessage
from permits.stages import Stage
from tests.workflow.road import MONDAY, Office, a_draft, walk_to
from workflow import actions
from workflow.actions.digest import send_digests

pytestmark = pytest.mark.django_db


def test_a_desk_reads_once_a_day_what_waits_and_only_its_own(budi: Any, desks: Office) -> None:
    for _ in range(2):
        file = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    walk_to(file, Stage.KASI_CHECK, desks)
    morning = MONDAY + dt.timedelta(days=1)

    assert send_digests(now=morning) == 2
    assert send_digests(now=morning + dt.timedelta(hours=3)) == 2

    rows = OutboxMessage.objects.filter(template="step_digest", channel="email")
    assert {row.recipient_id: len(row.context["items"]) for row in rows} == {
        desks.people[Role.BACKOFFICE].pk: 1,
        desks.people[Role.KASI].pk: 1,
    }
    assert send_digests(now=morning + dt.timedelta(days=1)) == 2
    assert rows.all().count() == 4
