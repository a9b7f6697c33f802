"""The applicant's chat page (panduan 3.5) and its plain forms."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.roles import Role
from messaging.chat import actions, away
from messaging.chat.loading import load
from messaging.chat.models import MAX_BODY, CannedAnswer, Message, Room
from messaging.models import InboxMessage
from outbox.models import OutboxMessage
from tests.messaging.making import a_picture

pytestmark = pytest.mark.django_db

CHAT = "/chat/"


@pytest.fixture
def pdf_upload() -> SimpleUploadedFile:
    """A small real PDF."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "PDF")
    return SimpleUploadedFile("surat.pdf", stream.getvalue())


@pytest.fixture
def asked(budi: Any, now: dt.datetime) -> Room:
    """Budi has asked something."""
    room = actions.room_of(budi)
    actions.say(room.pk, key=uuid.uuid4(), body="Bagaimana cara mengunggah denah?", by=budi, now=now)
    room.refresh_from_db()
    return room


def answer(room: Room, officer: Any, now: dt.datetime, body: str = "Lewat menu File Saya.") -> Message:
    return actions.say(room.pk, key=uuid.uuid4(), body=body, by=officer, now=now)


def post(
    client: Client, body: str = "", *, room: Room | None = None, key: Any = None, script: bool = False, **more: Any
) -> Any:
    """Send the plain form."""
    query = f"?ruang={room.pk}" if room else ""
    headers = {"Accept": "application/json"} if script else {}
    return client.post(f"/chat/kirim/{query}", {"key": str(key or uuid.uuid4()), "body": body, **more}, headers=headers)


def test_the_oldest_message_is_on_top(client_of: Any, budi: Any, asked: Room, dewi: Any, now: dt.datetime) -> None:
    answer(asked, dewi, now)

    html = client_of(budi).get(CHAT).content.decode()

    assert html.index("mengunggah denah") < html.index("menu File Saya")


def test_the_officer_is_green_with_a_name_and_oneself_yellow(
    client_of: Any, budi: Any, asked: Room, dewi: Any, now: dt.datetime
) -> None:
    answer(asked, dewi, now)

    html = client_of(budi).get(CHAT).content.decode()

    assert 'class="chat-bubble is-applicant is-own"' in html
    assert 'class="chat-bubble is-officer"' in html
    assert '<p class="chat-who">Anda</p>' in html
    assert f'<p class="chat-who">{dewi.name}' in html


