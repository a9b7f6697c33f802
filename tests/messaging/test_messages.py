"""Messages of officers to one applicant, the delivery log of a file, and announcements."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.roles import Role
from messaging.models import InboxMessage
from outbox import actions as outbox
from outbox.models import Announcement, OutboxMessage
from permits.actions import announcements
from permits.models import PermitType
from permits.stages import Stage
from tests.outbox.conftest import woken
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow import actions

__all__ = ["woken"]

pytestmark = pytest.mark.django_db

WASTEWATER = "SOP-LP2N-LHP-02"


@pytest.fixture
def file(budi: Any, desks: Office, woken: Any) -> Any:
    """Budi's file at the back office."""
    return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)


def typed(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "title": "Mohon datang", "body": "Bawa berkas asli.", **changes}


def letter_of(file: Any) -> str:
    return reverse("workflow:write_message", args=[file.resi])


def test_an_officer_writes_to_the_applicant_once_however_often_it_is_pressed(
    file: Any, desks: Office, client_of: Any, now: dt.datetime
) -> None:
    client, data = client_of(desks.people[Role.BACKOFFICE]), typed()

    assert client.post(letter_of(file), data).status_code == 302
    client.post(letter_of(file), data)

    rows = OutboxMessage.objects.filter(template="letter")
    assert sorted(row.channel for row in rows) == ["email", "inbox"]
    assert {row.context["writer_id"] for row in rows} == {desks.people[Role.BACKOFFICE].pk}
    outbox.send_row(rows.get(channel="inbox").pk, now=now)
    message = InboxMessage.objects.get()
    assert (message.subject, message.user) == ("Mohon datang", file.applicant)
    assert message.link == reverse("workflow:application", args=[file.resi])


def test_a_letter_is_inert_and_cannot_add_a_header(file: Any, desks: Office, client_of: Any, now: dt.datetime) -> None:
    data = typed(title="Halo\r\nBcc: x@contoh.test", body="<script>alert(1)</script> \u202egnp.exe")

    client_of(desks.people[Role.BACKOFFICE]).post(letter_of(file), data)
    outbox.send_row(OutboxMessage.objects.get(template="letter", channel="inbox").pk, now=now)

    message = InboxMessage.objects.get()
    assert "\n" not in message.subject
    assert "\u202e" not in message.body
    page = client_of(file.applicant).get(reverse("messaging:message", args=[message.pk])).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("changes", [{"title": ""}, {"body": ""}, {"body": "x" * 5001}, {"key": "x"}, {"body": "a\0b"}])
def test_a_letter_that_cannot_be_sent_is_refused(
    changes: dict[str, str], file: Any, desks: Office, client_of: Any
) -> None:
    assert client_of(desks.people[Role.BACKOFFICE]).post(letter_of(file), typed(**changes)).status_code == 422
    assert not OutboxMessage.objects.filter(template="letter").exists()


def test_a_file_that_one_may_not_know_has_no_log_and_takes_no_letter(file: Any, citra: Any, client_of: Any) -> None:
    for name in ("workflow:write_message", "workflow:deliveries"):
        assert client_of(citra).get(reverse(name, args=[file.resi])).status_code == 404


def test_the_log_says_what_was_sent_when_and_the_applicant_sees_their_own(
    file: Any, budi: Any, desks: Office, client_of: Any
) -> None:
    at = dt.datetime(2026, 7, 6, 6, 5, tzinfo=dt.UTC)
    mail = OutboxMessage.objects.get(recipient=budi, template="submitted", channel="email")
    OutboxMessage.objects.filter(pk=mail.pk).update(status="sent", sent_at=at)
    address = reverse("workflow:deliveries", args=[file.resi])

    own = client_of(budi).get(address, headers={"HX-Request": "true"}).content.decode()
    theirs = client_of(desks.people[Role.BACKOFFICE]).get(address).content.decode()

    assert "e-mail terkirim 6 Jul 2026, 14.05 WITA" in own
    assert "inbox menunggu dikirim" in own
    assert "Petugas backoffice" not in own
    assert "Petugas backoffice" in theirs
    assert "Tulis pesan ke pemohon" in theirs
    assert "<html" not in own
    assert address in client_of(budi).get(reverse("workflow:application", args=[file.resi])).content.decode()


@pytest.fixture
def holders(budi: Any, citra: Any, desks: Office, woken: Any) -> PermitType:
    """Budi holds two valid permits of one kind, Citra one."""
    for person in (budi, citra, budi):
        file = actions.submit(a_draft(person, WASTEWATER).key, by=person, now=MONDAY, declared=True)
        walk_to(file, Stage.KADIS_APPROVAL, desks)
        step_on(file, desks, now=MONDAY + dt.timedelta(hours=3))
    OutboxMessage.objects.all().delete()
    return PermitType.objects.get(code=WASTEWATER)


def test_the_number_of_people_is_shown_before_anything_is_sent(
    holders: PermitType, desks: Office, officer: Any, client_of: Any, now: dt.datetime
) -> None:
    client = client_of(desks.people[Role.KABID])
    data = typed(permit_type=holders.pk)

    page = client.post("/petugas/pengumuman/", data).content.decode()
    assert "2 orang akan menerimanya" in page
    assert not Announcement.objects.exists()

    client.post("/petugas/pengumuman/", data | {"kirim": "1"})
    client.post("/petugas/pengumuman/", data | {"kirim": "1"})
    made = Announcement.objects.get()
    assert (made.by, made.expected, made.told) == (desks.people[Role.KABID], 2, 0)

    assert announcements.tell_announcements(now=now) == 2
    assert announcements.tell_announcements(now=now) == 0
    made.refresh_from_db()
    assert made.told == 2
    assert made.finished_at == now
    rows = OutboxMessage.objects.filter(template="announcement", channel="inbox")
    assert rows.count() == 2  # Budi once, for two permits


def test_batches_go_on_where_the_last_one_ended(
    holders: PermitType, desks: Office, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcements, "BATCH", 1)
    by = desks.people[Role.KABID]
    made = announcements.announce(holders, title="J", body="I", key=uuid.uuid4(), by=by, now=now)

    assert announcements.tell_batch(made.pk, now=now) == 1
    Announcement.objects.filter(pk=made.pk).update(told_up_to=0)  # a worker died before its place was kept
    assert announcements.tell_announcements(now=now) == 2

    assert OutboxMessage.objects.filter(template="announcement", channel="inbox").count() == 2


def test_only_the_kabid_and_the_administrator_announce(
    catalogue: None, officer: Any, budi: Any, now: dt.datetime
) -> None:
    kind = PermitType.objects.get(code=WASTEWATER)
    for person in (budi, officer(Role.KADIS), officer(Role.BACKOFFICE)):
        with pytest.raises(PermissionDenied):
            announcements.announce(kind, title="J", body="I", key=uuid.uuid4(), by=person, now=now)


def test_an_announcement_that_nobody_would_get_is_refused(catalogue: None, officer: Any, client_of: Any) -> None:
    data = typed(permit_type=PermitType.objects.get(code=WASTEWATER).pk, kirim="1")

    answer = client_of(officer(Role.ADMINISTRATOR)).post("/petugas/pengumuman/", data)

    assert answer.status_code == 422
    assert "Tidak ada yang dikirim" in answer.content.decode()
