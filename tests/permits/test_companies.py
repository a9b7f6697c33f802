"""Daftar Perusahaan: one account, many companies (FAQ Q6); the list is its owner's alone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from eptsp.lib.errors import DomainError
from permits.actions import companies, drafts
from permits.models import Company

pytestmark = pytest.mark.django_db

URL = "/perusahaan/"
FIRM = {"name": "PT Contoh Jaya", "nib": "1234567890123", "npwp": "01.234.567.8-901.000", "phone": "080000000002"}

REST = {"address": "Jl. Contoh No. 2", "form": "PT", "status": "PMDN", "postcode": "75112"}


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def text(response: Any) -> str:
    return response.content.decode()


def at(application: Any) -> str:
    return f"/permohonan/ajukan/{application.key}/data-perusahaan/"


def test_numbers_are_kept_without_dots(budi: Any, now: dt.datetime) -> None:
    company = companies.remember(FIRM, by=budi, now=now)

    assert company.npwp == "012345678901000"


@pytest.mark.parametrize(
    "again",
    [
        FIRM | {"name": "PT Contoh Jaya Tbk"},  # the same NIB
        {"nib": "1234567890123", "name": "PT Lain"},
    ],
)
def test_the_same_company_is_brought_up_to_date(budi: Any, now: dt.datetime, again: dict) -> None:
    companies.remember(FIRM, by=budi, now=now)

    companies.remember(again, by=budi, now=now)

    assert Company.objects.get().name == again["name"]


def test_a_company_without_numbers_is_known_by_name(budi: Any, now: dt.datetime) -> None:
    companies.remember({"name": "UD Contoh"}, by=budi, now=now)
    companies.remember({"name": "ud contoh"}, by=budi, now=now)

    assert Company.objects.get().name == "ud contoh"


def test_two_people_may_file_for_one_company(budi: Any, citra: Any, now: dt.datetime) -> None:
    companies.remember(FIRM, by=budi, now=now)
    companies.remember(FIRM, by=citra, now=now)

    assert Company.objects.visible_to(budi).count() == Company.objects.visible_to(citra).count() == 1


@pytest.mark.parametrize("wrong", [{"name": "-"}, {"name": "PT A", "nib": "12"}, {"name": "PT A", "npwp": "abc"}])
def test_a_company_without_name_or_with_wrong_numbers_is_refused(budi: Any, now: dt.datetime, wrong: dict) -> None:
    with pytest.raises(DomainError, match="Belum dapat disimpan"):
        companies.remember(wrong, by=budi, now=now)


def test_one_entry_may_not_become_another(budi: Any, now: dt.datetime) -> None:
    companies.remember(FIRM, by=budi, now=now)
    other = companies.remember({"name": "PT Lain"}, by=budi, now=now)

    with pytest.raises(DomainError, match="sudah ada di daftar"):
        companies.change(other, FIRM, by=budi, now=now)


def test_a_company_is_added_changed_and_deleted(browser: Any) -> None:
    browser.post(f"{URL}tambah/", FIRM)
    company = Company.objects.get()
    browser.post(f"{URL}{company.pk}/", FIRM | {"name": "PT Contoh Baru"})

    assert "PT Contoh Baru" in text(browser.get(URL))
    assert browser.get(f"{URL}{company.pk}/hapus/").status_code == 405
    browser.post(f"{URL}{company.pk}/hapus/")
    assert not Company.objects.exists()


def test_a_company_without_a_name_is_shown_again(browser: Any) -> None:
    page = text(browser.post(f"{URL}tambah/", {"nib": "12"}))

    assert "NIB terdiri dari 13 angka." in page
    assert not Company.objects.exists()


def test_the_list_has_a_search_and_pages(browser: Any, budi: Any, now: dt.datetime) -> None:
    for n in range(12):
        companies.remember({"name": f"PT Contoh {n:02d}"}, by=budi, now=now)

    assert "Hal 1 dari 2" in text(browser.get(URL))
    assert text(browser.get(URL, {"q": "contoh 07"})).count('class="draft-row"') == 1
    assert "Tidak ada perusahaan dengan kata itu" in text(browser.get(URL, {"q": "<b>"}))


def test_the_list_of_another_does_not_exist(client_of: Callable, citra: Any, budi: Any, now: dt.datetime) -> None:
    company = companies.remember(FIRM, by=budi, now=now)
    stranger = client_of(citra)

    assert "PT Contoh Jaya" not in text(stranger.get(URL))
    assert stranger.get(f"{URL}{company.pk}/").status_code == 404
    assert stranger.post(f"{URL}{company.pk}/hapus/").status_code == 404
    assert Company.objects.exists()


def test_a_company_of_the_list_fills_the_step(browser: Any, draft: Any, budi: Any, now: dt.datetime) -> None:
    company = companies.remember(FIRM, by=budi, now=now)

    page = text(browser.get(at(draft)))
    browser.post(at(draft), {"aksi": "isi", "perusahaan": str(company.pk)})

    assert "PT Contoh Jaya (NIB 1234567890123)" in page
    assert draft.versions.get().data["company"]["nib"] == "1234567890123"


def test_the_company_of_another_fills_nothing(browser: Any, draft: Any, citra: Any, now: dt.datetime) -> None:
    company = companies.remember(FIRM, by=citra, now=now)

    assert browser.post(at(draft), {"aksi": "isi", "perusahaan": str(company.pk)}).status_code == 404
    assert not draft.versions.get().data.get("company")


def test_the_step_puts_its_company_into_the_list(browser: Any, draft: Any) -> None:
    page = text(browser.post(at(draft), FIRM | {"aksi": "ingat"}, follow=True))

    assert "PT Contoh Jaya disimpan ke Daftar Perusahaan" in page
    assert Company.objects.get().nib == "1234567890123"


def test_the_company_of_a_sent_application_is_remembered(
    browser: Any, complete: Any, budi: Any, now: dt.datetime
) -> None:
    drafts.save_section(complete, "company", FIRM | REST | {"village": budi.village_id}, by=budi, now=now)

    sent = browser.post(f"/permohonan/ajukan/{complete.key}/kirim/", {"declared": "on"})

    assert sent.url.endswith("/terkirim/")
    assert [one.name for one in Company.objects.visible_to(budi)] == [FIRM["name"]]
