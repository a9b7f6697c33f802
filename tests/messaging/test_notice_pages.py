"""Pages of notices: a person's choices, what did not arrive, the administrator's words."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from outbox import actions
from outbox.kinds import GROUPS
from outbox.models import DeadAddress, OutboxMessage, Wording
from outbox.preferences import preference_of
from tests.outbox.conftest import say, smtp, woken

__all__ = ["say", "smtp", "woken"]

pytestmark = pytest.mark.django_db

CHOICES = "/profil/pemberitahuan/"
LIST = "/petugas/pengiriman/"
GOOD = {"subject": "Resi {{ resi }}", "body": "Permohonan {{ resi }} untuk {{ permit_name }} kami terima."}


def text(answer: Any) -> str:
    return answer.content.decode()


def parked(budi: Any, now: dt.datetime, n: int = 1, **fields: Any) -> list[OutboxMessage]:
    values = {"channel": "email", "recipient": budi, "template": "submitted", "context": {"resi": "6F632D"}}
    values |= {"status": "parked", "problem": "gave_up", "created_at": now, "next_attempt_at": now} | fields
    return OutboxMessage.objects.bulk_create(OutboxMessage(event=f"e:{n}", **values) for n in range(n))


def test_an_optional_kind_can_be_switched_off_and_goes_to_the_inbox_alone(
    budi: Any, client_of: Any, say: Any, smtp: Any, woken: Any, now: dt.datetime
) -> None:
    wanted = [code for code, group in GROUPS.items() if not group.is_owed and code != "progress"]
    assert client_of(budi).post(CHOICES, dict.fromkeys(wanted, "on")).status_code == 302
    say(recipient=budi)

    assert actions.send_due(now=now) == {actions.MUTED: 1, actions.SENT: 1}
    assert smtp.mails == []
    assert OutboxMessage.objects.get(channel="inbox").status == "sent"


def test_what_the_law_asks_for_cannot_be_switched_off(
    budi: Any, client_of: Any, say: Any, smtp: Any, woken: Any, now: dt.datetime
) -> None:
    client_of(budi).post(CHOICES, {"decisions": ""})
    page = text(client_of(budi).get(CHOICES))
    say(recipient=budi, template="rejected", channels=("email",))

    assert 'name="decisions"' not in page
    assert "Keputusan." in page
    assert "decisions" not in preference_of(budi.pk).muted
    assert actions.send_due(now=now) == {actions.SENT: 1}


def test_an_officer_chooses_the_hour_of_the_digest_and_an_applicant_has_none(
    budi: Any, officer: Any, client_of: Any
) -> None:
    kasi = officer(Role.KASI)
    client_of(kasi).post(CHOICES, {"digest_hour": ""})

    assert preference_of(kasi.pk).digest_hour is None
    assert "Ringkasan tugas" not in text(client_of(budi).get(CHOICES))
    assert client_of(kasi).post(CHOICES, {"digest_hour": "25"}).status_code == 422


def test_the_person_sees_that_the_address_is_dead_and_revives_it(budi: Any, client_of: Any, now: dt.datetime) -> None:
    DeadAddress.objects.create(address=budi.email, since=now, code="5.1.1")
    client = client_of(budi)

    assert "dikembalikan sejak" in text(client.get(CHOICES))
    client.post(reverse("messaging:revive_address"))
    assert "dikembalikan sejak" not in text(client.get(CHOICES))


def test_the_administrator_sees_what_did_not_arrive_without_whole_addresses(
    budi: Any, officer: Any, client_of: Any, now: dt.datetime
) -> None:
    parked(budi, now)

    page = text(client_of(officer(Role.ADMINISTRATOR)).get(LIST))

    assert "Permohonan diterima" in page
    assert "Budi Santoso" in page
    assert "budi@contoh.test" not in page


def test_who_complains_is_not_shown_nor_found(budi: Any, officer: Any, client_of: Any, now: dt.datetime) -> None:
    parked(budi, now, subject_key="complaint:3", template="complaint_received", context={"ticket": "ADU-1"})
    client = client_of(officer(Role.ADMINISTRATOR))

    assert "Budi" not in text(client.get(LIST))
    assert "Tidak ada pesan tertahan" in text(client.get(LIST, {"q": "Budi"}))


def test_the_list_is_paged_by_keyset_with_a_constant_number_of_queries(
    budi: Any, officer: Any, client_of: Any, now: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    rows = parked(budi, now, n=40)
    client = client_of(officer(Role.ADMINISTRATOR))

    with django_assert_max_num_queries(14):
        first = text(client.get(LIST))
    last = text(client.get(LIST, {"setelah": rows[15].pk}))

    assert first.count('name="row"') == 25
    assert last.count('name="row"') == 15
    assert 'rel="next"' in first
    assert 'rel="next"' not in last


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "١"])
def test_a_keyset_without_sense_starts_from_the_top(
    after: str, budi: Any, officer: Any, client_of: Any, now: dt.datetime
) -> None:
    parked(budi, now)

    page = text(client_of(officer(Role.ADMINISTRATOR)).get(LIST, {"setelah": after}))

    assert page.count('name="row"') == 1


def test_the_administrator_sends_again(
    budi: Any, officer: Any, client_of: Any, smtp: Any, woken: Any, now: dt.datetime
) -> None:
    [row] = parked(budi, now)
    client_of(officer(Role.ADMINISTRATOR)).post(reverse("messaging:retry"), {"row": [row.pk, "x"]})

    assert actions.send_due(now=now + dt.timedelta(minutes=1)) == {actions.SENT: 1}


def test_nobody_else_looks_after_deliveries_or_words(budi: Any, officer: Any, client_of: Any) -> None:
    for person in (budi, officer(Role.KADIS), officer(Role.HELPDESK)):
        for address in (LIST, "/petugas/pemberitahuan/", "/petugas/pemberitahuan/submitted/"):
            assert client_of(person).get(address).status_code == 403


def test_new_words_are_used_kept_as_a_version_and_noted_on_the_row(
    budi: Any, officer: Any, client_of: Any, say: Any, smtp: Any, woken: Any, now: dt.datetime
) -> None:
    admin = client_of(officer(Role.ADMINISTRATOR))
    assert admin.post("/petugas/pemberitahuan/submitted/", GOOD).status_code == 302
    say(recipient=budi, channels=("email",))
    actions.send_due(now=now)

    assert smtp.mails[0]["Subject"] == "Resi 6F632D"
    assert OutboxMessage.objects.get().wording == 1
    admin.post("/petugas/pemberitahuan/submitted/bawaan/")
    say("submitted:13", recipient=budi, channels=("email",))
    actions.send_due(now=now)
    assert smtp.mails[1]["Subject"] == "Permohonan 6F632D telah kami terima"
    assert list(Wording.objects.order_by("version").values_list("version", "body")) == [(1, GOOD["body"]), (2, "")]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{{ resi }} {{ nik }}", "Variabel tidak dikenal: nik"),
        ("Tanpa nomor", "Variabel ini harus disebut: resi"),
        ("{{ resi }} {% load static %}", "Hanya {{ nama_variabel }}"),
        ("{{ resi|safe }} {{ resi }}", "Hanya {{ nama_variabel }}"),
        ("{{ resi.__class__ }} {{ resi }}", "Hanya {{ nama_variabel }}"),
        ("{# x #} {{ resi }}", "Hanya {{ nama_variabel }}"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_a_sentence(
    body: str, sentence: str, officer: Any, client_of: Any
) -> None:
    client = client_of(officer(Role.ADMINISTRATOR))
    typed = {"subject": "Permohonan diterima", "body": body}

    answer = client.post("/petugas/pemberitahuan/submitted/", typed)
    shown = client.post("/petugas/pemberitahuan/submitted/pratinjau/", typed)

    assert answer.status_code == shown.status_code == 422
    assert sentence in text(answer)
    assert sentence in text(shown)
    assert not Wording.objects.exists()


def test_the_preview_is_the_mail_with_scripts_asleep(officer: Any, client_of: Any) -> None:
    typed = {**GOOD, "body": GOOD["body"] + "\n\n<script>alert(1)</script>"}

    answer = client_of(officer(Role.ADMINISTRATOR)).post("/petugas/pemberitahuan/submitted/pratinjau/", typed)

    assert "Permohonan 6F632D untuk" in text(answer)
    assert "<script" not in text(answer)
    assert "script-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["tidak_ada", "permit_state", "pin2", "second_factor"])
def test_a_notice_that_chooses_by_case_keeps_its_words(name: str, officer: Any, client_of: Any) -> None:
    assert client_of(officer(Role.ADMINISTRATOR)).get(f"/petugas/pemberitahuan/{name}/").status_code == 404


def test_every_page_of_words_opens(officer: Any, client_of: Any) -> None:
    from outbox.kinds import editable

    client = client_of(officer(Role.ADMINISTRATOR))
    for name in editable():
        answer = client.get(f"/petugas/pemberitahuan/{name}/")
        assert answer.status_code == 200
        assert "Kata-kata bawaan" in text(answer)


def test_the_badge_answers_304_while_nothing_has_changed(budi: Any, client_of: Any) -> None:
    client, address = client_of(budi), reverse("messaging:unread")
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in first["Cache-Control"]
