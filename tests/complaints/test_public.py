"""Complaints without an account: captcha, ticket and code, the confidential identity."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from complaints import actions
from complaints.models import Complaint, View
from complaints.moves import Move
from complaints.tickets import digest, fits
from tests.accounts.solve import solved
from tests.complaints.making import HOUR, MONDAY, Chain, a_complaint, a_strangers, step, to_kadis

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counters_start_anew() -> None:
    cache.clear()


def filled(**changes: Any) -> dict[str, Any]:
    """A complete public form with its captcha solved."""
    answer = {"key": str(uuid.uuid4()), "name": "Dewi Contoh", "email": "Dewi@Contoh.test", "category": "service"}
    return {**answer, "body": "Loket tutup.", "captcha": solved(), **changes}


def test_it_needs_the_captcha(client: Client, chain: Chain) -> None:
    response = client.post(reverse("complaints:public"), filled(captcha=""))

    assert response.status_code == 400
    assert "Captcha Invalid" in response.content.decode()
    assert not Complaint.objects.exists()


def test_ticket_and_code_open_it_again(client: Client, chain: Chain) -> None:
    sent = client.post(reverse("complaints:public"), filled())
    code, complaint = sent.context["code"], Complaint.objects.get()
    assert complaint.ticket in sent.content.decode()
    assert code not in complaint.code_hash

    other = Client()
    typed = {"ticket": complaint.ticket.lower(), "code": code.lower().replace("-", " ")}
    opened = other.post(reverse("complaints:ticket"), typed, follow=True)

    assert opened.status_code == 200
    assert "Loket tutup." in opened.content.decode()


def test_a_wrong_code_opens_nothing_and_then_waits(client: Client, chain: Chain) -> None:
    complaint = a_strangers().complaint
    typed = {"ticket": complaint.ticket, "code": "AAAAA-AAAAA"}

    pages = [client.post(reverse("complaints:ticket"), typed).content.decode() for _ in range(7)]

    assert "tidak cocok" in pages[0]
    assert "Tunggu" in pages[6]
    assert client.get(reverse("complaints:ticket_page", args=[complaint.ticket])).status_code == 302


def test_an_unknown_ticket_reads_like_a_wrong_code(client: Client, chain: Chain) -> None:
    ticket = a_strangers().complaint.ticket
    pages = [
        client.post(reverse("complaints:ticket"), {"ticket": one, "code": "AAAAA-AAAAA"}).context["form"].errors
        for one in (ticket, "ADU-22222222")
    ]

    assert pages[0] == pages[1]


def test_a_ticket_of_an_account_has_no_code(budi: Any, chain: Chain) -> None:
    complaint = a_complaint(budi)

    assert complaint.code_hash == ""
    assert not fits(complaint.ticket, "", complaint.code_hash)
    assert digest("ADU-22222222", "7K3MQ-9XHRA") != digest("ADU-33333333", "7K3MQ-9XHRA")


def test_one_address_cannot_flood_us(client: Client, chain: Chain) -> None:
    answers = [client.post(reverse("complaints:public"), filled()) for _ in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [400]
    assert "terlalu banyak" in answers[5].content.decode()


def test_somebody_elses_resi_is_neither_confirmed_nor_denied(client: Client, chain: Chain, budi: Any) -> None:
    sent = client.post(reverse("complaints:public"), filled(resi="ABCDEF"))

    assert sent.status_code == 200
    assert Complaint.objects.get().application is None


def test_the_ticket_page_takes_replies_and_a_rating(client: Client, chain: Chain) -> None:
    client.post(reverse("complaints:public"), filled())
    complaint = Complaint.objects.get()
    client.post(reverse("complaints:ticket_respond", args=[complaint.ticket, "balas"]), {"text": "Tambahan saya."})
    Complaint.objects.filter(pk=complaint.pk).update(started_at=MONDAY)
    step(to_kadis(complaint, chain), chain, Move.ANSWER, now=MONDAY + 5 * HOUR)

    client.post(reverse("complaints:ticket_respond", args=[complaint.ticket, "nilai"]), {"stars": "5"})

    complaint.refresh_from_db()
    assert complaint.rating == 5
    page = client.get(reverse("complaints:ticket_page", args=[complaint.ticket])).content.decode()
    assert "Tambahan saya." in page
    assert "nilai 5 dari 5" in page


def test_another_browser_may_not_answer_for_a_ticket(chain: Chain) -> None:
    ticket = a_strangers().complaint.ticket

    assert Client().post(reverse("complaints:ticket_respond", args=[ticket, "balas"]), {"text": "x"}).status_code == 404


def test_a_confidential_identity_is_kept_from_the_lower_desks(chain: Chain, client_of: Any) -> None:
    complaint = a_strangers(is_confidential=True).complaint

    page = client_of(chain.officer).get(reverse("complaints:case", args=[complaint.pk])).content.decode()

    assert "Dewi Contoh" not in page
    assert "dewi@contoh.test" not in page
    assert "Identitas dirahasiakan" in page
    refused = client_of(chain.officer).post(reverse("complaints:identity", args=[complaint.pk]))
    assert refused.status_code == 403
    assert not View.objects.filter(saw_identity=True).exists()


def test_the_deciding_desk_uncovers_it_on_the_record(chain: Chain, client_of: Any) -> None:
    complaint = to_kadis(a_strangers(is_confidential=True).complaint, chain)
    kadis = client_of(chain.kadis)
    assert "Dewi Contoh" not in kadis.get(reverse("complaints:case", args=[complaint.pk])).content.decode()

    page = kadis.post(reverse("complaints:identity", args=[complaint.pk])).content.decode()

    assert "Dewi Contoh" in page
    seen = View.objects.get(saw_identity=True)
    assert (seen.user, seen.role) == (chain.kadis, "kadis")


def test_the_desk_never_finds_a_confidential_complaint_by_name(chain: Chain, client_of: Any) -> None:
    a_strangers(is_confidential=True)

    page = client_of(chain.officer).get(reverse("complaints:desk"), {"q": "Dewi"})

    assert page.context["rows"] == []


def test_views_of_the_auditor_show_only_after_the_end(budi: Any, chain: Chain, client_of: Any) -> None:
    complaint = a_complaint(budi, is_integrity=True)
    client_of(chain.auditor).get(reverse("complaints:case", args=[complaint.pk]))
    address = reverse("complaints:detail", args=[complaint.ticket])
    assert client_of(budi).get(address).context["looked"] == []

    step(complaint, chain, Move.ANSWER)

    assert [one.role for one in client_of(budi).get(address).context["looked"]] == ["Auditor"]


def test_the_code_hash_is_no_plain_code(chain: Chain) -> None:
    received = a_strangers()

    assert fits(received.complaint.ticket, received.code, received.complaint.code_hash)
    assert isinstance(received, actions.Received)
    assert len(received.complaint.code_hash) == 64
