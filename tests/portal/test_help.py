"""The help page: what it holds, how it is searched, and who edits it."""

import datetime as dt
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from office import profile as office_profile
from office.loading import load as load_office
from office.models import AgencyProfile, OfficeHours
from portal import context
from portal.help.loading import load, shipped_entries
from portal.models import Banner, ContactLine, HelpEntry

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def loaded(db: None) -> None:
    """The office and the help as shipped."""
    load_office("kaltim")
    load(profile="kaltim", with_banners=False, today=TODAY)


def page(client: Any, query: str = "") -> str:
    response = client.get(reverse("portal:help"), {"q": query} if query else {})
    assert response.status_code == 200
    return response.content.decode()


def test_it_answers_the_26_questions_and_28_problems_of_the_guide(client: Any, loaded: None) -> None:
    html = page(client)

    codes = re.findall(r'<div class="help-answer" id="([a-z]\d+)">', html)
    assert [code for code in codes if code.startswith("q")] == [f"q{n}" for n in range(1, 27)]
    sizes = {"a": 4, "b": 5, "c": 5, "d": 4, "e": 4, "f": 3, "g": 3}
    assert [code for code in codes if not code.startswith("q")] == [
        f"{letter}{n}" for letter, size in sizes.items() for n in range(1, size + 1)
    ]
    assert html.count("Penyebab") == 28


def test_the_six_groups_and_seven_kinds_of_trouble_have_headings(client: Any, loaded: None) -> None:
    html = page(client)

    for code in ("umum", "akun", "pengajuan", "status", "survei", "teknis"):
        assert f'<h3 class="help-group-title" id="{code}">' in html
    assert html.count('<h3 class="help-group-title"') == 13


def test_the_rules_of_the_guide_are_told(client: Any, loaded: None) -> None:
    html = page(client)

    assert "7-14 hari kerja" in html  # 193
    assert "1-3 hari kerja" in html  # 194
    assert "lebih dari <strong>5 hari kerja</strong> tanpa perubahan" in html
    assert "mengajukan permohonan baru" in html  # 195
    assert "Begitu statusnya <strong>Selesai</strong>" in html  # 196
    assert "Ganti password setiap 3-6 bulan" in html  # 201
    assert "Internet Explorer tidak didukung" in html  # 7


def test_a_computer_is_recommended_for_long_forms(client: Any, loaded: None) -> None:
    html = page(client)

    assert "semua halaman dapat digunakan di HP" in html  # 6
    assert "laptop atau komputer lebih nyaman" in html


def test_using_the_service_is_free(client: Any, loaded: None) -> None:
    assert "Pendaftaran dan penggunaan E-PTSP <strong>tidak dipungut biaya</strong>" in page(client)
    assert "Tanpa biaya pendaftaran dan penggunaan" in client.get("/").content.decode()


def test_nobody_is_told_to_take_another_nik(client: Any, loaded: None) -> None:
    assert "NIK yang berbeda" not in page(client)


def test_it_needs_no_script(client: Any, loaded: None) -> None:
    html = page(client)

    assert html.count('<details class="help-item">') == 54
    assert "style=" not in html
    assert "onclick" not in html
    assert html.count("<script") == html.count("<script src=")


def test_contacts_and_hours_are_the_offices_own(client: Any, loaded: None) -> None:
    AgencyProfile.objects.update(phones="(0541) 111", email="halo@contoh.test")
    OfficeHours.objects.filter(weekday=0).update(opens=dt.time(9))
    ContactLine.objects.filter(label="WhatsApp Pengaduan").update(is_published=True)
    office_profile.forget()
    context.forget()

    html = page(client)

    assert "(0541) 111" in html
    assert "halo@contoh.test" in html
    assert "09.00–16.00 WITA" in html
    assert "Minggu dan hari libur" in html
    assert "+62 851-7306-6557" in html
    assert "743235" not in html


def test_texts_take_hours_and_limits_from_the_office(client: Any, loaded: None) -> None:
    with override_settings(REVISION_WORKING_DAYS=7):
        html = page(client)

    assert "Batas waktunya 7 hari kerja" in html
    assert "jam layanan: Senin–Jumat 08.00–16.00 WITA." in html
    assert not re.search(r"\{[a-z_]+\}", html)


def test_a_further_contact_is_a_link_only_outside_the_demo(client: Any, loaded: None) -> None:
    ContactLine.objects.filter(label="WhatsApp Pengaduan").update(is_published=True)
    context.forget()

    with override_settings(DEMO=True):
        assert "wa.me" not in page(client)
    with override_settings(DEMO=False):
        html = page(client)
    assert html.count('href="https://wa.me/6285173066557"') == 2  # in the page and in the footer


def test_search_finds_and_marks_words(client: Any, loaded: None) -> None:
    html = page(client, "LUPA password")

    assert "hasil untuk “LUPA password”" in html
    assert '<details class="help-item" open>' in html
    assert "<mark>Lupa</mark> <mark>password</mark>" in html
    assert "Apa itu E-PTSP?" not in html


@pytest.mark.parametrize("query", ["a", "ab", "  x  ", "??"])
def test_search_wants_three_letters(client: Any, loaded: None, query: str) -> None:
    html = page(client, query)

    assert "Ketik paling sedikit 3 huruf." in html
    assert 'aria-invalid="true"' in html
    assert "Apa itu E-PTSP?" in html  # the whole help stays at hand


