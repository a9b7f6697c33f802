"""/sesi/: how long a session lasts, and letting it go on."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client

from accounts.actions import sign_ins
from tests.accounts.solve import solved
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/sesi/"
HOURS_12 = 12 * 60 * 60


@pytest.fixture
def clock() -> Any:
    """A clock that stands still until a test moves it on."""
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as traveller:
        yield traveller


def signed_in(person: Any, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/masuk/", {"identifier": person.email, "password": PASSWORD, "captcha": solved()})
    assert SESSION_KEY in client.session
    return client


def forget_note(client: Client) -> None:
    """Redis forgets by its own clock that the session was noted a moment ago."""
    cache.delete(f"seen:{sign_ins.hash_of(str(client.session.session_key))}")


def test_a_page_carries_what_is_left_of_the_session(budi: Any, clock: Any) -> None:
    client = signed_in(budi)
    clock.shift(dt.timedelta(minutes=2))

    page = client.get("/profil/").content.decode()

    assert f'data-seconds="{HOURS_12 - 120}"' in page
    assert 'data-warn="300"' in page
    assert f'data-who="{budi.pk}"' in page


def test_a_stranger_gets_no_warning(client: Client) -> None:
    assert "data-session" not in client.get("/").content.decode()


def test_asking_does_not_extend(budi: Any, clock: Any) -> None:
    client = signed_in(budi)
    forget_note(client)
    clock.shift(dt.timedelta(hours=11))

    assert client.get(URL).json()["seconds"] == 3600
    assert client.get(URL).json()["seconds"] == 3600


def test_a_post_starts_the_time_anew(budi: Any, clock: Any) -> None:
    client = signed_in(budi)
    clock.shift(dt.timedelta(hours=11, minutes=58))

    answer = client.post(URL)

    assert answer.json()["seconds"] == HOURS_12
    assert answer.cookies["sessionid"]["max-age"] == HOURS_12
    clock.shift(dt.timedelta(hours=1))
    assert client.get("/profil/").status_code == 200
    assert client.get(URL).json()["who"] == budi.pk


def test_without_it_the_session_ends_after_twelve_hours(budi: Any, clock: Any) -> None:
    client = signed_in(budi)
    cache.delete(client.session.cache_key)  # Redis forgets it by its own clock
    clock.shift(dt.timedelta(hours=12, seconds=1))

    assert client.get("/profil/").status_code == 302


def test_a_person_who_goes_on_working_stays_signed_in(budi: Any, clock: Any) -> None:
    client = signed_in(budi)
    for _ in range(3):
        clock.shift(dt.timedelta(hours=5))

        forget_note(client)
        assert client.get("/profil/").status_code == 200


def test_a_fragment_that_loads_by_itself_is_no_work(budi: Any, clock: Any) -> None:
    client = signed_in(budi)
    forget_note(client)
    clock.shift(dt.timedelta(hours=5))

    client.get("/inbox/belum-dibaca/", headers={"HX-Request": "true"})

    assert client.get(URL).json()["seconds"] == HOURS_12 - 5 * 3600


def test_a_stranger_is_told_that_nobody_is_signed_in(client: Client) -> None:
    answer = client.get(URL).json()

    assert answer["who"] is None
    assert answer["seconds"] == 0
    assert answer["csrf"]


def test_a_form_that_stood_open_goes_on_with_the_fresh_token(budi: Any) -> None:
    client = signed_in(budi, Client(enforce_csrf_checks=False))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    old = strict.get(URL).json()["csrf"]
    strict.cookies["csrftoken"] = "a" * 32  # signing in again changed the token
    form = {"foto": "", "csrfmiddlewaretoken": old}
    assert strict.post("/profil/foto/", form).status_code == 403

    fresh = strict.get(URL).json()["csrf"]

    assert strict.post("/profil/foto/", {**form, "csrfmiddlewaretoken": fresh}).status_code == 302


def test_a_form_of_another_site_extends_nothing(budi: Any) -> None:
    client = signed_in(budi)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    assert strict.post(URL).status_code == 403


def test_login_leads_back_to_the_page_that_was_asked_for(client: Client, budi: Any) -> None:
    wanted = client.get("/sesi/kembali/").url
    assert wanted == "/masuk/?next=/sesi/kembali/"

    response = client.post(
        "/masuk/", {"identifier": budi.email, "password": PASSWORD, "captcha": solved(), "next": "/sesi/kembali/"}
    )

    assert response.url == "/sesi/kembali/"
    assert "Tutup tab ini" in client.get(response.url).content.decode()
