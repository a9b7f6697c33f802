"""Dashboard, Monitoring, Permohonan Saya, Inbox and e-mail say the same after each event (guide 3.4, checklist 182)."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from messaging.models import InboxMessage
from outbox.actions import send_due
from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import Office, step_on, walk_to
from workflow.models import Step

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Told:
    """What each channel says about one file: the three pages by their chip, the two letters by their subject."""

    dashboard: str
    tracking: str
    list: str
    inbox: str
    email: str


def told(application: Application, budi: Any, client: Client) -> Told:
    send_due(now=ELEVEN + dt.timedelta(days=1))
    resi = str(application.resi)
    page = client.get(reverse("portal:dashboard")).content.decode()
    listing = client.get(reverse("workflow:my_applications")).content.decode()
    public = Client().get(reverse("workflow:monitoring"), {"resi": resi}).content.decode()
    inbox = InboxMessage.objects.filter(user=budi, subject__contains=resi).order_by("pk").last()
    letters = [one.subject for one in mail.outbox if budi.email in one.to and resi in one.subject]
    return Told(
        _chip_of_row(page[page.index('id="berkas"') :], resi),
        str(re.search(r"<dt>Status</dt><dd>([^<]+)<", public)[1]),  # type: ignore[index]
        _chip_of_row(listing, resi),
        inbox.subject if inbox else "",
        letters[-1] if letters else "",
    )


def _chip_of_row(html: str, resi: str) -> str:
    row = next(row for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if f">{resi}<" in row)
    return str(re.search(r'class="chip[^>]*>(?:<svg.*?</svg>)?([^<]+)<', row, re.DOTALL)[1])  # type: ignore[index]


def test_all_five_say_the_same_after_each_event(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    client = client_of(budi)
    application = filed().application

    def say(status: str, *words: str) -> None:
        found = told(application, budi, client)
        assert (found.dashboard, found.tracking, found.list) == (status, status, status)
        assert found.inbox == found.email
        assert all(word.lower() in found.inbox.lower() for word in words), found.inbox

    say("Proses", "telah kami terima")
    step_on(application, desks, now=ELEVEN)
    say("Proses", "diverifikasi")
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.")
    say("Revisi", "diperbaiki")
    _resubmit(application, budi)
    walk_to(application, Stage.KADIS_APPROVAL, desks, now=ELEVEN)
    step_on(application, desks, now=ELEVEN)
    say("Selesai", "terbit")


def test_all_five_say_that_it_was_refused(filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.REJECT, applicant_note="Di kawasan lindung.")

    found = told(application, budi, client_of(budi))

    assert (found.dashboard, found.tracking, found.list) == ("Ditolak",) * 3
    assert found.inbox == found.email
    assert "ditolak" in found.inbox.lower()


def _resubmit(application: Application, budi: Any) -> None:
    from permits.actions import drafts
    from workflow import actions

    drafts.open_revision_version(application, now=ELEVEN)
    actions.resubmit(str(application.resi), by=budi, now=ELEVEN, declared=True)
