"""/masuk/: signing in with NIK or e-mail."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.actions import slowing
from eptsp.lib import ratelimit
from tests.accounts.solve import solve_page, solved
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/masuk/"


def sign_in(client: Client, identifier: str, password: str = PASSWORD, **more: str) -> Any:
    data = {"identifier": identifier, "password": password, "captcha": solved(), **more}
    return client.post(URL, data)


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_the_page_has_the_words_of_the_guide(client: Client) -> None:
    page = client.get(URL).content.decode()

    for words in ("NIK / Email", "Password", "Tampilkan password", "Saya bukan robot", "Login", "Daftar Disini"):
        assert words in page
    assert "Tips Login" in page


def test_a_nik_and_a_password_lead_to_the_dashboard(client: Client, budi: Any) -> None:
    page = client.get(URL)

    response = client.post(URL, {"identifier": budi.nik, "password": PASSWORD, "captcha": solve_page(page)})

    assert response.status_code == 302
    assert response.url == reverse("portal:dashboard")
    assert client.session[SESSION_KEY] == str(budi.pk)


@pytest.mark.parametrize("typed", ["budi@contoh.test", "  BUDI@Contoh.test "])
def test_an_email_address_will_do_in_any_case(client: Client, budi: Any, typed: str) -> None:
    sign_in(client, typed)

    assert is_signed_in(client)


def test_the_session_key_changes_at_login(client: Client, budi: Any) -> None:
    session = client.session
    session["visited"] = True
    session.save()
    before = session.session_key

    sign_in(client, budi.email)

    assert client.session.session_key != before
    assert is_signed_in(client)


def test_an_unknown_person_is_told_so(client: Client) -> None:
    assert "NIK / Email tidak terdaftar" in sign_in(client, "9999999999999999").content.decode()
    assert "NIK / Email tidak terdaftar" in sign_in(client, "siapa@contoh.test").content.decode()


def test_a_wrong_password_is_told_so(client: Client, budi: Any) -> None:
    response = sign_in(client, budi.email, "Salah1234")

    assert "Password Salah" in response.content.decode()
    assert not is_signed_in(client)


def test_the_password_is_never_shown_again(client: Client, budi: Any) -> None:
    response = sign_in(client, budi.email, "Salah1234")

    assert "Salah1234" not in response.content.decode()
    assert budi.email in response.content.decode()


def test_without_the_captcha_nothing_is_checked(client: Client, budi: Any) -> None:
    response = client.post(URL, {"identifier": budi.email, "password": PASSWORD})

    assert "Captcha Invalid" in response.content.decode()
    assert not is_signed_in(client)


def test_a_captcha_counts_once(client: Client, budi: Any) -> None:
    payload = solved()
    sign_in(client, budi.email, "Salah1234", captcha=payload)

    response = sign_in(client, budi.email, captcha=payload)

    assert "Captcha Invalid" in response.content.decode()
    assert not is_signed_in(client)


def test_an_inactive_person_is_sent_to_the_helpdesk(client: Client, budi: Any) -> None:
    budi.is_active = False
    budi.save(update_fields=["is_active"])

    response = sign_in(client, budi.email)

    assert "tidak aktif" in response.content.decode()
    assert not is_signed_in(client)


def test_the_sixth_try_waits_even_with_the_right_password(client: Client, budi: Any) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON):
        sign_in(client, budi.email, "Salah1234")

    response = sign_in(client, budi.nik)

    assert "Terlalu banyak percobaan yang gagal. Silakan coba lagi dalam 30 detik." in response.content.decode()
    assert not is_signed_in(client)


def test_the_wait_of_one_person_does_not_stop_another(client: Client, budi: Any, citra: Any) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON + 1):
        sign_in(client, budi.email, "Salah1234")

    sign_in(client, citra.email)

    assert is_signed_in(client)


def test_a_right_password_forgets_the_wrong_ones(client: Client, budi: Any) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON - 1):
        sign_in(client, budi.email, "Salah1234")
    sign_in(client, budi.email)
    client.logout()

    for _ in range(slowing.FREE_TRIES_OF_PERSON - 1):
        response = sign_in(client, budi.email, "Salah1234")

    assert "Password Salah" in response.content.decode()


def test_guessing_many_names_from_one_address_waits(client: Client) -> None:
    for n in range(slowing.FREE_TRIES_OF_ADDRESS):
        sign_in(client, f"orang{n}@contoh.test")

    response = sign_in(client, "lain@contoh.test")

    assert "Terlalu banyak percobaan" in response.content.decode()


def test_an_office_that_signs_in_rightly_never_waits(client: Client, budi: Any) -> None:
    for _ in range(slowing.FREE_TRIES_OF_ADDRESS + 2):
        client.logout()
        sign_in(client, budi.email)

    assert is_signed_in(client)


def test_next_leads_to_a_page_of_ours(client: Client, budi: Any) -> None:
    assert sign_in(client, budi.email, next="/profil/").url == "/profil/"


@pytest.mark.parametrize("evil", ["https://jahat.test/", "//jahat.test/", "javascript:alert(1)", "http:///jahat.test"])
def test_next_never_leads_elsewhere(client: Client, budi: Any, evil: str) -> None:
    assert sign_in(client, budi.email, next=evil).url == reverse("portal:dashboard")


def test_next_survives_a_wrong_password(client: Client, budi: Any) -> None:
    response = sign_in(client, budi.email, "Salah1234", next="/profil/")

    assert '<input type="hidden" name="next" value="/profil/">' in response.content.decode()


def test_who_is_signed_in_goes_on(client_of: Any, budi: Any) -> None:
    assert client_of(budi).get(URL).url == reverse("portal:dashboard")


def test_the_forgotten_password_is_linked_once_it_exists(client: Client) -> None:
    assert 'href=""' not in client.get(URL).content.decode()


def test_the_admin_pages_use_this_login(client: Client, client_of: Any, budi: Any) -> None:
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(URL)
    assert client_of(budi).get("/admin/login/").status_code == 403


def test_a_form_of_another_site_is_refused(budi: Any) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict, budi.email).status_code == 403


def test_a_victim_is_never_locked_for_good(client: Client, budi: Any) -> None:
    waits = []
    for _ in range(20):  # somebody guesses for hours
        sign_in(client, budi.email, "Salah1234")
        key = f"login:person:{budi.pk}"
        waits.append(ratelimit.wait_left(key))
        cache.delete(f"gate:{key}")  # as if the wait had passed

    assert max(waits) <= 900  # a quarter of an hour is the longest
    assert waits[-1] > 800
    assert sign_in(client, budi.email).url == reverse("portal:dashboard")


def test_the_one_time_link_is_the_way_out_of_the_wait(client: Client, budi: Any, sent_mail: Callable[[], Any]) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON + 1):
        sign_in(client, budi.email, "Salah1234")
    assert "Terlalu banyak percobaan" in sign_in(client, budi.email).content.decode()

    client.post("/masuk/tautan/", {"email": budi.email})
    found = re.search(r"https?://[^/\s]+(/masuk/tautan/[^\s]+)", sent_mail().body)
    assert found
    client.post(found[1])

    assert is_signed_in(client)


def test_query_budget(client: Client, budi: Any, django_assert_max_num_queries: Any) -> None:
    sign_in(client, "hangatkan@contoh.test")  # caches of the page are filled
    captcha = solved()

    # find, authenticate, is there a second factor, last login,
    # session: look for a free key, insert (savepoints), the list of sessions,
    # and the note of the session's first use (the middleware; once in five minutes)
    with django_assert_max_num_queries(15):
        sign_in(client, budi.email, captcha=captcha)
