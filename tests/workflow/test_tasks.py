"""Tugas Saya: what lies on an officer's desk, most urgent first."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from office.models import Agency
from permits.models import Application, PermitType
from permits.stages import Stage
from tests.workflow.conftest import ELEVEN, give_role
from tests.workflow.road import MONDAY, Office
from workflow import desk
from workflow.checklist import lines_for
from workflow.desk import PAGE, after_key, my_steps
from workflow.models import CheckItem, SavedFilter, Step

pytestmark = pytest.mark.django_db
URL = "/petugas/tugas/"


@pytest.fixture
def heap(budi: Any, desks: Office, monday: None) -> Callable[..., list[Step]]:
    """Many files of Budi's at one desk without walking there: heap(30) lies with the back office."""

    def make(number: int, *, stage: str = "registration_check", role: str = Role.BACKOFFICE, **step: Any) -> list[Step]:
        permit_type = PermitType.objects.get(code="SOP-LP2N-PAR-05")
        start = Application.objects.count()
        files = Application.objects.bulk_create(
            Application(
                applicant=budi,
                permit_type=permit_type,
                edition_id=permit_type.current_edition_id,
                status="IN_PROCESS",
                resi=f"{0xA00000 + start + n:06X}",
                holder_name=f"CV Contoh {n:03}",
                village=budi.village,
                created_at=MONDAY,
                submitted_at=MONDAY,
            )
            for n in range(number)
        )
        return Step.objects.bulk_create(
            Step(
                application=file,
                stage=stage,
                role=role,
                opened_at=MONDAY,
                due_at=MONDAY + dt.timedelta(hours=4, minutes=n // 3),
                **step,
            )
            for n, file in enumerate(files)
        )

    return make


def resi_in(response: Any) -> list[str]:
    """The files of the page in the order shown."""
    return re.findall(r'<a class="mono" href="/petugas/tugas/\d+/">([0-9A-F]{6})</a>', response.content.decode())


def test_the_desk_sees_what_lies_on_it(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()

    response = client_of(desks.people[Role.BACKOFFICE]).get(URL)

    assert resi_in(response) == [step.application.resi]
    assert "Budi Santoso" in response.content.decode()


@pytest.mark.parametrize("role", [Role.KASI, Role.KABID, Role.KADIS, Role.RECORDS])
def test_another_desk_does_not_see_it(filed: Callable[..., Step], desks: Office, client_of: Any, role: str) -> None:
    filed()

    response = client_of(desks.people[role]).get(URL)

    assert resi_in(response) == []
    assert "Meja Anda kosong" in response.content.decode()


def test_an_agency_sees_only_its_own_files(heap: Callable[..., list[Step]], desks: Office, client_of: Any) -> None:
    agency = Agency.objects.get(code="dispar")
    mine = heap(2, stage=Stage.AGENCY_REVIEW, role=Role.TECHNICAL_AGENCY, agency=agency)
    heap(1, stage=Stage.AGENCY_REVIEW, role=Role.TECHNICAL_AGENCY, agency=Agency.objects.get(code="dlh"))

    response = client_of(desks.agency_people["dispar"]).get(URL)

    assert resi_in(response) == [step.application.resi for step in mine]


def test_a_kasi_sees_only_the_files_of_their_sectors(
    heap: Callable[..., list[Step]], desks: Office, officer: Any, client_of: Any
) -> None:
    sector = PermitType.objects.get(code="SOP-LP2N-PAR-05").sector
    steps = heap(1, stage=Stage.KASI_CHECK, role=Role.KASI, sector=sector)
    stranger = officer(Role.KASI, sectors=("primer",))

    assert sector.code != "primer"
    assert resi_in(client_of(desks.people[Role.KASI]).get(URL)) == [steps[0].application.resi]
    assert resi_in(client_of(stranger).get(URL)) == []


def test_an_officers_own_application_is_not_on_their_desk(
    filed: Callable[..., Step], budi: Any, client_of: Any
) -> None:
    filed()
    give_role(budi, Role.BACKOFFICE)

    assert resi_in(client_of(budi).get(URL)) == []


def test_every_file_is_found_once_by_going_on(heap: Callable[..., list[Step]], desks: Office, client_of: Any) -> None:
    heap(2 * PAGE + 3)
    client = client_of(desks.people[Role.BACKOFFICE])

    seen: list[str] = []
    address, pages = URL, 0
    while address:
        response = client.get(address)
        seen += resi_in(response)
        pages += 1
        found = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
        address = URL + found[1].replace("&amp;", "&") if found else ""

    # 53 files, three of them due in the same minute each, so pages are cut inside a minute
    assert pages == 3
    assert len(seen) == len(set(seen)) == 53
    assert seen == sorted(seen)


@pytest.mark.parametrize("keyset", ["x", "|", "2026-07-06|1", "2026-07-06T00:00:00|1", "2026-07-06T00:00:00+08:00|x"])
def test_a_keyset_that_makes_no_sense_starts_from_the_top(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any, keyset: str
) -> None:
    steps = heap(2)

    response = client_of(desks.people[Role.BACKOFFICE]).get(URL, {"setelah": keyset})

    assert resi_in(response) == [step.application.resi for step in steps]


@pytest.mark.parametrize("rare", [250, 0], ids=["words of few files", "words of many"])
@pytest.mark.parametrize(("query", "expected"), [("A00001", 1), ("contoh 002", 1), ("pameran", 3), ("tidak ada", 0)])
def test_search_looks_at_resi_holder_and_type(
    heap: Callable[..., list[Step]],
    desks: Office,
    client_of: Any,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    expected: int,
    rare: int,
) -> None:
    monkeypatch.setattr(desk, "RARE", rare)
    heap(3)

    response = client_of(desks.people[Role.BACKOFFICE]).get(URL, {"q": query})

    assert len(resi_in(response)) == expected
    assert ("Tidak ada berkas yang cocok" in response.content.decode()) == (expected == 0)


def test_a_search_under_three_letters_shows_everything_and_says_so(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any
) -> None:
    heap(2)

    response = client_of(desks.people[Role.BACKOFFICE]).get(URL, {"q": "zz"})

    assert len(resi_in(response)) == 2
    assert "Ketik sedikitnya tiga huruf" in response.content.decode()


def test_the_filter_shows_only_late_files(heap: Callable[..., list[Step]], desks: Office, client_of: Any) -> None:
    steps = heap(3)
    Step.objects.filter(pk=steps[2].pk).update(due_at=ELEVEN - dt.timedelta(minutes=1))
    client = client_of(desks.people[Role.BACKOFFICE])

    late = client.get(URL, {"batas": "lewat"})

    assert resi_in(late) == [steps[2].application.resi]
    assert "Terlambat" in late.content.decode()
    assert resi_in(client.get(URL))[0] == steps[2].application.resi


def test_the_list_asks_as_often_for_one_file_as_for_twenty_five(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    """Session and user aside at most eight: assignments, sectors, page, counts, unread and the frame."""
    client = client_of(desks.people[Role.BACKOFFICE])
    heap(1)
    client.get(URL)  # warms what a process keeps
    with django_assert_max_num_queries(8) as one:
        client.get(URL)

    heap(99)
    with django_assert_max_num_queries(8) as many:
        response = client.get(URL)

    assert len(resi_in(response)) == PAGE
    assert len(many) == len(one)


def test_an_applicant_has_no_task_list(budi: Any, client_of: Any) -> None:
    assert client_of(budi).get(URL).status_code == 403


def test_a_stranger_is_led_to_the_login(client: Client) -> None:
    response = client.get(URL)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:login"))


def test_a_file_whose_answer_is_due_says_so(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed(Stage.VERIFICATION)
    client = client_of(desks.people[Role.BACKOFFICE])
    assert "Jawaban:" not in client.get(URL).content.decode(), "the receipt is two hours old"

    Application.objects.filter(pk=step.application_id).update(registered_at=MONDAY - dt.timedelta(days=60))

    assert "Jawaban: lewat" in client.get(URL).content.decode()


# --- filters


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"jenis": "tidak-ada"}, 3),  # a value that is not offered narrows nothing
        ({"wilayah": "64.72"}, 3),
        ({"permohonan": "RENEWAL"}, 0),
        ({"umur": "1"}, 1),
        ({"umur": "7"}, 0),
        ({"batas": "lewat"}, 1),
        ({"batas": "hari-ini"}, 2),
        ({"milik": "saya"}, 1),
        ({"milik": "bebas"}, 2),
    ],
)
def test_each_filter_narrows(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any, chosen: dict[str, str], expected: int
) -> None:
    desk = desks.people[Role.BACKOFFICE]
    late, taken, _ = heap(3)
    yesterday = ELEVEN - dt.timedelta(days=1)
    Step.objects.filter(pk=late.pk).update(opened_at=yesterday, due_at=ELEVEN - dt.timedelta(minutes=1))
    Step.objects.filter(pk=taken.pk).update(taken_by=desk, taken_at=ELEVEN)

    assert len(resi_in(client_of(desk).get(URL, chosen))) == expected