def test_the_sidebar_holds_the_five_entries(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(CHAT).content.decode()

    menu = html[html.index('href="/dashboard/"') :]
    places = [menu.index(f"{word}<") for word in ("Dashboard", "Monitoring Izin", "Inbox", "Chat")]
    assert places == sorted(places)
    assert "Permohonan Izin" in menu
    assert 'href="/chat/" aria-current="page"' in html


def test_both_tabs_work_without_a_script(client_of: Any, budi: Any) -> None:
    client = client_of(budi)

    text, attachment = client.get(CHAT).content.decode(), client.get(CHAT + "?mode=lampiran").content.decode()

    assert 'data-panel="file" hidden' in text
    assert 'data-panel="file">' in attachment
    assert ">Kirim</button>" in text


def test_a_plain_form_sends_and_leads_back(client_of: Any, budi: Any) -> None:
    client = client_of(budi)

    response = post(client, "Halo")

    assert response.url == "/chat/#bawah"
    assert "Halo" in client.get(CHAT).content.decode()


def test_the_same_key_keeps_one_message(client_of: Any, budi: Any) -> None:
    client, key = client_of(budi), uuid.uuid4()

    post(client, "Halo", key=key)
    post(client, "Halo", key=key)

    assert Message.objects.count() == 1


def test_the_same_key_of_another_person_is_another_message(client_of: Any, budi: Any, citra: Any) -> None:
    key = uuid.uuid4()

    post(client_of(budi), "Halo", key=key)
    post(client_of(citra), "Halo", key=key)

    assert Message.objects.count() == 2


def test_a_picture_is_shown_and_opened_inline(client_of: Any, budi: Any, media: Any) -> None:
    client = client_of(budi)

    post(client, "Lihat ini", upload=a_picture())

    message = Message.objects.get()
    assert f'<img src="/chat/berkas/{message.pk}/?kecil=1"' in client.get(CHAT).content.decode()
    assert client.get(f"/chat/berkas/{message.pk}/")["Content-Disposition"].startswith("inline")


def test_a_document_is_a_download_with_its_name(client_of: Any, budi: Any, media: Any, pdf_upload: Any) -> None:
    client = client_of(budi)

    post(client, upload=pdf_upload)

    response = client.get(f"/chat/berkas/{Message.objects.get().pk}/")
    assert response["Content-Disposition"] == 'attachment; filename="surat.pdf"'


def test_a_file_of_51_mb_is_refused_with_its_size(client_of: Any, budi: Any, media: Any, settings: Any) -> None:
    big = SimpleUploadedFile("besar.pdf", b"%PDF-1.4" + bytes(51 * 1024 * 1024))

    response = post(client_of(budi), "Ini", upload=big)

    assert response.status_code == 422
    assert "melebihi batas 50 MB" in response.content.decode()
    assert not Message.objects.exists()


def test_an_executable_is_refused(client_of: Any, budi: Any, media: Any) -> None:
    response = post(client_of(budi), upload=SimpleUploadedFile("a.pdf", b"MZ" + bytes(100)))

    assert response.status_code == 422


def test_an_empty_message_is_refused(client_of: Any, budi: Any) -> None:
    response = post(client_of(budi), " \n\0 ")

    assert "Tulis pesan" in response.content.decode()


def test_a_hundred_thousand_characters_are_refused_and_kept_in_the_field(client_of: Any, budi: Any) -> None:
    response = post(client_of(budi), "a" * 100_000)

    assert response.status_code == 422
    assert "paling panjang 4.000 huruf" in response.content.decode()
    assert "a" * 5000 in response.content.decode()


def test_the_longest_message_is_taken(client_of: Any, budi: Any) -> None:
    post(client_of(budi), "a" * MAX_BODY)

    assert len(Message.objects.get().body) == MAX_BODY


def test_html_nul_and_direction_signs_do_no_harm(client_of: Any, budi: Any) -> None:
    client = client_of(budi)

    post(client, "<script>alert(1)</script>\0\u202egpj.exe")

    assert Message.objects.get().body == "<script>alert(1)</script>gpj.exe"
    assert "<script>alert" not in client.get(CHAT).content.decode()
    assert "<script>alert" not in client.get("/chat/baru/").json()["messages"][0]["html"]


def test_too_many_messages_are_told(client_of: Any, budi: Any) -> None:
    client = client_of(budi)

    answers = [post(client, f"{n}", script=True) for n in range(45)]

    assert answers[39].status_code == 200
    assert answers[44].status_code == 429
    assert "Terlalu banyak pesan" in answers[44].json()["error"]
    assert Message.objects.count() == 40


def test_the_poll_gives_only_what_is_new(client_of: Any, budi: Any, asked: Room, dewi: Any, now: dt.datetime) -> None:
    first = Message.objects.get()
    second = answer(asked, dewi, now).pk

    new = client_of(budi).get(f"/chat/baru/?sesudah={first.pk}").json()["messages"]

    assert [one["id"] for one in new if one["kind"] == "officer"] == [second]
    assert all(one["id"] > first.pk for one in new)


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 40, "\u0663", ""])
def test_an_odd_number_in_the_address_does_no_harm(client_of: Any, budi: Any, asked: Room, odd: str) -> None:
    assert client_of(budi).get("/chat/baru/", {"sesudah": odd}).status_code == 200


