"""/profil/email/: another address, confirmed by a code sent there."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions import mailed_codes, slowing
from accounts.models import EmailCode
from messaging.models import InboxMessage
from outbox.models import OutboxMessage
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/profil/email/"
CODE_URL = "/profil/email/kode/"
NEW = "budi.baru@contoh.test"


def ask(client: Client, email: str = NEW, password: str = PASSWORD) -> Any:
    return client.post(URL, {"email": email, "password": password})


@pytest.fixture
def code_at_new(sent_mail: Callable[[], Any]) -> Callable[..., str]:
    """Ask for the change and return the code that stands in the mail to the new address."""

    def read(client: Client, email: str = NEW) -> str:
        assert ask(client, email).status_code == 302
        message = sent_mail()
        assert message.to == [email.lower()]
        found = re.search(r"^([0-9]{6})$", message.body, re.MULTILINE)
        assert found
        return found[1]

    return read


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(URL).url == f"/masuk/?next={URL}"
    assert client.post(CODE_URL).status_code == 302


def test_the_profile_leads_here(client_of: Any, budi: Any) -> None:
    assert f'href="{URL}"' in client_of(budi).get("/profil/").content.decode()


def test_the_right_code_changes_the_address_and_tells_the_old_one(
    client_of: Any, budi: Any, code_at_new: Callable[..., str], sent_mail: Callable[[], Any]
) -> None:
    client = client_of(budi)
    code = code_at_new(client, "Budi.Baru@Contoh.test")
    assert NEW in client.get(URL).content.decode()  # the page can be left and found again

    response = client.post(CODE_URL, {"code": code}, follow=True)

    assert "Email berhasil diubah" in response.content.decode()
    budi.refresh_from_db()
    assert budi.email == NEW
    sent_mail()
    told = [message for message in mail.outbox if message.to == ["budi@contoh.test"]]
    assert [message.subject for message in told] == ["Email akun E-PTSP Anda telah diganti"]
    assert NEW not in told[0].body
    assert InboxMessage.objects.filter(user=budi).count() == 1


def test_without_the_password_no_code_is_sent(client_of: Any, budi: Any) -> None:
    page = ask(client_of(budi), password="Salah1234").content.decode()

    assert "Password Salah" in page
    assert not OutboxMessage.objects.exists()


def test_guessing_the_password_here_waits_too(client_of: Any, budi: Any) -> None:
    client = client_of(budi)
    for _ in range(slowing.FREE_TRIES_OF_PERSON):
        ask(client, password="Salah1234")

    assert "Terlalu banyak percobaan" in ask(client).content.decode()


def test_a_wrong_code_changes_nothing(client_of: Any, budi: Any, code_at_new: Callable[..., str]) -> None:
    client = client_of(budi)

    page = client.post(CODE_URL, {"code": wrong(code_at_new(client))}).content.decode()

    assert "Kode Email Yang Anda Inputkan Salah!" in page
    budi.refresh_from_db()
    assert budi.email == "budi@contoh.test"


def test_the_code_lasts_ten_minutes_and_five_tries(
    client_of: Any, budi: Any, code_at_new: Callable[..., str], now: dt.datetime
) -> None:
    client = client_of(budi)
    code = code_at_new(client)
    for _ in range(mailed_codes.CODE_TRIES):
        client.post(CODE_URL, {"code": wrong(code)})
    assert "terlalu sering dicoba" in client.post(CODE_URL, {"code": code}).content.decode()

    with time_machine.travel(now + dt.timedelta(minutes=2), tick=False):
        code = code_at_new(client)
    with time_machine.travel(now + dt.timedelta(minutes=12, seconds=1), tick=False):
        assert "Minta kode baru" in client.post(CODE_URL, {"code": code}).content.decode()
    budi.refresh_from_db()
    assert budi.email == "budi@contoh.test"


def test_a_code_works_once(client_of: Any, budi: Any, code_at_new: Callable[..., str]) -> None:
    client = client_of(budi)
    code = code_at_new(client)
    client.post(CODE_URL, {"code": code})

    assert "Kode Email Yang Anda Inputkan Salah!" in client.post(CODE_URL, {"code": code}).content.decode()


def test_the_code_of_one_person_changes_nothing_for_another(
    client_of: Any, budi: Any, citra: Any, code_at_new: Callable[..., str]
) -> None:
    code = code_at_new(client_of(budi))

    client_of(citra).post(CODE_URL, {"code": code})

    citra.refresh_from_db()
    assert citra.email == "citra@contoh.test"


def test_a_taken_address_is_said_only_after_the_right_code(
    client_of: Any, budi: Any, citra: Any, code_at_new: Callable[..., str]
) -> None:
    client = client_of(budi)
    code = code_at_new(client, citra.email)
    assert "sudah terdaftar" not in client.post(CODE_URL, {"code": wrong(code)}).content.decode()

    page = client.post(CODE_URL, {"code": code}).content.decode()

    assert f"Email {citra.email} sudah terdaftar di database kami" in page
    budi.refresh_from_db()
    assert budi.email == "budi@contoh.test"


def test_ones_own_address_is_no_change(client_of: Any, budi: Any) -> None:
    assert "sudah menjadi email akun Anda" in ask(client_of(budi), "BUDI@contoh.test").content.decode()


def test_a_second_code_waits_a_minute(client_of: Any, budi: Any, code_at_new: Callable[..., str]) -> None:
    client = client_of(budi)
    code_at_new(client)

    assert "Anda dapat meminta lagi dalam" in ask(client).content.decode()


def test_a_pin_sent_to_the_old_address_is_void(client_of: Any, budi: Any, code_at_new: Callable[..., str]) -> None:
    moment = timezone.now()
    EmailCode.objects.create(
        purpose="pin", email=budi.email, user=budi, code_hash="x", sent_at=moment, expires_at=moment
    )
    client = client_of(budi)

    client.post(CODE_URL, {"code": code_at_new(client)})

    assert not EmailCode.objects.filter(purpose="pin").exists()
