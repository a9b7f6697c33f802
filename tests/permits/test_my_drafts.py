"""Draf Saya: resuming, searching and throwing away what was begun; two hundred drafts stay fast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from permits.models import Application
from tests.permits.test_drafts import fill_up

pytestmark = pytest.mark.django_db

URL = "/permohonan/draf/"
APPLY = "/permohonan/ajukan/"


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def text(response: Any) -> str:
    return response.content.decode()


def test_a_draft_is_resumed_from_the_list(browser: Any, draft: Any) -> None:
    page = text(browser.get(URL))

    assert reverse("permits:draft", args=[draft.key]) in page
    assert "Ya, hapus draf" in page


def test_the_list_has_pages_and_a_search(browser: Any, draft: Any) -> None:
    fill_up(draft, 24)

    assert "Hal 1 dari 3" in text(browser.get(URL))
    found = text(browser.get(URL, {"q": "usaha 17"}))
    assert found.count('class="draft-row"') == 1
    assert "Tidak ada draf dengan kata itu" in text(browser.get(URL, {"q": "tidak ada\x00"}))


def test_the_choice_shows_five_and_the_way_to_the_others(browser: Any, draft: Any) -> None:
    fill_up(draft, 9)

    page = text(browser.get(APPLY))

    assert page.count('class="draft-row"') == 5
    assert "Lihat semua 10 draf" in page


@pytest.mark.parametrize("url", [URL, APPLY])
def test_query_budget(browser: Any, draft: Any, django_assert_max_num_queries: Any, url: str) -> None:
    fill_up(draft, 199)
    browser.get(url)

    # session, user, count, drafts with types, agencies; the frame: unread, roles, office, hours
    with django_assert_max_num_queries(12):
        browser.get(url)


def test_a_deleted_draft_leads_back_to_the_list(browser: Any, draft: Any) -> None:
    url = reverse("permits:delete_draft", args=[draft.key])

    assert browser.post(url, {"kembali": URL}).url == URL
    assert not Application.objects.exists()


def test_an_empty_list_says_what_to_do(browser: Any) -> None:
    assert "Isian yang belum dikirim tampil di sini" in text(browser.get(URL))


def test_the_drafts_of_another_are_not_there(client_of: Callable, citra: Any, draft: Any) -> None:
    assert str(draft.key) not in text(client_of(citra).get(URL))
