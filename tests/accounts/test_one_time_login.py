"""/masuk/tautan/: signing in without JavaScript."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import EmailCode

pytestmark = pytest.mark.django_db
URL = "/masuk/tautan/"


@pytest.fixture
def link_of(client: Client, sent_mail: Callable[[], Any]) -> Callable[[Any], str]:
    """Ask for a link and return the path that stands in the mail."""

    def ask(person: Any) -> str:
        client.post(URL, {"email": person.email})
        found = re.search(r"https?://[^/\s]+(/masuk/tautan/[^\s]+)", sent_mail().body)
        assert found
        return found[1]

    return ask


def test_the_login_page_offers_it_without_javascript(client: Client) -> None:
    page = client.get("/masuk/").content.decode()

    noscript = page[page.rindex("<noscript>") :]
    assert f'href="{URL}"' in noscript


def test_the_link_shows_a_button_and_the_button_signs_in(
    client: Client, budi: Any, link_of: Callable[[Any], str]
) -> None:
    link = link_of(budi)

    shown = client.get(link)
    assert budi.name in shown.content.decode()
    assert SESSION_KEY not in client.session  # a mail program that looks at links signs nobody in

    response = client.post(link)
    assert response.url == reverse("portal:dashboard")
    assert client.session[SESSION_KEY] == str(budi.pk)


def test_the_link_works_once(client: Client, budi: Any, link_of: Callable[[Any], str]) -> None:
    link = link_of(budi)
    client.post(link)
    client.logout()

    response = client.post(link, follow=True)

    assert "tidak berlaku atau sudah kedaluwarsa" in response.content.decode()
    assert SESSION_KEY not in client.session


def test_the_link_lasts_fifteen_minutes(client: Client, budi: Any, link_of: Callable[[Any], str]) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        link = link_of(budi)
        clock.shift(dt.timedelta(minutes=15))
        response = client.post(link, follow=True)

    assert "kedaluwarsa" in response.content.decode()


def test_an_altered_link_is_refused(client: Client, budi: Any, link_of: Callable[[Any], str]) -> None:
    link = link_of(budi)

    assert "kedaluwarsa" in client.get(f"{link[:-3]}xx/", follow=True).content.decode()


def test_a_deactivated_person_does_not_get_in(client: Client, budi: Any, link_of: Callable[[Any], str]) -> None:
    link = link_of(budi)
    budi.is_active = False
    budi.save(update_fields=["is_active"])

    client.post(link)

    assert SESSION_KEY not in client.session


def test_known_and_unknown_addresses_read_the_same(client: Client, budi: Any) -> None:
    known = client.post(URL, {"email": budi.email}).content.decode()
    unknown = client.post(URL, {"email": "siapa@contoh.test"}).content.decode()

    assert known.replace(budi.email, "") == unknown.replace("siapa@contoh.test", "")
    assert EmailCode.objects.count() == 2


def test_an_unknown_address_gets_no_mail(client: Client) -> None:
    from outbox.models import OutboxMessage

    client.post(URL, {"email": "siapa@contoh.test"})

    assert not OutboxMessage.objects.exists()


def test_sixty_seconds_pass_between_two_links(client: Client, budi: Any) -> None:
    client.post(URL, {"email": budi.email})

    assert "Anda dapat meminta lagi dalam" in client.post(URL, {"email": budi.email}).content.decode()


def test_the_link_is_not_in_the_clear_in_the_outbox(client: Client, budi: Any) -> None:
    from outbox.models import OutboxMessage

    client.post(URL, {"email": budi.email})

    row = OutboxMessage.objects.get()
    assert "tautan/" not in f"{row.context}{row.secret}"
    assert row.channel == "email"
    assert mail.outbox == []