def test_a_search_without_result_says_what_next(client: Any, loaded: None) -> None:
    html = page(client, "zebra")

    assert "Tidak ada yang cocok" in html
    assert "Coba kata lain" in html


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '" onfocus="x', "emoji 🎉 " * 50, "%00", "(((" * 3])
def test_whatever_is_searched_is_inert(client: Any, loaded: None, query: str) -> None:
    html = page(client, query)

    assert "<script>alert" not in html
    assert '" onfocus="' not in html


def test_html_typed_by_an_administrator_is_inert(client: Any, db: None) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"
    HelpEntry.objects.create(code="x1", section="umum", question=evil, cause=evil, answer=evil)
    HelpEntry.objects.create(code="x2", section="tips", question=evil, answer=evil)

    for html in (page(client), page(client, "alert")):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


def test_a_hidden_entry_is_not_shown_nor_found(client: Any, loaded: None) -> None:
    HelpEntry.objects.filter(code="q1").update(is_published=False)

    assert "Apa itu E-PTSP?" not in page(client)
    assert "Apa itu E-PTSP?" not in page(client, "apa itu")


def test_an_empty_help_says_so(client: Any, db: None) -> None:
    assert "Isi bantuan belum tersedia" in page(client)


def test_loading_twice_adds_nothing_and_undoes_no_edit(loaded: None) -> None:
    HelpEntry.objects.filter(code="q1").update(answer="Jawaban kantor.", order=999, is_published=False)
    ContactLine.objects.all().delete()
    ContactLine.objects.create(label="Radio", value="156,4 MHz")

    new = load(profile="kaltim", with_banners=False, today=TODAY)

    assert new == {"isi bantuan": 0, "kontak": 0, "banner": 0}
    entry = HelpEntry.objects.get(code="q1")
    assert (entry.answer, entry.order, entry.is_published) == ("Jawaban kantor.", 999, False)


def test_the_command_says_what_was_new(db: None) -> None:
    out = StringIO()

    call_command("load_help", stdout=out)

    assert out.getvalue() == "Bantuan: 59 isi bantuan baru, 5 kontak baru, 2 banner baru.\n"


def test_banners_are_brought_for_the_demo_only(db: None) -> None:
    with override_settings(DEMO=False):
        call_command("load_help", stdout=StringIO())

    assert Banner.objects.count() == 0


def test_another_office_gets_no_contacts_of_kaltim(db: None) -> None:
    assert load(profile="lain", with_banners=False, today=TODAY)["kontak"] == 0


def test_every_shipped_entry_is_whole() -> None:
    entries = shipped_entries()

    assert len({entry.code for entry in entries}) == len(entries) == 59
    for entry in entries:
        entry.clean_fields()
        assert bool(entry.cause) == entry.section.startswith("kendala")


def test_the_administrator_edits_an_entry_but_cannot_delete_a_shipped_one(
    client_of: Any, administrator: Any, loaded: None
) -> None:
    entry = HelpEntry.objects.get(code="q1")
    browser = client_of(administrator)
    change = reverse("admin:portal_helpentry_change", args=[entry.pk])
    data = {"section": "umum", "question": "Apa itu?", "cause": "", "answer": "Ini.", "order": 1, "is_published": "on"}

    assert browser.post(change, data).status_code == 302
    assert browser.post(reverse("admin:portal_helpentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403

    entry.refresh_from_db()
    assert (entry.question, entry.code) == ("Apa itu?", "q1")


def test_shipped_entries_survive_the_bulk_action_too(client_of: Any, administrator: Any, loaded: None) -> None:
    ids = list(HelpEntry.objects.values_list("pk", flat=True)[:3])
    data = {"action": "delete_selected", "_selected_action": ids, "post": "yes"}

    client_of(administrator).post(reverse("admin:portal_helpentry_changelist"), data)

    assert HelpEntry.objects.count() == 59


def test_an_own_entry_can_be_deleted(client_of: Any, administrator: Any) -> None:
    entry = HelpEntry.objects.create(code="x", section="umum", question="Apa?", answer="Itu.")

    client_of(administrator).post(reverse("admin:portal_helpentry_delete", args=[entry.pk]), {"post": "yes"})

    assert not HelpEntry.objects.exists()


def test_an_applicant_does_not_reach_the_administration(client_of: Any, budi: Any) -> None:
    assert client_of(budi).get(reverse("admin:portal_helpentry_changelist")).status_code in (302, 403)


def test_it_refuses_a_post(client: Any, db: None) -> None:
    assert client.post(reverse("portal:help")).status_code == 405


def test_a_visit_costs_one_query(client: Any, loaded: None, django_assert_num_queries: Any) -> None:
    page(client)

    with django_assert_num_queries(1):
        page(client)
    with django_assert_num_queries(1):
        page(client, "password")


def test_signed_in_people_find_it_in_their_menu(client_of: Any, budi: Any) -> None:
    html = client_of(budi).get(reverse("portal:help")).content.decode()

    assert f'href="{reverse("portal:help")}" aria-current="page"' in html
    assert "Dashboard" in html
