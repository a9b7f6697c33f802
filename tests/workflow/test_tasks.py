"""Tugas Saya: what lies on an officer's desk, most urgent first."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from office.models import Agency
from permits.models import Application, PermitType
from permits.stages import Stage
from tests.workflow.conftest import ELEVEN, give_role
from tests.workflow.road import MONDAY, Office
from workflow.desk import PAGE
from workflow.models import Step

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


@pytest.mark.parametrize(("query", "expected"), [("A00001", 1), ("contoh 002", 1), ("pameran", 3), ("tidak ada", 0)])
def test_search_looks_at_resi_holder_and_type(
    heap: Callable[..., list[Step]], desks: Office, client_of: Any, query: str, expected: int
) -> None:
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

    late = client.get(URL, {"terlambat": "1"})

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

    heap(40)
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


def test_the_list_is_only_read(desks: Office, client_of: Any) -> None:
    assert client_of(desks.people[Role.BACKOFFICE]).post(URL).status_code == 405
