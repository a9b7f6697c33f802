"""The inbox (panduan 3.4): one's own messages, newest first."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from messaging.inbox import deliver, unread_count
from messaging.models import InboxMessage
from outbox.errors import Undeliverable
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db

MOMENT = dt.datetime(2026, 11, 22, 6, 5, tzinfo=dt.UTC)  # 14.05 in Samarinda
INBOX = "/inbox/"

Write = Callable[..., InboxMessage]


@pytest.fixture
def write() -> Write:
    """write(budi, subject="..."): a message in somebody's inbox."""

    def make(user: User, **fields: Any) -> InboxMessage:
        values: dict[str, Any] = {
            "key": uuid.uuid4(),
            "subject": "Permohonan 6F632D telah kami terima",
            "body": "Yth. Budi Santoso,\n\nPermohonan Anda telah kami terima.\n",
            "link": "/permohonan/6F632D/",
            "created_at": MOMENT,
        }
        return InboxMessage.objects.create(user=user, **{**values, **fields})

    return make


def text(response: Any) -> str:
    return response.content.decode()


def test_the_address_is_the_bookmarked_one() -> None:
    assert reverse("messaging:inbox") == INBOX


def test_the_list_shows_subject_preview_and_time(budi: User, client_of: Any, write: Write) -> None:
    write(budi)

    page = text(client_of(budi).get(INBOX))

    assert "Permohonan 6F632D telah kami terima" in page
    assert "Permohonan Anda telah kami terima." in page
    assert "Yth." not in page
    assert "22 Nov 2026, 14.05 WITA" in page


def test_the_newest_is_on_top(budi: User, client_of: Any, write: Write) -> None:
    write(budi, subject="Lama", created_at=MOMENT - dt.timedelta(days=1))
    write(budi, subject="Baru")

    page = text(client_of(budi).get(INBOX))

    assert page.index("Baru") < page.index("Lama")


def test_unread_is_bold_and_said_in_words(budi: User, client_of: Any, write: Write) -> None:
    write(budi, subject="Belum")
    write(budi, subject="Sudah", read_at=MOMENT)

    page = text(client_of(budi).get(INBOX))

    assert "<strong>Belum</strong>" in page
    assert "<strong>Sudah</strong>" not in page
    assert page.count("(belum dibaca)") == 1


@pytest.mark.parametrize("query", ["kurang terang", "KURANG", "Revisi KTP", "  revisi  "])
def test_search_looks_into_subject_and_body(query: str, budi: User, client_of: Any, write: Write) -> None:
    write(budi, subject="Revisi KTP", body="Pindaian kurang terang.")
    write(budi, subject="Lainnya", body="Tidak ada.")

    page = text(client_of(budi).get(INBOX, {"q": query}))

    assert "Revisi KTP" in page
    assert "Lainnya" not in page


def test_a_search_reads_the_messages_of_one_person_and_no_others(budi: User, citra: User, write: Write) -> None:
    write(budi)
    InboxMessage.objects.bulk_create(
        InboxMessage(user=citra, key=uuid.uuid4(), subject=f"Resi {n}", body="Isi. " * 40, created_at=MOMENT)
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_inboxmessage")

    plan = InboxMessage.objects.visible_to(budi).containing("6F632D")[:20].explain()

    assert "inbox_of_user" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "\x00"])
def test_search_takes_signs_as_they_are(query: str, budi: User, client_of: Any, write: Write) -> None:
    write(budi, subject="Lainnya")

    response = client_of(budi).get(INBOX, {"q": query})

    assert response.status_code == 200
    assert ("Lainnya" in text(response)) == (query == "\x00")  # nothing is left of a NUL: no search


def test_nothing_found_says_what_to_do(budi: User, client_of: Any, write: Write) -> None:
    write(budi)

    page = text(client_of(budi).get(INBOX, {"q": "tidak mungkin"}))

    assert "Tidak Ada Data" in page
    assert "Coba kata lain." in page


def test_an_empty_inbox_says_what_will_come(budi: User, client_of: Any) -> None:
    page = text(client_of(budi).get(INBOX))

    assert "Tidak Ada Data" in page
    assert "akan muncul di sini" in page


def test_pages_are_numbered_and_keep_the_search(budi: User, client_of: Any, write: Write) -> None:
    for n in range(41):
        write(budi, subject=f"Pesan {n:02}", created_at=MOMENT + dt.timedelta(minutes=n))

    page = text(client_of(budi).get(INBOX, {"q": "Pesan", "hal": 2}))

    assert "Hal 2 dari 3" in page
    assert "Pesan 20" in page  # newest first: 40-21 on page one, 20-01 on page two
    assert "Pesan 21" not in page
    assert "q=Pesan&amp;hal=3" in page


@pytest.mark.parametrize("hal", ["0", "99", "x", "-1", ""])
def test_a_page_that_is_not_there_shows_one_that_is(hal: str, budi: User, client_of: Any, write: Write) -> None:
    write(budi)

    assert client_of(budi).get(INBOX, {"hal": hal}).status_code == 200


