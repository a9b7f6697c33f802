"""From the popup to the answer in the inbox and in a real mail."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint
from complaints.moves import Move
from messaging.models import InboxMessage
from outbox import actions as outbox
from tests.complaints.making import HOUR, MONDAY, Chain, a_strangers, step, to_kadis
from tests.workflow.road import a_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_is_woken(monkeypatch: Any) -> None:
    """No broker: the test sends what is due itself."""
    monkeypatch.setattr("outbox.actions.wake", lambda ids: True)


def post_move(client: Client, complaint: Complaint, move: str, **data: str) -> Any:
    """Press one button on the page of the case."""
    complaint.refresh_from_db()
    address = reverse("complaints:move", args=[complaint.pk, move])
    return client.post(address, {"seen_version": complaint.state_version, **data})


def test_a_complaint_walks_its_chain_to_the_answer(
    budi: Any, chain: Chain, client_of: Any, smtp: Any, media: Any, catalogue: None
) -> None:
    applicant = client_of(budi)
    page = applicant.get(reverse("complaints:mine"))
    form = {"key": page.context["form"]["key"].value(), "category": "service", "body": "Loket tutup lebih awal."}
    sent = applicant.post(reverse("complaints:mine"), {**form, "uploads": [a_picture("bukti.png")]}, follow=True)
    assert "Pengaduan berhasil dikirim" in sent.content.decode()
    complaint = Complaint.objects.get()

    for person, words in ((chain.officer, {}), (chain.section, {"finding": "Benar."}), (chain.head, {})):
        assert post_move(client_of(person), complaint, "forward", **words).status_code == 302
    answer = {"decision": "accepted", "public": "Jam loket sudah kami betulkan.", "note": "Tegur petugas."}
    assert post_move(client_of(chain.kadis), complaint, "answer", **answer).status_code == 302
    outbox.send_due(now=timezone.now())

    message = InboxMessage.objects.get(user=budi, subject=f"Jawaban atas pengaduan {complaint.ticket}")
    assert "Jam loket sudah kami betulkan." in message.body
    assert message.link == reverse("complaints:detail", args=[complaint.ticket])
    mails = [mail for mail in smtp.mails if mail["To"] == "budi@contoh.test"]
    assert [mail["Subject"] for mail in mails] == [
        f"Pengaduan {complaint.ticket} telah kami terima",
        f"Jawaban atas pengaduan {complaint.ticket}",
    ]
    assert "Jam loket" in mails[1].get_body(("plain",)).get_content()
    listed = applicant.get(reverse("complaints:mine")).content.decode()
    assert "Selesai: diterima" in listed
    assert "Jam loket sudah kami betulkan." in listed
    detail = applicant.get(reverse("complaints:detail", args=[complaint.ticket])).content.decode()
    assert "Tegur petugas." not in detail  # the internal note stays inside
    assert "bukti.png" in detail


def test_a_stranger_gets_ticket_code_and_answer_by_mail(chain: Chain, smtp: Any, catalogue: None) -> None:
    received = a_strangers()
    complaint = to_kadis(received.complaint, chain)
    step(complaint, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)
    outbox.send_due(now=timezone.now())

    mails = [mail for mail in smtp.mails if mail["To"] == "dewi@contoh.test"]
    first, last = [mail.get_body(("plain",)).get_content() for mail in mails]
    assert complaint.ticket in first
    assert received.code in first
    assert received.code not in last
    assert "Sudah kami perbaiki." in last
