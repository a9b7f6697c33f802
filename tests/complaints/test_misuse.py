"""What people type and send who mean no good, and what they may not read."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.forms.complainant import ComplaintForm, MessageForm, PublicComplaintForm, RatingForm
from complaints.forms.desk import IntakeForm, MoveForm
from complaints.forms.information import InformationForm
from complaints.models import Complaint
from complaints.moves import Move
from complaints.texts import clean, clean_line
from tests.complaints.making import MONDAY, Chain, a_complaint
from tests.workflow.road import a_draft, a_picture
from workflow import actions as moving

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script><b onclick=x>"
TURNED = "aman\u202egnp.exe\u2066\x00\x07"


@pytest.fixture(autouse=True)
def _counters_start_anew() -> None:
    cache.clear()


def send(client: Client, **changes: Any) -> Any:
    form = {"key": str(uuid.uuid4()), "category": "other", "body": "Isi", **changes}
    return client.post(reverse("complaints:mine"), form)


def test_markup_is_shown_and_never_run(budi: Any, chain: Chain, client_of: Any) -> None:
    client = client_of(budi)
    send(client, body=SCRIPT, named_text=SCRIPT)
    complaint = Complaint.objects.get()
    client.post(reverse("complaints:respond", args=[complaint.ticket, "balas"]), {"text": SCRIPT})

    pages = [
        client.get(reverse("complaints:mine")),
        client.get(reverse("complaints:detail", args=[complaint.ticket])),
        client_of(chain.officer).get(reverse("complaints:desk")),
        client_of(chain.officer).get(reverse("complaints:case", args=[complaint.pk])),
        client_of(chain.officer).get(reverse("complaints:register")),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in pages[1].content.decode()


def test_control_and_turning_characters_are_dropped(budi: Any, chain: Chain, client_of: Any) -> None:
    send(client_of(budi), body=f"{TURNED}\r\nbaris dua", named_text=TURNED)

    complaint = Complaint.objects.get()
    assert complaint.body == "amangnp.exe\nbaris dua"
    assert complaint.named_text == "amangnp.exe"


def test_cleaning_keeps_ordinary_words() -> None:
    assert clean("Tab\tdan é, 日本, baris\nbaru") == "Tab\tdan é, 日本, baris\nbaru"
    assert clean_line("  a \n b\u200b ") == "a b"


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (lambda data, user: ComplaintForm(data, user=user), ["body", "named_text"]),
        (lambda data, user: PublicComplaintForm(data), ["body", "name", "business", "phone", "resi", "named_text"]),
        (lambda data, user: IntakeForm(data), ["body", "name", "address", "source_number"]),
        (lambda data, user: MessageForm(data), ["text"]),
        (lambda data, user: RatingForm(data), ["text"]),
        (lambda data, user: InformationForm(data), ["sender", "letter_number", "subject", "reply_number"]),
        (lambda data, user: MoveForm(data, move=Move.ANSWER, desk="kadis"), ["public", "note"]),
        (lambda data, user: MoveForm(data, move=Move.FORWARD, desk="complaint_section"), ["finding", "note"]),
    ],
)
def test_every_text_has_its_limit_and_is_cleaned(budi: Any, form: Any, names: list[str]) -> None:
    too_long = form(dict.fromkeys(names, "x" * 100000), budi)
    short = form(dict.fromkeys(names, "a\u202e\x00b"), budi)

    assert set(names) <= set(too_long.errors)
    short.is_valid()
    assert {short.cleaned_data[name] for name in names if name in short.cleaned_data} <= {"ab"}


@pytest.mark.parametrize("query", ["\x00", "\u202e", "x" * 5000, "%' OR 1=1 --", "'"])
def test_a_search_takes_anything(budi: Any, chain: Chain, client_of: Any, query: str) -> None:
    a_complaint(budi)
    for who, name in ((budi, "mine"), (chain.officer, "desk"), (chain.officer, "information")):
        assert client_of(who).get(reverse(f"complaints:{name}"), {"q": query}).status_code == 200


@pytest.mark.parametrize("after", ["x", "2026-07-06|1", "2026-07-06T09:00:00+08:00|²", "|", "9" * 400])
def test_a_keyset_without_sense_starts_from_the_top(budi: Any, chain: Chain, client_of: Any, after: str) -> None:
    a_complaint(budi)
    client = client_of(chain.officer)

    assert len(client.get(reverse("complaints:desk"), {"setelah": after}).context["rows"]) == 1
    assert client.get(reverse("complaints:information"), {"setelah": after}).status_code == 200


def test_an_attachment_of_51_mb_is_refused_by_name_and_limit(
    budi: Any, chain: Chain, client_of: Any, media: Any
) -> None:
    heavy = SimpleUploadedFile("bukti.pdf", b"%PDF-1.4\n" + bytes(51 * 1024 * 1024), "application/pdf")

    response = send(client_of(budi), uploads=[heavy])

    assert response.status_code == 400
    assert "melebihi batas 50 MB" in response.content.decode()
    assert not Complaint.objects.exists()


def test_a_program_is_no_attachment(budi: Any, chain: Chain, client_of: Any, media: Any) -> None:
    response = send(client_of(budi), uploads=[SimpleUploadedFile("foto.png", b"MZ" + bytes(200), "image/png")])

    assert response.status_code == 400
    assert "program (EXE)" in response.content.decode()


def test_six_files_are_one_too_many(budi: Any, chain: Chain, client_of: Any, media: Any) -> None:
    response = send(client_of(budi), uploads=[a_picture(f"{n}.png") for n in range(6)])

    assert "paling banyak 5 berkas" in response.content.decode()


def test_somebody_elses_complaint_and_attachment_do_not_exist(
    budi: Any, citra: Any, chain: Chain, client_of: Any, media: Any
) -> None:
    complaint = a_complaint(budi, with_file=True)
    file = reverse("complaints:attachment", args=[complaint.attachments.get().pk])
    stranger = client_of(citra)

    assert client_of(budi).get(file).status_code == 200
    assert client_of(chain.officer).get(file).status_code == 200
    for address in (file, reverse("complaints:detail", args=[complaint.ticket])):
        assert stranger.get(address).status_code == 404
        assert address  # both of them
    for verb in ("balas", "buka-lagi", "nilai"):
        assert stranger.post(reverse("complaints:respond", args=[complaint.ticket, verb])).status_code == 404


def test_the_one_complained_about_opens_neither_case_nor_file(
    budi: Any, chain: Chain, client_of: Any, media: Any
) -> None:
    complaint = a_complaint(budi, with_file=True)
    complaint.named.add(chain.officer)  # written since the list was made: asked of the tables, not of the list
    client = client_of(chain.officer)

    assert client.get(reverse("complaints:case", args=[complaint.pk])).status_code == 404
    assert client.get(reverse("complaints:attachment", args=[complaint.attachments.get().pk])).status_code == 404


def test_a_complaint_on_somebody_elses_application_is_refused(
    budi: Any, citra: Any, chain: Chain, client_of: Any, desks: Any
) -> None:
    theirs = moving.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)

    response = send(client_of(citra), application=theirs.pk)

    assert response.status_code == 400
    assert "Pilih permohonan Anda sendiri" in response.content.decode()
    with pytest.raises(PermissionDenied):
        a_complaint(citra, application=theirs)


def test_an_officer_without_the_right_takes_nothing_in(chain: Chain, client_of: Any) -> None:
    for who in (chain.kadis, chain.auditor):
        assert client_of(who).post(reverse("complaints:intake"), {}).status_code == 403


def test_sending_is_limited(budi: Any, chain: Chain, client_of: Any) -> None:
    client = client_of(budi)
    codes = [send(client).status_code for _ in range(11)]

    assert codes == [302] * 10 + [400]
    assert "terlalu banyak" in send(client).content.decode()


def test_another_persons_form_key_opens_nothing(budi: Any, citra: Any, chain: Chain, client_of: Any) -> None:
    complaint = a_complaint(budi)

    assert send(client_of(citra), key=str(complaint.key)).status_code == 403


def test_an_unknown_word_in_the_address_is_not_found(budi: Any, chain: Chain, client_of: Any) -> None:
    complaint = a_complaint(budi)

    assert client_of(budi).post(reverse("complaints:respond", args=[complaint.ticket, "hapus"])).status_code == 404
    assert client_of(chain.officer).post(reverse("complaints:move", args=[complaint.pk, "hapus"])).status_code == 404