def test_history_pages_backwards_without_a_gap(client_of: Any, budi: Any, now: dt.datetime) -> None:
    room = actions.room_of(budi)
    for n in range(65):
        actions.say(room.pk, key=uuid.uuid4(), body=f"pesan-{n:02}-", by=budi, now=now)
    client, address, seen = client_of(budi), CHAT, []

    while address:
        page = client.get(address)
        seen = [one["message"].pk for one in page.context["bubbles"]] + seen
        address = f"{CHAT}?sebelum={page.context['older']}" if page.context["older"] else ""

    assert seen == list(Message.objects.order_by("pk").values_list("pk", flat=True))


def test_opening_the_page_marks_the_answer_as_read(
    client_of: Any, budi: Any, asked: Room, dewi: Any, now: dt.datetime
) -> None:
    last = answer(asked, dewi, now)

    client_of(budi).get(CHAT)

    asked.refresh_from_db()
    assert asked.applicant_read_id == last.pk
    assert "Dibaca" in client_of(dewi).get(f"/petugas/chat/{asked.pk}/").content.decode()


def test_a_read_mark_goes_neither_back_nor_beyond(budi: Any, asked: Room, now: dt.datetime) -> None:
    first = Message.objects.get()

    actions.mark_read(asked, upto=first.pk, by=budi, now=now)
    actions.mark_read(asked, upto=first.pk + 999, by=budi, now=now)

    asked.refresh_from_db()
    assert asked.applicant_read_id == first.pk


def test_outside_office_hours_the_page_says_when(client_of: Any, budi: Any, catalogue: None, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 27, 13, 0, tzinfo=dt.UTC))  # Friday, 21.00 in Samarinda

    html = client_of(budi).get(CHAT).content.decode()

    assert "Di luar jam layanan" in html
    assert "30 Nov 2026, 08.00 WITA" in html


def test_in_office_hours_the_page_shows_them(client_of: Any, budi: Any, catalogue: None, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 26, 2, 0, tzinfo=dt.UTC))  # Thursday, 10.00

    assert "Jam layanan hari ini 08.00–16.00 WITA" in client_of(budi).get(CHAT).content.decode()


# --- while the applicant is away --------------------------------------------------------------


def test_an_answer_while_away_is_told_once_per_stretch(
    budi: Any, asked: Room, dewi: Any, now: dt.datetime, client_of: Any
) -> None:
    answer(asked, dewi, now, "Satu")
    answer(asked, dewi, now, "Dua")
    assert sorted(OutboxMessage.objects.values_list("channel", flat=True)) == ["email", "inbox"]

    client_of(budi).get(CHAT)  # read: the next answer begins a new stretch
    answer(asked, dewi, now + dt.timedelta(minutes=10), "Tiga")

    assert OutboxMessage.objects.count() == 4


def test_an_answer_to_an_open_page_is_not_mailed(budi: Any, asked: Room, dewi: Any, now: dt.datetime) -> None:
    actions.seen(asked, by=budi, now=now)

    answer(asked, dewi, now)

    assert not OutboxMessage.objects.exists()


def test_an_answer_that_stays_unread_is_told_after_five_minutes(
    budi: Any, asked: Room, dewi: Any, now: dt.datetime
) -> None:
    actions.seen(asked, by=budi, now=now)
    answer(asked, dewi, now)

    early = away.sweep(now=now + dt.timedelta(minutes=4))
    late = [away.sweep(now=now + dt.timedelta(minutes=minutes)) for minutes in (6, 7)]

    assert (early, late) == (0, [1, 0])
    assert OutboxMessage.objects.count() == 2


def test_the_notice_carries_the_answer_and_the_way_back(budi: Any, asked: Room, dewi: Any, now: dt.datetime) -> None:
    from outbox.actions import send_due

    answer(asked, dewi, now, "Lewat <b>File Saya</b>")
    OutboxMessage.objects.filter(channel="email").delete()
    send_due(now=now)

    message = InboxMessage.objects.get(user=budi)
    assert message.subject == "Jawaban helpdesk atas chat Anda"
    assert "Lewat <b>File Saya</b>" in message.body
    assert message.link == "/chat/"


