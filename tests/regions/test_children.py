"""The fragment /wilayah/pilihan/ that fills the selects below a choice; open to everybody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

ADDRESS = "/wilayah/pilihan/"


def test_a_province_fills_kab_kota_and_empties_the_rest(client: Client, extract: None) -> None:
    answer = client.get(ADDRESS, {"tingkat": "province", "province": "64", "wajib": "1"}).content.decode()

    assert reverse("regions:children") == ADDRESS
    assert "KOTA SAMARINDA" in answer
    assert 'for="id_regency"' in answer
    assert 'id="slot-district" hx-swap-oob="true"' in answer
    assert "SAMARINDA KOTA" not in answer
    assert 'id="slot-province"' not in answer


def test_a_district_fills_only_the_villages(client: Client, extract: None) -> None:
    answer = client.get(ADDRESS, {"tingkat": "district", "district": "64.72.09"}).content.decode()

    assert "PELABUHAN" in answer
    assert answer.count("<select") == 1


def test_prefixes_of_form_and_address_are_kept(client: Client, extract: None) -> None:
    query = {"tingkat": "province", "awalan": "langkah", "kelompok": "company_", "langkah-company_province": "64"}

    answer = client.get(ADDRESS, query).content.decode()

    assert 'name="langkah-company_regency"' in answer
    assert 'id="slot-langkah-company_regency"' in answer
    assert "KOTA SAMARINDA" in answer


def test_no_choice_empties_everything_below(client: Client, extract: None) -> None:
    answer = client.get(ADDRESS, {"tingkat": "province", "province": ""}).content.decode()

    assert "KOTA" not in answer
    assert answer.count("<select") == 3


def test_query_budget(client: Client, extract: None, django_assert_max_num_queries: Any) -> None:
    # one list of children; nothing else is read
    with django_assert_max_num_queries(1):
        client.get(ADDRESS, {"tingkat": "regency", "regency": "64.72"})


# ---- refusals


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"tingkat": "village"},
        {"tingkat": "province", "awalan": '"><script>'},
        {"tingkat": "province", "kelompok": "x" * 41},
    ],
)
def test_a_strange_request_is_refused(client: Client, extract: None, query: dict[str, str]) -> None:
    assert client.get(ADDRESS, query).status_code == 400


@pytest.mark.parametrize("code", ["\x00", "64' OR 1=1", "<b>"])
def test_a_strange_code_finds_nothing(client: Client, extract: None, code: str) -> None:
    answer = client.get(ADDRESS, {"tingkat": "province", "province": code})

    assert answer.status_code == 200
    assert b"KOTA" not in answer.content
    assert b"<b>" not in answer.content


def test_a_post_is_refused(client: Client, extract: None) -> None:
    assert client.post(ADDRESS).status_code == 405