def test_a_nik_finds_the_file_and_never_stands_in_the_page(
    heap: Callable[..., list[Step]], desks: Office, budi: Any, client_of: Any
) -> None:
    steps = heap(1)
    client = client_of(desks.people[Role.BACKOFFICE])

    found = client.post(URL, {"nik": budi.nik})

    assert resi_in(found) == [steps[0].application.resi]
    assert budi.nik not in found.content.decode()
    assert resi_in(client.post(URL, {"nik": "9900000000000000"})) == []
    refused = client.post(URL, {"nik": "123"})
    assert refused.status_code == 422
    assert "16 digit" in refused.content.decode()


@pytest.mark.parametrize("rare", [250, 0], ids=["words of few files", "words of many"])
def test_search_finds_the_applicant_behind_a_company(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(desk, "RARE", rare)
    heap(1)

    assert len(resi_in(client_of(desks.people[Role.BACKOFFICE]).get(URL, {"q": "budi sant"}))) == 1


def test_a_filter_is_kept_under_a_name_used_and_deleted(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any
) -> None:
    heap(1)
    desk = desks.people[Role.BACKOFFICE]
    client = client_of(desk)

    kept = client.post(f"{URL}saringan/", {"name": "Mendesak", "query": "batas=lewat&nik=9900000000000001&x=1"})

    assert kept["Location"] == f"{URL}?batas=lewat", "only known keys are kept, never a NIK"
    assert f'href="{URL}?batas=lewat"' in client.get(URL).content.decode()
    client.post(f"{URL}saringan/", {"name": "Mendesak", "query": "milik=saya"})
    saved = SavedFilter.objects.get(owner=desk)
    assert saved.query == "milik=saya", "the same name changes the filter"
    client.post(f"{URL}saringan/{saved.pk}/hapus/")
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("typed", [{"name": "", "query": "batas=lewat"}, {"name": "Kosong", "query": "nik=1"}])
def test_a_filter_without_a_name_or_content_is_not_kept(desks: Office, client_of: Any, typed: dict[str, str]) -> None:
    client_of(desks.people[Role.BACKOFFICE]).post(f"{URL}saringan/", typed)

    assert not SavedFilter.objects.exists()


def test_nobody_deletes_somebody_elses_filter(desks: Office, client_of: Any) -> None:
    saved = SavedFilter.objects.create(owner=desks.people[Role.KASI], name="Saya", query="milik=saya", saved_at=ELEVEN)

    response = client_of(desks.people[Role.BACKOFFICE]).post(f"{URL}saringan/{saved.pk}/hapus/")

    assert response.status_code == 404
    assert SavedFilter.objects.exists()


# --- what the database does


def test_the_list_is_read_from_the_partial_index(heap: Callable[..., list[Step]], desks: Office) -> None:
    heap(30)
    steps = my_steps(desks.people[Role.BACKOFFICE], on=MONDAY.date())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # thirty rows fit in one page of the table

    plan = after_key(steps, f"{MONDAY.isoformat()}|1").order_by("due_at", "id")[:PAGE].explain()

    assert "step_open_by_role" in plan
    assert "Sort" not in plan


def test_a_part_of_a_name_is_found_by_its_index(heap: Callable[..., list[Step]]) -> None:
    heap(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Application.objects.filter(holder_name__icontains="contoh 002").explain()

    assert "application_by_holder_part" in plan


# --- forwarding many


def mark(step: Step, *, wrong: bool = False) -> None:
    """The desk has gone through its checklist."""
    CheckItem.objects.bulk_create(
        CheckItem(step=step, code=line.code, is_ok=not wrong) for line in lines_for(step.application)
    )


def test_complete_files_go_on_and_the_others_say_why_not(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    ready, unread, wrong = filed(), filed(), filed()
    mark(ready)
    mark(wrong, wrong=True)
    ticks = [f"{step.pk}:{step.application.state_version}" for step in (ready, unread, wrong)]

    html = client_of(desks.people[Role.BACKOFFICE]).post(f"{URL}teruskan/", {"berkas": ticks}).content.decode()

    assert "1 berkas diteruskan, 2 tetap di meja Anda" in html
    assert "Checklist belum lengkap: 0 dari" in html
    assert "tidak sesuai" in html
    for step in (ready, unread, wrong):
        step.refresh_from_db()
    assert ready.move == "approve"
    assert (unread.closed_at, wrong.closed_at) == (None, None)


def test_a_file_that_changed_since_the_page_stays(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()
    mark(step)
    client = client_of(desks.people[Role.BACKOFFICE])

    html = client.post(f"{URL}teruskan/", {"berkas": [f"{step.pk}:999"]}).content.decode()

    assert "berubah sejak halaman Anda dibuka" in html
    assert "0 berkas diteruskan" in html


def test_another_desks_file_is_not_forwarded(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()
    mark(step)

    client_of(desks.people[Role.KABID]).post(f"{URL}teruskan/", {"berkas": [f"{step.pk}:1"]})

    step.refresh_from_db()
    assert step.closed_at is None


def test_nothing_ticked_is_said(desks: Office, client_of: Any) -> None:
    response = client_of(desks.people[Role.BACKOFFICE]).post(f"{URL}teruskan/", follow=True)

    assert "Centang dahulu" in response.content.decode()
