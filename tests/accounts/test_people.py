"""Orang dan Peran: assignments with dates and scope, accounts of officers, and their effect on open sessions."""

import datetime as dt
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import assignments
from accounts.actions.assignments import Wanted
from accounts.models import RoleAssignment, StaffChange, User, has_role
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from office.models import Agency, Sector
from outbox.cipher import decrypt
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
URL = "/petugas/orang/"


@pytest.fixture
def sari(officer: Any) -> User:
    """Sari, the administrator."""
    return officer(Role.ADMINISTRATOR)


@pytest.fixture
def browser(sari: User, client_of: Any) -> Client:
    return client_of(sari)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def role_data(today: dt.date, **changes: Any) -> dict[str, Any]:
    return {"role": Role.KABID, "starts_on": today.isoformat(), "acting": ""} | changes


def test_officers_are_listed_searched_and_filtered(browser: Client, officer: Any, budi: Any) -> None:
    kabid = officer(Role.KABID)

    everybody = browser.get(URL).content.decode()
    assert kabid.name in everybody
    assert budi.name not in everybody
    assert budi.name in browser.get(URL, {"q": "budi"}).content.decode()
    assert kabid.email in browser.get(URL, {"peran": Role.KABID}).content.decode()
    assert kabid.email not in browser.get(URL, {"peran": Role.KADIS}).content.decode()
    assert "Tidak ada orang yang cocok" in browser.get(URL, {"q": "tidak ada"}).content.decode()


def test_the_list_asks_as_often_for_one_as_for_twenty(
    browser: Client, officer: Any, django_assert_max_num_queries: Any
) -> None:
    browser.get(URL)
    with django_assert_max_num_queries(12) as one:
        browser.get(URL)
    for _ in range(15):
        officer(Role.KASI, sectors=("primer",))
    with django_assert_max_num_queries(12) as many:
        browser.get(URL)
    assert len(many) <= len(one) + 1  # the agencies and sectors of a page are fetched once there are any


def test_a_role_is_given_and_recorded(browser: Client, sari: User, budi: Any, today: dt.date) -> None:
    response = browser.post(f"{URL}{budi.pk}/", role_data(today))

    assert response.status_code == 302
    assert has_role(User.objects.get(pk=budi.pk), Role.KABID, on=today)
    change = StaffChange.objects.get(person=budi)
    assert change.by == sari
    assert change.what.startswith("Diberi peran Kepala bidang, mulai ")
    assert change.what in browser.get(f"{URL}{budi.pk}/").content.decode()


def test_an_acting_role_keeps_its_mandate(browser: Client, budi: Any, today: dt.date) -> None:
    browser.post(
        f"{URL}{budi.pk}/",
        role_data(today, acting="Plt.", mandate_number="800/1/2026", mandate_on="2026-01-02", ends_on="2099-01-01"),
    )

    row = RoleAssignment.objects.get(user=budi)
    assert (row.acting, row.mandate_number, row.mandate_on) == ("Plt.", "800/1/2026", dt.date(2026, 1, 2))


