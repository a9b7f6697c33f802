"""/lupa-password/: three things, a PIN, a new password."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import mailed_codes, slowing
from accounts.models import EmailCode
from messaging.models import InboxMessage
from outbox.models import OutboxMessage
from tests.accounts.solve import solve_page, solved
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/lupa-password/"
PIN_URL = "/lupa-password/pin/"
NEW = "Sungai#Mahakam7"
NOT_ONE_ACCOUNT = "No KTP / NPWP, No.Telp dan Email Anda Harus Benar!"


def ask(client: Client, person: Any, **more: str) -> Any:
    data = {"identity": person.nik, "telephone": person.phone, "email": person.email, "captcha": solved(), **more}
    return client.post(URL, data)


def submit(client: Client, person: Any, pin: str, **more: str) -> Any:
    data = {"email": person.email, "pin": pin, "new_password": NEW, "repeated": NEW, **more}
    return client.post(PIN_URL, data)


@pytest.fixture
def pin_of(client: Client, sent_mail: Callable[[], Any]) -> Callable[[Any], str]:
    """Ask for a PIN and return the one that stands in the mail."""

    def read(person: Any) -> str:
        assert ask(client, person).url == PIN_URL
        found = re.search(r"^([0-9]{6})$", sent_mail().body, re.MULTILINE)
        assert found
        return found[1]

    return read


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06d}"


def test_both_pages_have_the_words_of_the_guide(client: Client) -> None:
    first, second = (client.get(url).content.decode() for url in (URL, PIN_URL))

    for words in ("Lupa Password?", "No. KTP", "Telp", "E-mail", "Saya bukan robot", "REQUEST PIN"):
        assert words in first
    for words in ("Lupa Password? - Masukan Pin", "PIN", "Password Baru", "Ulangi Password Baru", "Tampilkan Sandi"):
        assert words in second
    assert "Submit" in second


def test_the_login_page_leads_here(client: Client) -> None:
    assert f'href="{URL}"' in client.get("/masuk/").content.decode()


def test_the_page_may_be_closed_and_says_so(client: Client) -> None:
    page = client.get(PIN_URL).content.decode()

    assert "JANGAN TUTUP" not in page
    assert "Anda boleh menutup halaman ini" in page


def test_a_pin_gives_a_new_password_and_leads_back_to_login(
    client: Client, budi: Any, pin_of: Callable[[Any], str]
) -> None:
    response = submit(client, budi, pin_of(budi))

    assert response.url == reverse("accounts:login")
    assert "Password berhasil diubah" in client.get(response.url).content.decode()
    budi.refresh_from_db()
    assert budi.check_password(NEW)


def test_the_captcha_of_the_page_is_the_one_that_counts(client: Client, budi: Any) -> None:
    captcha = solve_page(client.get(URL))

    assert ask(client, budi, captcha=captcha).status_code == 302
    assert "Captcha Invalid" in ask(client, budi, captcha=captcha).content.decode()


def test_without_the_captcha_nothing_is_sent(client: Client, budi: Any) -> None:
    assert "Captcha Invalid" in ask(client, budi, captcha="").content.decode()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("typed", ["+62 800-0000-0001", "6280000000001", "0800 0000 0001", "(0800) 00000001"])
def test_the_telephone_may_be_typed_in_any_way(client: Client, budi: Any, typed: str) -> None:
    assert ask(client, budi, telephone=typed).url == PIN_URL


def test_the_npwp_of_the_account_will_do(client: Client, budi: Any) -> None:
    budi.npwp = "990000000000001"
    budi.save(update_fields=["npwp"])

    assert ask(client, budi, identity="99.000.000.0-000.001").url == PIN_URL


@pytest.mark.parametrize(
    "one_wrong",
    [
        {"identity": "9900000000000000"},
        {"identity": "abc"},
        {"identity": "."},
        {"telephone": "080000000002"},
        {"telephone": "telepon"},
        {"email": "lain@contoh.test"},
    ],
)
def test_all_three_must_be_of_one_account(client: Client, budi: Any, one_wrong: dict[str, str]) -> None:
    page = ask(client, budi, **one_wrong).content.decode()

    assert NOT_ONE_ACCOUNT in page
    assert not EmailCode.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_data_of_two_accounts_do_not_make_one(client: Client, budi: Any, citra: Any) -> None:
    assert NOT_ONE_ACCOUNT in ask(client, budi, email=citra.email).content.decode()


def test_an_account_without_a_telephone_is_never_matched_by_an_empty_one(client: Client, citra: Any) -> None:
    assert NOT_ONE_ACCOUNT in ask(client, citra, telephone="-").content.decode()


def test_an_inactive_account_gets_no_pin(client: Client, budi: Any) -> None:
    budi.is_active = False
    budi.save(update_fields=["is_active"])

    assert NOT_ONE_ACCOUNT in ask(client, budi).content.decode()


def test_the_pin_is_kept_only_as_a_hash(client: Client, budi: Any, pin_of: Callable[[Any], str]) -> None:
    ask(client, budi)
    waiting = OutboxMessage.objects.get()
    row = EmailCode.objects.get()

    assert row.expires_at - row.sent_at == dt.timedelta(minutes=15)
    EmailCode.objects.all().delete()
    pin = pin_of(budi)
    assert pin not in EmailCode.objects.get().code_hash
    assert pin not in str(waiting.context)
    assert set(OutboxMessage.objects.values_list("secret", flat=True)) == {""}  # wiped once sent


def test_the_page_is_reached_again_by_the_link_of_the_mail(
    client: Client, budi: Any, sent_mail: Callable[[], Any]
) -> None:
    ask(client, budi)
    found = re.search(r"https?://[^/\s]+(/lupa-password/pin/[^\s]+)", sent_mail().body)
    assert found
    on_the_phone = Client()

    response = on_the_phone.get(found[1], follow=True)

    assert response.redirect_chain[-1][0] == PIN_URL
    assert f'value="{budi.email}"' in response.content.decode()
    assert budi.email not in found[1]


def test_the_page_is_reached_again_by_typing_the_address(budi: Any, pin_of: Callable[[Any], str]) -> None:
    pin, elsewhere = pin_of(budi), Client()

    assert f'href="{PIN_URL}"' in elsewhere.get(URL).content.decode()
    assert submit(elsewhere, budi, pin).url == reverse("accounts:login")


def test_an_altered_or_old_link_asks_anew(client: Client, budi: Any, sent_mail: Callable[[], Any]) -> None:
    ask(client, budi)
    found = re.search(r"https?://[^/\s]+(/lupa-password/pin/[^\s]+)", sent_mail().body)
    assert found

    assert client.get(f"{PIN_URL}tidak-ada/").url == URL
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=False):
        assert client.get(found[1]).url == URL


def test_a_wrong_pin_changes_nothing(client: Client, budi: Any, pin_of: Callable[[Any], str]) -> None:
    page = submit(client, budi, wrong(pin_of(budi))).content.decode()

    assert "PIN Yang Anda Masukkan Salah!" in page
    assert NEW not in page
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)


def test_after_five_wrong_tries_the_right_pin_is_too_late(
    client: Client, budi: Any, pin_of: Callable[[Any], str]
) -> None:
    pin = pin_of(budi)
    for _ in range(mailed_codes.CODE_TRIES):
        submit(client, budi, wrong(pin))

    page = submit(client, budi, pin).content.decode()

    assert "PIN ini sudah terlalu sering dicoba" in page
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)


def test_after_fifteen_minutes_the_pin_is_too_old(client: Client, budi: Any, pin_of: Callable[[Any], str]) -> None:
    pin = pin_of(budi)

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=15, seconds=1), tick=False):
        assert "kedaluwarsa" in submit(client, budi, pin).content.decode()


def test_a_pin_works_once(client: Client, budi: Any, pin_of: Callable[[Any], str]) -> None:
    pin = pin_of(budi)
    submit(client, budi, pin)

    assert "sudah dipakai" in submit(client, budi, pin).content.decode()


def test_the_pin_of_one_person_does_not_open_another(
    client: Client, budi: Any, citra: Any, pin_of: Callable[[Any], str]
) -> None:
    page = submit(client, citra, pin_of(budi)).content.decode()

    assert "PIN Yang Anda Masukkan Salah!" in page
    citra.refresh_from_db()
    assert citra.check_password(PASSWORD)


def test_a_second_pin_waits_a_minute_and_replaces_the_first(
    client: Client, budi: Any, pin_of: Callable[[Any], str]
) -> None:
    first = pin_of(budi)

    assert "Anda dapat meminta lagi dalam" in ask(client, budi).content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61), tick=False):
        second = pin_of(budi)
        assert second == first or "Salah" in submit(client, budi, first).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"new_password": "kaltim2024", "repeated": "kaltim2024"}, "setidaknya satu Huruf Kapital"),
        ({"new_password": "KaltimBaru", "repeated": "KaltimBaru"}, "setidaknya satu Angka"),
        ({"repeated": "Sungai#Mahakam8"}, "Password yang diulang tidak sama"),
        ({"new_password": "Santoso2026", "repeated": "Santoso2026"}, "tidak boleh memuat NIK, email, atau nama Anda"),
    ],
)
def test_the_password_rule_is_the_same_here(
    client: Client, budi: Any, pin_of: Callable[[Any], str], typed: dict[str, str], words: str
) -> None:
    pin = pin_of(budi)

    assert words in submit(client, budi, pin, **typed).content.decode()
    assert EmailCode.objects.get().tries == 0
    assert submit(client, budi, pin).status_code == 302  # the PIN was not used up by that


def test_every_session_of_the_account_ends(
    client: Client, client_of: Any, budi: Any, pin_of: Callable[[Any], str]
) -> None:
    elsewhere = client_of(budi)

    submit(client, budi, pin_of(budi))

    assert elsewhere.get("/profil/").status_code == 302


def test_a_mail_and_the_inbox_say_that_the_password_was_changed(
    client: Client, budi: Any, pin_of: Callable[[Any], str], sent_mail: Callable[[], Any]
) -> None:
    submit(client, budi, pin_of(budi))

    message = sent_mail()
    assert message.subject == "Password E-PTSP Anda telah diubah"
    assert message.to == [budi.email]
    assert NEW not in message.body
    assert InboxMessage.objects.get(user=budi).subject == message.subject


def test_guessing_waits_longer_and_longer_but_never_for_ever(client: Client, budi: Any) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON):
        ask(client, budi, identity="9900000000000000")

    page = ask(client, budi).content.decode()

    assert "Terlalu banyak percobaan yang gagal. Silakan coba lagi dalam 30 detik." in page


def test_the_log_of_a_wait_names_nobody(client: Client, budi: Any, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON + 1):
        ask(client, budi, identity="9900000000000000")

    assert "too many tries: pin:person:" in caplog.text
    for secret in (budi.email, budi.nik, "9900000000000000", budi.phone):
        assert secret not in caplog.text


def test_a_right_pin_ends_the_waits_of_the_login(client: Client, budi: Any, pin_of: Callable[[Any], str]) -> None:
    for _ in range(slowing.FREE_TRIES_OF_PERSON + 1):
        client.post("/masuk/", {"identifier": budi.email, "password": "Salah1234", "captcha": solved()})

    submit(client, budi, pin_of(budi))
    response = client.post("/masuk/", {"identifier": budi.email, "password": NEW, "captcha": solved()})

    assert response.url == reverse("portal:dashboard")


def test_ten_pins_a_day_go_to_one_address(client: Client, budi: Any, now: dt.datetime) -> None:
    for n in range(mailed_codes.MAILS_PER_DAY + 1):
        with time_machine.travel(now + dt.timedelta(minutes=2 * n), tick=False):
            response = ask(client, budi)

    assert "Silakan coba lagi besok" in response.content.decode()
    assert EmailCode.objects.count() == mailed_codes.MAILS_PER_DAY


def test_a_form_of_another_site_is_refused(budi: Any) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert ask(strict, budi).status_code == 403
    assert submit(strict, budi, "000000").status_code == 403


def test_nothing_typed_comes_back_as_markup(client: Client, budi: Any) -> None:
    evil = '<img src=x onerror=alert(1)>"'

    page = ask(client, budi, identity=evil, telephone=evil[:25]).content.decode()

    assert "<img src=x" not in page
    assert mail.outbox == []