def test_a_message_shows_the_four_facts_and_the_file(budi: User, client_of: Any, write: Write) -> None:
    message = write(budi)

    page = text(client_of(budi).get(f"{INBOX}{message.pk}/"))

    for label in ("Tanggal", "Kepada", "Subject", "Isi Pesan"):
        assert label in page
    assert "22 Nov 2026, 14.05 WITA" in page
    assert "budi@contoh.test" in page
    assert 'href="/permohonan/6F632D/"' in page


def test_opening_marks_as_read_once(budi: User, client_of: Any, write: Write) -> None:
    message = write(budi)
    client = client_of(budi)

    client.get(f"{INBOX}{message.pk}/")
    message.refresh_from_db()
    first = message.read_at
    client.get(f"{INBOX}{message.pk}/")
    message.refresh_from_db()

    assert first is not None
    assert message.read_at == first


def test_what_people_typed_is_inert(budi: User, client_of: Any, write: Write) -> None:
    message = write(budi, subject="<script>a</script>", body="x\n\n<img src=x onerror=a>")

    for address in (INBOX, f"{INBOX}{message.pk}/"):
        page = text(client_of(budi).get(address))
        assert "<script>a" not in page
        assert "<img src=x" not in page


def test_another_persons_message_is_not_there(budi: User, citra: User, client_of: Any, write: Write) -> None:
    message = write(budi)
    client = client_of(citra)

    assert client.get(f"{INBOX}{message.pk}/").status_code == 404
    assert "6F632D" not in text(client.get(INBOX))
    assert client.post(f"{INBOX}baca-semua/").status_code == 302
    message.refresh_from_db()
    assert message.read_at is None


def test_no_role_opens_another_persons_inbox(budi: User, officer: Any, client_of: Any, write: Write) -> None:
    message = write(budi)

    for role in ("administrator", "auditor", "backoffice"):
        assert client_of(officer(role)).get(f"{INBOX}{message.pk}/").status_code == 404


def test_all_can_be_marked_as_read(budi: User, client_of: Any, write: Write) -> None:
    write(budi)
    write(budi)
    client = client_of(budi)

    page = text(client.post(f"{INBOX}baca-semua/", follow=True))

    assert "2 pesan ditandai sudah dibaca." in page
    assert unread_count(budi) == 0
    assert "Semua pesan sudah dibaca." in text(client.post(f"{INBOX}baca-semua/", follow=True))


def test_marking_needs_a_post(budi: User, client_of: Any) -> None:
    assert client_of(budi).get(f"{INBOX}baca-semua/").status_code == 405


def test_marking_needs_a_token(budi: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(budi)

    assert client.post(f"{INBOX}baca-semua/").status_code == 403


@pytest.mark.parametrize("address", [INBOX, "/inbox/1/", "/inbox/belum-dibaca/", "/inbox/baca-semua/"])
def test_a_stranger_is_sent_to_the_login(address: str, client: Client) -> None:
    response = client.post(address) if "baca-semua" in address else client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


def test_the_badge_counts_and_vanishes(budi: User, citra: User, client_of: Any, write: Write) -> None:
    write(budi)
    write(budi, read_at=MOMENT)
    write(citra)
    client = client_of(budi)

    fragment = text(client.get("/inbox/belum-dibaca/"))
    client.post(f"{INBOX}baca-semua/")

    assert ">1<" in fragment
    assert "pesan belum dibaca" in fragment
    assert text(client.get("/inbox/belum-dibaca/")).strip() == ""


def test_the_list_asks_the_same_few_queries_for_twenty_messages(
    budi: User, client_of: Any, write: Write, django_assert_max_num_queries: Any
) -> None:
    client = client_of(budi)
    for _ in range(20):
        write(budi)

    client.get(INBOX)  # the frame's own data are kept for a minute
    # person, roles of the frame, unread (frame and page), count, rows
    with django_assert_max_num_queries(7):
        client.get(INBOX)


def row(user: User | None) -> OutboxMessage:
    context = {"resi": "6F632D", "permit_name": "Pameran", "link": "/permohonan/6F632D/"}
    return OutboxMessage(
        event="submitted:1", channel="inbox", recipient=user, template="submitted", context=context, created_at=MOMENT
    )


def test_a_delivery_twice_is_one_message(budi: User) -> None:
    message = row(budi)

    deliver(message)
    deliver(message)

    stored = InboxMessage.objects.get()
    assert (stored.user, stored.key, stored.created_at) == (budi, message.key, MOMENT)
    assert stored.link == "/permohonan/6F632D/"
    assert stored.body.startswith("Yth. Budi Santoso,")


def test_a_repeated_delivery_does_not_make_it_unread_again(budi: User) -> None:
    message = row(budi)
    deliver(message)
    InboxMessage.objects.update(read_at=MOMENT)

    deliver(message)

    assert unread_count(budi) == 0


def test_a_long_subject_is_cut_to_fit(budi: User) -> None:
    message = row(budi)
    message.context["resi"] = "x" * 300

    deliver(message)

    assert len(InboxMessage.objects.get().subject) == 200


def test_only_addresses_of_ours_become_a_button(budi: User) -> None:
    message = row(budi)
    message.context["link"] = "https://lain.test/"

    deliver(message)

    assert InboxMessage.objects.get().link == ""


def test_a_person_without_account_has_no_inbox() -> None:
    with pytest.raises(Undeliverable):
        deliver(row(None))