# --- whose is whose ------------------------------------------------------------------------------


def test_somebody_elses_room_file_and_rating_do_not_exist(
    client_of: Any, budi: Any, citra: Any, media: Any, now: dt.datetime
) -> None:
    post(client_of(budi), upload=a_picture())
    message = Message.objects.get()
    stranger = client_of(citra)

    answers = [
        stranger.get(f"/chat/baru/?ruang={message.room_id}"),
        stranger.get(f"/chat/berkas/{message.pk}/"),
        stranger.post(f"/chat/tiket/?ruang={message.room_id}"),
        stranger.post(f"/chat/baca/?ruang={message.room_id}", {"sampai": message.pk}),
        post(stranger, "Halo", room=message.room),
        stranger.post(f"/chat/nilai/{message.conversation_id}/", {"stars": 5}),
    ]

    assert [one.status_code for one in answers] == [404] * 6


def test_an_auditor_reads_but_does_not_write(client_of: Any, asked: Room, officer: Any) -> None:
    client = client_of(officer(Role.AUDITOR))

    assert client.get(f"/petugas/chat/{asked.pk}/").status_code == 200
    assert post(client, "Halo", room=asked).status_code == 403
    asked.refresh_from_db()
    assert asked.officer_read_id == 0


def test_one_links_only_an_own_file(client_of: Any, budi: Any, citra: Any, desks: Any, now: dt.datetime) -> None:
    from tests.workflow.road import a_draft
    from workflow.actions import submit

    own, other = (
        submit(a_draft(who, "SOP-LP2N-PAR-05", now=now).key, by=who, now=now, declared=True) for who in (budi, citra)
    )
    client = client_of(budi)

    client.post("/chat/resi/", {"resi": other.resi})
    assert not Message.objects.exists()
    client.post("/chat/resi/", {"resi": own.resi})

    assert Message.objects.get().body == f"Percakapan ini tentang permohonan {own.resi}."
    assert f'value="{own.resi}" selected' in client.get(CHAT).content.decode()


def test_the_file_page_leads_to_a_chat_about_that_file(client_of: Any, budi: Any, desks: Any, now: dt.datetime) -> None:
    from tests.workflow.road import a_draft
    from workflow.actions import submit

    file = submit(a_draft(budi, "SOP-LP2N-PAR-05", now=now).key, by=budi, now=now, declared=True)
    client = client_of(budi)
    html = client.get(f"/permohonan/{file.resi}/").content.decode()
    assert "Tanya helpdesk lewat chat" in html
    assert f'<input type="hidden" name="resi" value="{file.resi}">' in html

    answer = client.post("/chat/resi/", {"resi": file.resi})

    assert answer.url == CHAT
    assert Message.objects.get().conversation.resi == file.resi
    client.post("/chat/resi/", {"resi": file.resi})
    assert Message.objects.count() == 1


def test_nobody_else_is_offered_the_applicants_chat(
    client_of: Any, budi: Any, officer: Any, desks: Any, now: dt.datetime
) -> None:
    from tests.workflow.road import a_draft
    from workflow.actions import submit

    file = submit(a_draft(budi, "SOP-LP2N-PAR-05", now=now).key, by=budi, now=now, declared=True)

    html = client_of(officer(Role.AUDITOR)).get(f"/permohonan/{file.resi}/").content.decode()

    assert file.resi in html
    assert "Tanya helpdesk" not in html


def test_the_shipped_answers_come_once_and_never_over_an_edit() -> None:
    made = load()
    first = CannedAnswer.objects.first()
    assert first is not None
    first.delete()

    assert made >= 5
    assert load() == 0
    assert CannedAnswer.objects.count() == made - 1
    assert all(one.body.strip() for one in CannedAnswer.objects.all())
