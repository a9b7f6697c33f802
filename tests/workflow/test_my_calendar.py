"""Deadlines in a person's own calendar: the file of one application, and the private link to all."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eptsp.lib import signed_links
from permits.models import Application, RevisionRequest
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import Office, step_on
from workflow import actions
from workflow.actions import feed as calendars
from workflow.countdown import left
from workflow.models import CalendarFeed, CalendarLine, Step

pytestmark = pytest.mark.django_db
URL = "/permohonan/kalender/"


@pytest.fixture
def returned(filed: Callable[..., Step], desks: Office) -> Application:
    """Budi's file, sent back on Monday 6 July at 11.00 with five working days to mend it."""
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram <b>.")
    return application


def file_of(client: Client, application: Application) -> Any:
    return client.get(reverse("workflow:application_calendar", args=[application.resi]))


def feed_of(user: Any) -> str:
    feed = calendars.open_feed(by=user, now=ELEVEN)
    return reverse("workflow:calendar_feed", args=[calendars.token_of(feed)])


def test_a_revisions_deadline_is_in_the_file(returned: Application, budi: Any, client_of: Any) -> None:
    answer = file_of(client_of(budi), returned)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="batas-waktu-{returned.resi}.ics"'
    text = answer.content.decode()
    request = RevisionRequest.objects.get()
    assert text.count("BEGIN:VEVENT") == 1
    assert f"UID:revisi-{request.pk}@" in text
    assert f"SUMMARY:Batas revisi permohonan {returned.resi}" in text
    # H is Monday the 6th; the fifth working day after it is Monday the 13th, at closing time
    assert "DTEND;TZID=Asia/Makassar:20260713T160000" in text


def test_the_promise_is_in_the_file_while_the_office_works(
    filed: Callable[..., Step], budi: Any, client_of: Any
) -> None:
    application = filed(Stage.KADIS_APPROVAL).application

    text = file_of(client_of(budi), application).content.decode()

    assert f"SUMMARY:Janji layanan permohonan {application.resi}" in text
    assert "DTEND;TZID=Asia/Makassar:20260707T160000" in text  # one working day after Monday


def test_no_personal_data_leaves_with_it(returned: Application, budi: Any, client_of: Any) -> None:
    text = file_of(client_of(budi), returned).content.decode().replace("\r\n ", "")

    for secret in (budi.name, budi.nik, budi.email, budi.phone, "Denah buram", returned.holder_name):
        assert secret not in text


def test_a_file_without_a_deadline_has_none(issued: Application, budi: Any, client_of: Any) -> None:
    assert file_of(client_of(budi), issued).status_code == 404


def test_only_the_owner_gets_the_file(returned: Application, citra: Any, desks: Office, client_of: Any) -> None:
    assert file_of(client_of(citra), returned).status_code == 404
    assert file_of(client_of(desks.people["backoffice"]), returned).status_code == 404
    assert file_of(Client(), returned).status_code == 302


def test_a_new_date_keeps_its_name_and_counts_up(
    returned: Application, desks: Office, budi: Any, client_of: Any
) -> None:
    client = client_of(budi)
    before = file_of(client, returned).content.decode()
    again = file_of(client, returned).content.decode()
    RevisionRequest.objects.update(due_at=RevisionRequest.objects.get().due_at + dt.timedelta(days=1))
    after = file_of(client, returned).content.decode()

    def line(text: str, name: str) -> str:
        return next(one for one in text.split("\r\n") if one.startswith(name))

    assert again == before
    assert line(before, "UID") == line(after, "UID")
    assert (line(before, "SEQUENCE"), line(after, "SEQUENCE")) == ("SEQUENCE:0", "SEQUENCE:1")
    assert "20260714T160000" in after


def test_two_readers_of_one_move_count_it_once(db: None) -> None:
    calendars.told({"revisi-1": ELEVEN}, now=ELEVEN)
    later = ELEVEN + dt.timedelta(days=1)
    stale = CalendarLine.objects.get()

    calendars.told({"revisi-1": later}, now=ELEVEN)
    CalendarLine.objects.filter(pk=stale.pk, due_at=stale.due_at).update(sequence=99)  # what the slower one would do

    assert CalendarLine.objects.get().sequence == 1


# --- the private link


def test_the_link_is_made_shown_and_opens_without_a_login(returned: Application, budi: Any, client_of: Any) -> None:
    client = client_of(budi)
    assert "Buat tautan pribadi" in client.get(URL).content.decode()

    html = client.post(URL, follow=True).content.decode()

    assert "Cabut tautan" in html
    token = calendars.token_of(CalendarFeed.objects.get(user=budi))
    assert token in html
    answer = Client().get(reverse("workflow:calendar_feed", args=[token]))
    assert f"permohonan {returned.resi}" in answer.content.decode()


