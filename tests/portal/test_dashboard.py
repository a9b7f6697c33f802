"""The applicant's dashboard and the officers' door."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import RoleAssignment
from accounts.roles import Role
from permits.stages import Move, Stage
from portal.menu import address
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow.actions import submit
from workflow.models import Step
from workflow.staff_dashboard import desk_lists, trend

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_login(client: Any) -> None:
    response = client.get(reverse("portal:dashboard"))

    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


def test_the_card_shows_the_profile_and_its_three_buttons(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    for words in ("Profil Saya", "Budi Santoso", "Jl. Contoh No. 1", "budi@contoh.test", "080000000001"):
        assert words in html
    for button in ("Edit", "Ubah Password", "Logout"):
        assert f">{button}<" in html


def test_what_a_person_typed_is_shown_as_text(client_of: Any, budi: Any) -> None:
    budi.name = "<script>alert(1)</script>"
    budi.save(update_fields=["name"])

    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_menu_cepat_has_six_buttons_in_the_colours_of_the_guide(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    found = re.findall(r'tile-quick tile-(\w+)" href="([^"]+)".*?tile-title">([^<]+)<', html)
    expected = [
        ("brand", "permits:apply", "Pengajuan Permohonan"),
        ("blue", "workflow:my_applications", "Permohonan Saya"),
        ("teal", "permits:my_files", "File Saya"),
        ("brand", "workflow:monitoring", "Monitoring Izin"),
        ("red", "surveys:start", "Survey IKM"),
        ("green", "complaints:mine", "Pengaduan"),
    ]
    assert found == [(tone, address(name), label) for tone, name, label in expected if address(name)]


def test_the_table_lists_the_last_five_files_without_a_script(
    filed: Callable[..., Step], budi: Any, citra: Any, client_of: Any
) -> None:
    mine, other = [filed().application for _ in range(6)], filed(by=citra).application

    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    table = html[html.index('id="berkas"') :]
    for head in ("No", "Resi", "Izin", "Tanggal Permohonan", "Progress"):
        assert f'<th scope="col">{head}</th>' in table
    assert sum(str(file.resi) in table for file in mine) == 5
    assert str(other.resi) not in table


def test_an_empty_table_says_so_with_the_next_step(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    assert "Tidak Ada Data" in html
    assert reverse("permits:apply") in html[html.index('id="berkas"') :]
    assert "Menunggu Anda" not in html


def test_what_waits_stands_above_with_the_way_to_it(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    from messaging.models import InboxMessage

    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.")
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    InboxMessage.objects.create(user=budi, key=draft.key, subject="Halo", body="Isi", created_at=ELEVEN)

    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    waiting = html[html.index('id="menunggu"') : html.index('id="berkas"')]
    assert "1 pesan belum dibaca" in waiting
    assert "1 permohonan perlu direvisi" in waiting
    assert reverse("permits:draft", args=[draft.key]) in waiting
    assert reverse("permits:revise", args=[application.resi]) in waiting
    assert "13 Jul 2026, 16.00 WITA" in waiting
    assert "sisa 7 hari" in waiting


def test_the_dashboard_asks_as_often_for_many_files(
    filed: Callable[..., Step], budi: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client, address_ = client_of(budi), reverse("portal:dashboard")
    filed()
    a_draft(budi, "SOP-LP2N-PAR-05")
    client.get(address_)
    with django_assert_max_num_queries(12) as few:
        client.get(address_)
    for _ in range(4):
        filed()
        a_draft(budi, "SOP-LP2N-PAR-05")

    with django_assert_max_num_queries(12) as many:
        client.get(address_)

    assert len(few) == len(many)


def test_the_staff_door_is_shut_for_applicants(client_of: Any, budi: Any) -> None:
    response = client_of(budi).get(reverse("portal:staff"))

    assert response.status_code == 403
    assert "tidak berwenang" in response.content.decode()


def test_a_desk_sees_its_work_and_numbers(client_of: Any, budi: Any, desks: Any) -> None:
    filed = submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)

    html = client_of(desks.people[Role.BACKOFFICE]).get(reverse("portal:staff")).content.decode()

    assert filed.resi in html
    assert "Paling mendesak" in html
    assert "?batas=lewat" in html
    assert "14 hari terakhir" in html


def test_the_trend_counts_what_came_and_went_each_day(budi: Any, desks: Any) -> None:
    filed = submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    walk_to(filed, Stage.VERIFICATION, desks, now=MONDAY)
    desk = desks.people[Role.BACKOFFICE]

    found = trend(desk, whole_office=False, now=MONDAY + dt.timedelta(days=1, hours=2))

    # Monday: registration check and verification came to the back office, the first of them went
    assert [(day.came, day.went) for day in found.days[-2:]] == [(2, 1), (0, 0)]
    assert len(found.days) == 14


def test_files_that_came_back_and_files_elsewhere_are_listed(budi: Any, desks: Any) -> None:
    filed = submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    walk_to(filed, Stage.AGENCY_REVIEW, desks, now=MONDAY)
    desk = desks.people[Role.BACKOFFICE]

    lists = desk_lists(desk, now=MONDAY + dt.timedelta(hours=2))

    assert [step.application.resi for step, _ in lists["waiting"]] == [filed.resi]
    assert (lists["overdue"], lists["urgent"], lists["returned"]) == ([], [], [])


def test_late_files_stand_in_a_list_of_their_own(budi: Any, desks: Any) -> None:
    filed = submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    desk, due = desks.people[Role.BACKOFFICE], filed.steps.open().get().due_at

    in_time, late = (desk_lists(desk, now=moment) for moment in (MONDAY, due + dt.timedelta(seconds=1)))

    assert [[step.application_id for step, _ in lists["urgent"]] for lists in (in_time, late)] == [[filed.pk], []]
    assert [[step.application_id for step, _ in lists["overdue"]] for lists in (in_time, late)] == [[], [filed.pk]]


@pytest.mark.parametrize("role", [Role.HELPDESK, Role.AUDITOR, Role.ADMINISTRATOR, Role.COMPLAINT_OFFICER])
def test_a_role_without_a_desk_gets_its_menu(client_of: Any, officer: Any, role: str) -> None:
    html = client_of(officer(role)).get(reverse("portal:staff")).content.decode()

    assert "Menu Anda" in html
    assert "di meja saya" not in html
    assert ("semua meja" in html) == (role != Role.COMPLAINT_OFFICER)


def test_the_staff_dashboard_asks_as_often_for_many_files(
    client_of: Any, budi: Any, desks: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(desks.people[Role.BACKOFFICE])
    address_ = reverse("portal:staff")
    submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    client.get(address_)

    with django_assert_max_num_queries(12) as few:
        client.get(address_)
    for _ in range(3):
        submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    with django_assert_max_num_queries(12) as many:
        client.get(address_)

    assert len(few) == len(many)


def test_officers_see_their_own_menu_instead_of_the_applicants(client_of: Any, officer: Any) -> None:
    html = client_of(officer(Role.BACKOFFICE)).get(reverse("portal:dashboard")).content.decode()

    assert "Tugas Saya" in html
    assert "Pengajuan Permohonan" not in html
    assert "Berkas Permohonan Saya" not in html


def test_an_officer_who_applied_for_something_finds_it(client_of: Any, budi: Any, catalogue: None, media: Any) -> None:
    submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    RoleAssignment.objects.create(user=budi, role=Role.BACKOFFICE, starts_on=MONDAY.date())

    html = client_of(budi).get(reverse("portal:dashboard")).content.decode()

    assert "Tugas Saya" in html
    assert "Berkas Permohonan Saya" in html
