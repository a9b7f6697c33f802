"""The frame of every page: banner, menus, footer, and what it costs."""

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from messaging.models import InboxMessage
from office import profile as office_profile
from office.models import AgencyProfile, OfficeHours
from portal import context, hours, menu

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """What a process keeps for a minute belongs to the test before."""
    context.forget()
    office_profile.forget()


def page(client: Any, name: str = "portal:home") -> str:
    return client.get(reverse(name)).content.decode()


def test_a_stranger_reads_who_runs_the_service(client: Any) -> None:
    html = page(client)

    assert "Jl. Basuki Rahmat No. 56, Pelabuhan, Samarinda Kota, Kalimantan Timur 75112" in html
    assert "(0541) 743235, 743487, 201372" in html
    assert "(0541) 736446" in html
    assert f"© {timezone.localdate().year} DPMPTSP KALTIMPROV" in html
    assert "MUDAH • CEPAT • TRANSPARAN • AKUNTABEL" in html


def test_the_footer_follows_the_profile_of_another_office(client: Any) -> None:
    fields = {f.name: "x" for f in AgencyProfile._meta.fields if f.name not in {"id", "is_only", "emblem"}}
    fields |= {"province_code": "35", "postcode": "60111", "email": "a@contoh.test"}
    fields |= {"website": "", "whatsapp_url": "", "short_name": "DPMPTSP Contoh"}
    AgencyProfile.objects.create(**fields)
    office_profile.forget()

    assert "DPMPTSP Contoh" in page(client)


def test_the_banner_is_shown_only_in_the_demo(client: Any) -> None:
    with override_settings(DEMO=True):
        assert "Data contoh, bukan layanan resmi" in page(client)
    with override_settings(DEMO=False):
        assert "Data contoh, bukan layanan resmi" not in page(client)


def test_an_applicant_gets_the_menu_of_the_guide(client_of: Any, budi: Any) -> None:
    html = page(client_of(budi), "portal:dashboard")

    for label in ("Dashboard", "Inbox", "Edit Profile", "Edit Password", "Logout"):
        assert label in html
    assert "Tugas Saya" not in html


def test_the_application_has_the_header_of_the_guide(client_of: Any, budi: Any) -> None:
    header = page(client_of(budi), "portal:dashboard")
    header = header[header.index("<header") : header.index("</header>")]

    assert "Elektronik Perizinan Terpadu Satu Pintu (E-PTSP)" in header
    for item in ("Edit Profile", "Edit Password", "Logout"):
        assert item in header


def test_the_inbox_entry_counts_unread_messages(client_of: Any, budi: Any, now: dt.datetime) -> None:
    for n in range(3):
        key = f"00000000-0000-0000-0000-00000000000{n}"
        InboxMessage.objects.create(user=budi, key=key, subject="Izin", body="Terbit", created_at=now)

    assert "3 pesan belum dibaca" in page(client_of(budi), "portal:dashboard")


def test_the_frame_costs_a_stranger_no_query_on_the_second_visit(client: Any, django_assert_num_queries: Any) -> None:
    page(client)

    with django_assert_num_queries(0):
        page(client)


def test_the_frame_costs_an_applicant_two_queries_besides_session_and_user(
    client_of: Any, budi: Any, django_assert_max_num_queries: Any
) -> None:
    browser = client_of(budi)
    page(browser, "accounts:password")

    # session, user; assignments of today, unread messages
    with django_assert_max_num_queries(4):
        page(browser, "accounts:password")


def test_a_menu_leaves_out_pages_that_do_not_exist() -> None:
    entries = [menu.Entry("Ada", "portal:home"), menu.Entry("Belum", "portal:nothing"), menu.Entry("Kosong")]

    assert [item.label for item in menu.build(entries, path="/")] == ["Ada"]


def test_a_menu_shows_only_what_the_role_may_open() -> None:
    entry = menu.Entry("Chat", "portal:home", roles=frozenset({Role.HELPDESK}))

    assert menu.build([entry], path="/") == []
    assert len(menu.build([entry], path="/", roles=[Role.HELPDESK])) == 1


def test_only_the_nearest_entry_is_current() -> None:
    entries = [menu.Entry("Depan", "portal:home"), menu.Entry("Dashboard", "portal:dashboard")]

    items = menu.build(entries, path="/dashboard/lain/")

    assert [item.current for item in items] == [False, True]


def test_neighbouring_days_with_the_same_hours_share_a_line() -> None:
    week = [hours.Day(n, dt.time(8), dt.time(16)) for n in range(5)]
    saturday = hours.Day(5, dt.time(8), dt.time(12), "terbatas")

    assert hours.lines([saturday, *week]) == [
        hours.Line("Senin–Jumat", "08.00–16.00 WITA"),
        hours.Line("Sabtu", "08.00–12.00 WITA", "terbatas"),
    ]


def test_a_day_off_in_between_splits_the_line() -> None:
    days = [hours.Day(n, dt.time(8), dt.time(16)) for n in (0, 2)]

    assert [line.days for line in hours.lines(days)] == ["Senin", "Rabu"]


def test_the_footer_shows_the_opening_hours(client: Any) -> None:
    OfficeHours.objects.all().delete()
    OfficeHours.objects.create(weekday=0, opens=dt.time(8), closes=dt.time(16))
    context.forget()

    assert "08.00–16.00 WITA" in page(client)
