"""Every form has its limit or a reason to have none (eptsp/limits.py), and every limit holds."""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from eptsp.limits import LIMITS, MINUTE, UNLIMITED, Limit, TooMany
from tests.security.forms import addresses, forms
from tests.test_access import EVERYBODY, MATRIX


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any, db: None) -> None:
    """The rows as they stand, and nothing counted by the test before."""
    settings.POST_LIMITS_TIMES = 1
    cache.clear()


def counter(name: str, who: Any, limit: Limit) -> str:
    return f"rate:post:{name}:127.0.0.1" if limit.per == "address" else f"rate:post:{name}:user:{who.pk}"


def test_every_form_has_a_row_or_a_reason_and_no_row_is_left_over() -> None:
    reasons = [name for names in UNLIMITED.values() for name in names]

    assert len(reasons) == len(set(reasons))
    assert set(reasons) & set(LIMITS) == set()
    assert set(forms()) == set(LIMITS) | set(reasons)


def test_every_form_that_strangers_may_send_is_counted_by_address() -> None:
    public = {name for name in forms() if MATRIX[name][1] == EVERYBODY} - {"favicon"}

    assert len(public) > 8
    assert [name for name in sorted(public) if LIMITS.get(name, Limit("", 0)).per != "address"] == []


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_one_more_than_the_row_allows_gets_a_polite_429(name: str, budi: Any) -> None:
    limit = LIMITS[name]
    client = Client()
    if limit.per == "person":
        client.force_login(budi)
    cache.set(counter(name, budi, limit), limit.per_minute - 1, MINUTE)
    url = addresses()[name].sample

    last = client.post(url)
    over = client.post(url)

    assert last.status_code != 429
    assert over.status_code == 429
    assert over["Retry-After"] == "60"
    assert "Tunggu satu menit" in over.content.decode()


def test_one_person_over_the_limit_does_not_stop_another(budi: Any, citra: Any, client_of: Any) -> None:
    name = "accounts:password"
    cache.set(counter(name, budi, LIMITS[name]), LIMITS[name].per_minute, MINUTE)

    answers = [client_of(who).post(reverse(name)).status_code for who in (budi, citra)]

    assert answers == [429, 200]


def test_reading_a_page_is_not_counted(client: Client) -> None:
    cache.set(counter("accounts:login", None, LIMITS["accounts:login"]), 10_000, MINUTE)

    assert client.get(reverse("accounts:login")).status_code == 200


def test_a_script_is_told_in_json(budi: Any, client_of: Any) -> None:
    name = "messaging:chat_say"
    cache.set(counter(name, budi, LIMITS[name]), LIMITS[name].per_minute, MINUTE)

    answer = client_of(budi).post(reverse(name), headers={"Accept": "application/json"})

    assert answer.status_code == 429
    assert "Tunggu satu menit" in answer.json()["error"]


def test_a_429_of_any_page_says_when_to_come_back() -> None:
    plain = TooMany(lambda _request: HttpResponse(status=429))(RequestFactory().get("/"))
    own = TooMany(lambda _request: HttpResponse(status=429, headers={"Retry-After": "5"}))(RequestFactory().get("/"))

    assert (plain["Retry-After"], own["Retry-After"]) == ("60", "5")
