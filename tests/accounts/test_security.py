"""/profil/keamanan/: where one is signed in."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actions import sign_ins
from accounts.devices import describe, shorten
from accounts.models import SignIn
from tests.accounts.solve import solved
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/profil/keamanan/"
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(person: Any, user_agent: str = LAPTOP) -> Client:
    """A browser that came in through the login page."""
    client = Client(headers={"user-agent": user_agent})
    client.post("/masuk/", {"identifier": person.email, "password": PASSWORD, "captcha": solved()})
    assert SESSION_KEY in client.session
    return client


def is_in(client: Client) -> bool:
    return client.get("/profil/").status_code == 200


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(URL).url == f"/masuk/?next={URL}"


def test_the_page_names_devices_times_and_a_short_address(budi: Any) -> None:
    signed_in(budi, PHONE)
    here = signed_in(budi)

    page = here.get(URL).content.decode()

    assert "Chrome di Android" in page
    assert "Firefox di Windows" in page
    assert page.count("Perangkat ini") == 1
    assert "127.0.0.*" in page
    assert "127.0.0.1" not in page
    for words in ("Keluar dari sesi ini", "Keluar dari semua perangkat"):
        assert words in page


def test_the_key_of_a_session_is_kept_only_as_a_hash(budi: Any) -> None:
    client = signed_in(budi)

    assert SignIn.objects.get().key_hash == sign_ins.hash_of(client.session.session_key)
    assert client.session.session_key not in client.get(URL).content.decode()


def test_one_session_is_ended_and_the_others_go_on(budi: Any) -> None:
    phone, laptop = signed_in(budi, PHONE), signed_in(budi)
    row = SignIn.objects.get(device="Chrome di Android")

    response = laptop.post(f"{URL}{row.pk}/keluar/", follow=True)

    assert "Sesi Chrome di Android telah diakhiri." in response.content.decode()
    assert not is_in(phone)
    assert is_in(laptop)
    assert not SignIn.objects.filter(pk=row.pk).exists()


def test_ending_this_session_signs_out(budi: Any) -> None:
    here = signed_in(budi)

    assert here.post(f"{URL}{SignIn.objects.get().pk}/keluar/").url == "/masuk/"
    assert not is_in(here)


def test_every_session_ends_at_once_also_one_that_is_not_listed(client_of: Any, budi: Any) -> None:
    unlisted, phone, here = client_of(budi), signed_in(budi, PHONE), signed_in(budi)

    response = here.post(f"{URL}keluar-semua/", follow=True)

    assert "Anda telah keluar dari semua perangkat" in response.content.decode()
    assert not any(is_in(client) for client in (unlisted, phone, here))
    assert not SignIn.objects.exists()
    assert is_in(signed_in(budi))


def test_a_flushed_cache_does_not_bring_an_ended_session_back(budi: Any) -> None:
    phone, laptop = signed_in(budi, PHONE), signed_in(budi)
    laptop.post(f"{URL}{SignIn.objects.get(device='Chrome di Android').pk}/keluar/")

    cache.clear()

    assert not is_in(phone)
    assert is_in(laptop)


def test_the_session_of_somebody_else_does_not_exist(client_of: Any, budi: Any, citra: Any) -> None:
    phone = signed_in(budi, PHONE)

    assert client_of(citra).post(f"{URL}{SignIn.objects.get().pk}/keluar/").status_code == 404
    assert is_in(phone)


def test_a_get_ends_nothing(budi: Any) -> None:
    here = signed_in(budi)

    assert here.get(f"{URL}{SignIn.objects.get().pk}/keluar/").status_code == 405
    assert here.get(f"{URL}keluar-semua/").status_code == 405
    assert is_in(here)


def test_a_form_of_another_site_is_refused(budi: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(budi)

    assert strict.post(f"{URL}keluar-semua/").status_code == 403
    assert is_in(strict)


def test_signing_out_leaves_the_list(budi: Any) -> None:
    signed_in(budi).post("/keluar/")

    assert not SignIn.objects.exists()


def test_a_new_password_leaves_only_this_session_on_the_list(budi: Any) -> None:
    signed_in(budi, PHONE)
    here = signed_in(budi)

    here.post("/profil/password/", {"old_password": PASSWORD, "new_password": "Sungai#Mahakam7"})

    assert is_in(here)
    assert [row.device for row in SignIn.objects.all()] == ["Firefox di Windows"]


def test_a_session_that_ran_out_is_not_listed_and_is_forgotten_later(budi: Any) -> None:
    signed_in(budi, PHONE)
    SignIn.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))

    here = signed_in(budi)

    assert "Chrome di Android" not in here.get(URL).content.decode()
    assert SignIn.objects.count() == 1


def test_last_seen_is_written_once_in_five_minutes(settings: Any, budi: Any, now: dt.datetime) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "LastSeen" not in one] + [
        "accounts.middleware.LastSeen"
    ]
    here = signed_in(budi)
    SignIn.objects.update(last_seen_at=now - dt.timedelta(hours=1))

    here.get("/keluar/")  # the gate was set at login
    assert SignIn.objects.get().last_seen_at < now
    cache.delete(f"seen:{sign_ins.hash_of(here.session.session_key)}")
    here.get("/keluar/")

    assert SignIn.objects.get().last_seen_at >= now


def test_a_name_of_a_browser_is_never_repeated_as_typed(budi: Any) -> None:
    evil = "<script>alert(1)</script> Chrome \x00" + "A" * 5000

    page = signed_in(budi, evil.replace("\x00", "")).get(URL).content.decode()

    assert "<script>alert" not in page
    assert SignIn.objects.get().device == "Chrome"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Chrome di Android"),
        (LAPTOP, "Firefox di Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge di Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari di Mac"),
        ("", "Perangkat tidak dikenal"),
    ],
)
def test_a_device_is_named_in_words(user_agent: str, words: str) -> None:
    assert describe(user_agent) == words


@pytest.mark.parametrize(
    ("address", "short"),
    [("203.0.113.77", "203.0.113.*"), ("2001:db8:1:2::/64", "2001:db8:1:*"), ("unknown", ""), ("", "")],
)
def test_an_address_is_shortened(address: str, short: str) -> None:
    assert shorten(address) == short
