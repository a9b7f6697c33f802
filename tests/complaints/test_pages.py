"""Pages of applicant and office: what they tell, what an officer takes in, the fragment on a file's page."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint, Event
from complaints.moves import Move
from tests.complaints.making import HOUR, MONDAY, Chain, a_complaint, step, to_kadis
from tests.workflow.road import a_draft, a_picture
from workflow import actions as moving

pytestmark = pytest.mark.django_db

CHANNELS = ["direct", "whatsapp", "lapor", "letter", "email", "box"]


@pytest.fixture(autouse=True)
def _counters_start_anew() -> None:
    cache.clear()


def test_usual_time_and_legal_limit_are_both_told(budi: Any, chain: Chain, client_of: Any, client: Client) -> None:
    complaint = a_complaint(budi)
    own = client_of(budi)
    for page in (
        own.get(reverse("complaints:mine")),
        own.get(reverse("complaints:detail", args=[complaint.ticket])),
        client.get(reverse("complaints:public")),
    ):
        words = page.content.decode()
        assert "1-3 hari kerja" in words
        assert "5 hari kerja" in words


def test_the_list_searches_resi_category_and_words_and_counts_pages(budi: Any, chain: Chain, client_of: Any) -> None:
    for n in range(11):
        a_complaint(budi, body=f"Keluhan {n} selesai", category="technical" if n == 3 else "other")
    client = client_of(budi)

    assert "Hal 1 dari 2" in client.get(reverse("complaints:mine")).content.decode()
    for query, found in (("teknis aplikasi", 1), ("keluhan 10", 1), ("selesai", 11), ("tidak ada", 0)):
        page = client.get(reverse("complaints:mine"), {"q": query}).context["page"]
        assert page.paginator.count == found, query


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_officer_takes_in_what_came_by_each_channel(chain: Chain, client_of: Any, media: Any, channel: str) -> None:
    form = {"key": str(uuid.uuid4()), "channel": channel, "source_number": "12/2026", "category": "service"}
    more = {"received_at": "2026-07-06T09:00", "name": "Dewi Contoh", "body": "Loket tutup."}

    page = client_of(chain.officer).post(reverse("complaints:intake"), {**form, **more, "uploads": [a_picture()]})

    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.received_at, complaint.started_at) == (channel, MONDAY, MONDAY)
    assert complaint.attachments.count() == 1
    assert page.context["code"] in page.content.decode()  # handed over to the person
    first = Event.objects.get()
    assert (first.actor, first.actor_role) == (chain.officer, "complaint_officer")


def test_what_came_in_tomorrow_is_refused(chain: Chain, client_of: Any) -> None:
    form = {"key": str(uuid.uuid4()), "channel": "letter", "category": "other", "body": "x"}

    page = client_of(chain.officer).post(reverse("complaints:intake"), {**form, "received_at": "2099-01-01T09:00"})

    assert "masa depan" in page.content.decode()
    assert not Complaint.objects.exists()


def test_an_officer_named_in_what_they_take_in_does_not_get_it(chain: Chain, client_of: Any) -> None:
    type(chain.officer).objects.filter(pk=chain.officer.pk).update(name="Rina Teladan")
    form = {"key": str(uuid.uuid4()), "channel": "box", "category": "service", "body": "Kasar."}
    more = {"received_at": "2026-07-06T09:00", "named_text": "rina teladan"}
    client = client_of(chain.officer)

    page = client.post(reverse("complaints:intake"), {**form, **more})

    complaint = Complaint.objects.get()
    assert complaint.desk == "complaint_section"
    assert "ditangani meja lain" in page.content.decode()
    assert client.get(reverse("complaints:case", args=[complaint.pk])).status_code == 404


def test_the_desk_shows_each_list(budi: Any, chain: Chain, client_of: Any) -> None:
    mine, done = a_complaint(budi), to_kadis(a_complaint(budi), chain)
    step(done, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)
    client = client_of(chain.officer)

    def listed(name: str) -> list[Complaint]:
        return [one for one, _ in client.get(reverse("complaints:desk"), {"daftar": name}).context["rows"]]

    assert listed("meja") == [mine]
    assert listed("terbuka") == [mine]
    assert listed("terlambat") == [mine]  # of July
    assert listed("selesai") == [done]


def test_the_list_goes_on_where_the_page_ended(budi: Any, chain: Chain, client_of: Any) -> None:
    for _ in range(27):
        a_complaint(budi)
    client = client_of(chain.officer)

    first = client.get(reverse("complaints:desk"))
    second = client.get(reverse("complaints:desk"), {"setelah": first.context["next_after"]})

    seen = [one.pk for page in (first, second) for one, _ in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 27


def test_a_file_shows_its_complaints_to_who_may_know(budi: Any, chain: Chain, desks: Any, client_of: Any) -> None:
    file = moving.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    ticket = a_complaint(budi, application=file).ticket
    address = reverse("complaints:of_file", args=[file.resi])

    assert ticket in client_of(chain.auditor).get(address).content.decode()
    assert ticket in client_of(chain.kadis).get(address).content.decode()
    assert client_of(desks.people["backoffice"]).get(address).content.decode().strip() == ""
    assert client_of(budi).get(address).content.decode().strip() == ""


def test_a_stale_page_keeps_what_was_typed(budi: Any, chain: Chain, client_of: Any) -> None:
    complaint = a_complaint(budi)
    address = reverse("complaints:move", args=[complaint.pk, "forward"])

    page = client_of(chain.officer).post(address, {"seen_version": 99, "note": "Catatan saya"})

    assert page.status_code == 400
    assert "Catatan saya" in page.content.decode()
    assert "berubah sejak" in page.content.decode()


def test_the_file_page_of_an_officer_loads_the_fragment(budi: Any, desks: Any, chain: Chain, client_of: Any) -> None:
    file = moving.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    address = reverse("workflow:application", args=[file.resi])
    fragment = f'hx-get="{reverse("complaints:of_file", args=[file.resi])}"'

    assert fragment in client_of(chain.kadis).get(address).content.decode()
    assert fragment not in client_of(budi).get(address).content.decode()
