"""Every form has its limit or a reason to have none (eptsp/limits.py), and every limit holds."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from eptsp.limits import LIMITS, MINUTE, UNLIMITED, Limit, TooMany
from tests.test_access import EVERYBODY, MATRIX

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# one argument of each kind that an address may want; what is behind it does not matter, for it is counted before
ARGUMENTS: list[dict[str, Any]] = [
    {},
    {"pk": 1},
    {"resi": "6F632D"},
    {"token": "tidak-ada"},
    {"key": "00000000-0000-4000-8000-000000000000"},
    {"pk": 1, "item": 1},
    {"pk": 1, "what": "undang-lagi"},
    {"what": "matikan"},
    {"name": "submitted"},
    {"kind": "izin"},
    {"pk": 1, "part": "isian", "row": 0},
    {"pk": 1, "choice": "belum"},
    {"ticket": "ADU-ABCDEFGH", "verb": "balas"},
    {"resi": "6F632D", "requirement": "site_plan"},
    {"key": "00000000-0000-4000-8000-000000000000", "requirement": "site_plan"},
]


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any, db: None) -> None:
    """The rows as they stand, and nothing counted by the test before."""
    settings.POST_LIMITS_TIMES = 1
    cache.clear()


def methods_of(view: Any) -> set[str]:
    """What a view takes, read from its decorators; everything where none says."""
    shown = getattr(view, "view_class", None)
    if shown:
        return {name.upper() for name in shown.http_method_names if hasattr(shown, name)}
    while view is not None:
        for cell in view.__closure__ or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and METHODS.issuperset(map(str, held)):
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return METHODS


def forms(patterns: Any, namespace: str = "") -> Iterator[str]:
    """The names of all addresses that take a POST, but for the admin's own."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from forms(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and "POST" in methods_of(pattern.callback):
            yield f"{namespace}{pattern.name}"


def address_for(name: str) -> str:
    for arguments in ARGUMENTS:
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"no argument fits {name}: add one to ARGUMENTS")


def counter(name: str, who: Any, limit: Limit) -> str:
    return f"rate:post:{name}:127.0.0.1" if limit.per == "address" else f"rate:post:{name}:user:{who.pk}"


def test_every_form_has_a_row_or_a_reason_and_no_row_is_left_over() -> None:
    reasons = [name for names in UNLIMITED.values() for name in names]

    assert len(reasons) == len(set(reasons))
    assert set(reasons) & set(LIMITS) == set()
    assert set(forms(get_resolver().url_patterns)) == set(LIMITS) | set(reasons)


def test_every_form_that_strangers_may_send_is_counted_by_address() -> None:
    public = {name for name in forms(get_resolver().url_patterns) if MATRIX[name][1] == EVERYBODY} - {"favicon"}

    assert len(public) > 8
    assert [name for name in sorted(public) if LIMITS.get(name, Limit("", 0)).per != "address"] == []


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_one_more_than_the_row_allows_gets_a_polite_429(name: str, budi: Any) -> None:
    limit = LIMITS[name]
    client = Client()
    if limit.per == "person":
        client.force_login(budi)
    cache.set(counter(name, budi, limit), limit.per_minute - 1, MINUTE)

    last = client.post(address_for(name))
    over = client.post(address_for(name))

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