def test_the_link_holds_ones_own_files_only(returned: Application, filed: Any, citra: Any) -> None:
    text = Client().get(feed_of(citra)).content.decode()

    assert str(returned.resi) not in text
    assert "BEGIN:VTIMEZONE" in text  # valid, though empty
    assert "BEGIN:VEVENT" not in text


def test_a_link_taken_back_opens_nothing_and_a_new_one_is_another(
    returned: Application, budi: Any, client_of: Any
) -> None:
    old = feed_of(budi)
    client_of(budi).post(URL, {"cabut": "1"})

    assert Client().get(old).status_code == 404
    assert feed_of(budi) != old
    assert Client().get(old).status_code == 404


def test_taking_back_twice_changes_nothing(budi: Any, client_of: Any) -> None:
    client = client_of(budi)

    assert [client.post(URL, {"cabut": "1"}).status_code for _ in range(2)] == [302, 302]


def test_a_closed_account_has_no_calendar(budi: Any) -> None:
    link = feed_of(budi)
    budi.is_active = False
    budi.save(update_fields=["is_active"])

    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("token", ["tidak-ada", "6d1f2c9e-0b7a-4e55-9a53-0c4f5f6a7b81", "a:b:c"])
def test_a_link_of_ones_own_making_is_refused(db: None, token: str) -> None:
    assert Client().get(reverse("workflow:calendar_feed", args=[token])).status_code == 404


def test_a_link_made_for_another_purpose_is_refused(budi: Any) -> None:
    feed = calendars.open_feed(by=budi, now=ELEVEN)
    token = signed_links.make("survey", str(feed.key))

    assert Client().get(reverse("workflow:calendar_feed", args=[token])).status_code == 404


def test_a_program_that_kept_it_is_told_that_nothing_changed(returned: Application, budi: Any) -> None:
    link = feed_of(budi)
    etag = Client().get(link)["ETag"]

    same = Client().get(link, headers={"if-none-match": etag})

    assert (same.status_code, same.content) == (304, b"")


def test_the_feed_asks_as_often_for_many_files(
    filed: Callable[..., Step], desks: Office, budi: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        step_on(filed().application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Lengkapi.")
    link = feed_of(budi)
    Client().get(link)

    with django_assert_max_num_queries(6):  # feed, files, requests, what was told (and its savepoint)
        Client().get(link)


def test_the_page_lists_the_nearest_first_with_what_to_do(
    filed: Callable[..., Step], returned: Application, budi: Any, client_of: Any
) -> None:
    sooner = filed(Stage.KADIS_APPROVAL).application

    html = client_of(budi).get(URL).content.decode()

    assert html.index(str(sooner.resi)) < html.index(str(returned.resi))
    assert "Perbaiki sekarang" in html
    assert "sisa 7 hari" in html  # the 6th to the 13th


def test_a_withdrawn_file_leaves_the_calendar(returned: Application, budi: Any) -> None:
    link = feed_of(budi)
    actions.withdraw(str(returned.resi), by=budi, now=ELEVEN, reason="Batal.")

    assert "BEGIN:VEVENT" not in Client().get(link).content.decode()


# --- time left; Monday 6 July 2026, 11.00 WITA

COUNTED = [
    (dt.timedelta(days=7, hours=5), "sisa 7 hari", False, False),
    (dt.timedelta(days=2), "sisa 2 hari", True, False),
    (dt.timedelta(hours=29), "besok, 16.00", True, False),  # 11.00 + 29 h = 16.00 the next day
    (dt.timedelta(hours=13), "besok, 00.00", True, False),
    (dt.timedelta(hours=5, minutes=59), "hari ini, sisa 5 jam", True, False),
    (dt.timedelta(minutes=59), "hari ini, sisa 59 menit", True, False),
    (dt.timedelta(seconds=3), "hari ini, sisa 1 menit", True, False),
    (dt.timedelta(), "baru saja lewat", False, True),
    (dt.timedelta(hours=-2), "baru saja lewat", False, True),
    (dt.timedelta(hours=-12), "lewat 1 hari", False, True),  # 23.00 the day before
]


@pytest.mark.parametrize(("span", "words", "is_near", "is_over"), COUNTED)
def test_the_time_left_is_said_in_words(span: dt.timedelta, words: str, is_near: bool, is_over: bool) -> None:
    found = left(ELEVEN + span, ELEVEN)

    assert (found.words, found.is_near, found.is_over) == (words, is_near, is_over)