def test_scope_is_kept_only_where_the_role_has_one(browser: Client, budi: Any, citra: Any, today: dt.date) -> None:
    agency = Agency.objects.create(code="dlh", name="DLH", short_name="DLH")
    sector = Sector.objects.create(code="primer", name="Primer")
    scope = {"agency": agency.pk, "sectors": [sector.pk]}

    browser.post(f"{URL}{budi.pk}/", role_data(today, role=Role.KASI, **scope))
    browser.post(f"{URL}{citra.pk}/", role_data(today, role=Role.TECHNICAL_AGENCY, **scope))

    kasi, dinas = RoleAssignment.objects.get(user=budi), RoleAssignment.objects.get(user=citra)
    assert (kasi.agency, list(kasi.sectors.all())) == (None, [sector])
    assert (dinas.agency, list(dinas.sectors.all())) == (agency, [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2020-01-01"}, "lebih awal dari tanggal mulai"),
        ({"role": Role.TECHNICAL_AGENCY}, "Pilih dinas/badan"),
        ({"role": Role.KASI}, "sedikitnya satu sektor"),
        ({"acting": "Plh.", "ends_on": "2099-01-01"}, "nomor surat mandat"),
        ({"acting": "Plh.", "ends_on": "2099-01-01", "mandate_number": "1"}, "tanggal surat mandat"),
        ({"acting": "Plh.", "mandate_number": "1", "mandate_on": "2026-01-01"}, "selalu terbatas"),
        ({"role": ""}, "Pilih peran"),
        ({"starts_on": ""}, "Isi tanggal mulai"),
    ],
)
def test_an_assignment_that_makes_no_sense_is_refused(
    browser: Client, budi: Any, today: dt.date, changes: dict[str, str], words: str
) -> None:
    response = browser.post(f"{URL}{budi.pk}/", role_data(today, **changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not RoleAssignment.objects.filter(user=budi).exists()
    assert not StaffChange.objects.exists()


def test_the_same_role_is_not_held_twice_at_once(sari: User, budi: Any, now: dt.datetime) -> None:
    first = Wanted(Role.KABID, dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assignments.assign(budi, first, by=sari, now=now)

    with pytest.raises(DomainError, match="sudah dipegang sejak 1 Januari 2026"):
        assignments.assign(budi, Wanted(Role.KABID, dt.date(2026, 6, 30)), by=sari, now=now)
    early = Wanted(Role.KABID, dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    with pytest.raises(DomainError, match="sudah dipegang"):
        assignments.assign(budi, early, by=sari, now=now)

    assignments.assign(budi, Wanted(Role.KABID, dt.date(2026, 7, 1)), by=sari, now=now)
    assert RoleAssignment.objects.filter(user=budi).count() == 2


def test_an_ended_role_is_refused_by_the_next_request_of_an_open_session(
    browser: Client, officer: Any, client_of: Any
) -> None:
    kabid = officer(Role.KABID)
    open_session = client_of(kabid)
    assert open_session.get("/petugas/tugas/").status_code == 200

    browser.post(f"/petugas/penugasan/{kabid.assignments.get().pk}/akhiri/")

    assert open_session.get("/petugas/tugas/").status_code == 403
    assert "Peran diakhiri" in StaffChange.objects.get(person=kabid).what


def test_a_role_given_today_can_be_taken_away_today(browser: Client, sari: User, budi: Any, today: dt.date) -> None:
    row = assignments.assign(budi, Wanted(Role.KABID, today), by=sari, now=timezone.now())

    browser.post(f"/petugas/penugasan/{row.pk}/akhiri/")

    assert not has_role(User.objects.get(pk=budi.pk), Role.KABID, on=today)
    assert StaffChange.objects.filter(person=budi).count() == 2


def test_the_last_administrator_stays(browser: Client, sari: User, officer: Any, today: dt.date) -> None:
    mine = sari.assignments.get()

    browser.post(f"/petugas/penugasan/{mine.pk}/akhiri/")
    assert has_role(User.objects.get(pk=sari.pk), Role.ADMINISTRATOR, on=today)

    officer(Role.ADMINISTRATOR)
    browser.post(f"/petugas/penugasan/{mine.pk}/akhiri/")
    assert not has_role(User.objects.get(pk=sari.pk), Role.ADMINISTRATOR, on=today)


def test_a_deactivated_account_ends_its_open_sessions(browser: Client, officer: Any, client_of: Any) -> None:
    kabid = officer(Role.KABID)
    open_session = client_of(kabid)

    browser.post(f"{URL}{kabid.pk}/akun/nonaktifkan/")

    assert open_session.get("/petugas/tugas/").status_code == 302
    assert not User.objects.get(pk=kabid.pk).is_active
    browser.post(f"{URL}{kabid.pk}/akun/aktifkan/")
    assert User.objects.get(pk=kabid.pk).is_active


def test_nobody_deactivates_themselves(browser: Client, sari: User) -> None:
    browser.post(f"{URL}{sari.pk}/akun/nonaktifkan/")

    assert User.objects.get(pk=sari.pk).is_active


def invitation_url() -> str:
    row = OutboxMessage.objects.filter(template="invitation").latest("pk")
    url = decrypt(row.secret)["invitation_url"]
    return "/undangan/" + url.split("/undangan/")[1]


def invited(**changes: str) -> dict[str, str]:
    return {"name": "Dewi Contoh", "nik": "9900000000007777", "email": "Dewi@contoh.test"} | changes


def test_an_invited_officer_sets_a_password_once(browser: Client, client: Client) -> None:
    response = browser.post(f"{URL}undang/", invited())
    dewi = User.objects.get(email="dewi@contoh.test")
    assert response["Location"] == f"{URL}{dewi.pk}/"
    assert not dewi.has_usable_password()

    url = invitation_url()
    assert client.get(url).status_code == 200
    weak = client.post(url, {"new_password": "lemah", "again": "lemah"})
    assert weak.status_code == 422
    other = client.post(url, {"new_password": "Kaltim2026!", "again": "Kaltim2027!"})
    assert "tidak sama" in other.content.decode()

    assert client.post(url, {"new_password": "Kaltim2026!", "again": "Kaltim2026!"}).status_code == 302
    dewi.refresh_from_db()
    assert dewi.check_password("Kaltim2026!")
    assert client.post(url, {"new_password": "Kaltim2027!", "again": "Kaltim2027!"}).status_code == 302
    dewi.refresh_from_db()
    assert dewi.check_password("Kaltim2026!")


@pytest.mark.parametrize("changes", [{"nik": "1"}, {"email": "x"}, {"name": ""}])
def test_an_invitation_without_the_needed_data_is_refused(browser: Client, changes: dict[str, str]) -> None:
    assert browser.post(f"{URL}undang/", invited(**changes)).status_code == 422
    assert not User.objects.filter(name="Dewi Contoh").exists()


def test_a_known_nik_or_address_is_not_invited(browser: Client, budi: Any) -> None:
    assert "sudah terdaftar" in browser.post(f"{URL}undang/", invited(nik=budi.nik)).content.decode()
    assert "sudah terdaftar" in browser.post(f"{URL}undang/", invited(email=budi.email)).content.decode()


def test_the_invitation_of_a_closed_account_opens_nothing(browser: Client, client: Client) -> None:
    browser.post(f"{URL}undang/", invited())
    url = invitation_url()
    browser.post(f"{URL}{User.objects.get(email='dewi@contoh.test').pk}/akun/nonaktifkan/")

    assert client.get(url).status_code == 302


@pytest.mark.parametrize("role", [Role.BACKOFFICE, Role.KADIS, Role.AUDITOR])
def test_only_the_administrator_opens_these_pages(officer: Any, client_of: Any, role: str) -> None:
    browser = client_of(officer(role))
    target = officer(Role.KABID)

    for address in (URL, f"{URL}undang/", f"{URL}{target.pk}/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"{URL}{target.pk}/akun/nonaktifkan/").status_code == 403
    assert browser.post(f"/petugas/penugasan/{target.assignments.get().pk}/akhiri/").status_code == 403


def test_the_record_is_never_edited(sari: User, budi: Any, now: dt.datetime) -> None:
    assignments.assign(budi, Wanted(Role.KABID, dt.date(2026, 1, 1)), by=sari, now=now)

    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        StaffChange.objects.update(what="lain")
