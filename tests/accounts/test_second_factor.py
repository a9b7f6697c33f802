"""/profil/keamanan/dua-langkah/ and /masuk/kode/: the authenticator app."""

import datetime as dt
import re
from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import codes
from accounts.actions import second_factor
from accounts.actions.slowing import FREE_TRIES_OF_PERSON
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from messaging.models import InboxMessage
from outbox.models import OutboxMessage
from tests.accounts.solve import solved
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/profil/keamanan/dua-langkah/"
CODE_PAGE = "/masuk/kode/"


def code_of(person: Any, now: dt.datetime) -> str:
    """What the person's app shows at that moment."""
    device = TOTPDevice.objects.get(user=person)
    totp = TOTP(device.bin_key)
    totp.time = now.timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def clock() -> Any:
    """A clock that stands still until a test moves it on; codes change every 30 seconds."""
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as traveller:
        yield traveller


def read(clock: Any) -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def protected(budi: Any, clock: Any) -> tuple[Any, list[str]]:
    """Budi with his app, and his recovery codes; the code of this moment is used up."""
    second_factor.begin(budi, password=PASSWORD)
    made = second_factor.confirm(budi, code=code_of(budi, read(clock)), now=read(clock))
    budi.refresh_from_db()
    clock.shift(dt.timedelta(seconds=31))
    return budi, made


def password_given(person: Any, **more: str) -> tuple[Client, Any]:
    client = Client()
    data = {"identifier": person.email, "password": PASSWORD, "captcha": solved(), **more}
    return client, client.post("/masuk/", data)


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


# ---- setting it up


def test_it_is_switched_on_with_the_password_a_qr_code_and_a_first_code(client_of: Any, budi: Any, clock: Any) -> None:
    client = client_of(budi)
    client.post(f"{URL}mulai/", {"password": PASSWORD})

    page = client.get(URL).content.decode()
    found = re.search(r"factor-secret\">([A-Z2-7 ]+)<", page)
    assert found
    secret = b32decode(found[1].replace(" ", ""))
    assert secret == TOTPDevice.objects.get(user=budi).bin_key
    picture = client.get(f"{URL}qr.png")
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert "no-store" in picture["Cache-Control"]

    page = client.post(f"{URL}konfirmasi/", {"code": code_of(budi, read(clock))}).content.decode()

    shown = re.findall(r"<li class=\"mono\">([^<]+)</li>", page)
    assert len(shown) == second_factor.RECOVERY_CODES
    assert "data-print" in page
    assert is_in(client)
    assert "Aktif" in client.get(URL).content.decode()


def test_the_qr_code_is_gone_once_it_is_on(client_of: Any, protected: Any) -> None:
    budi, _ = protected

    assert client_of(budi).get(f"{URL}qr.png").status_code == 404


def test_a_wrong_password_begins_nothing(client_of: Any, budi: Any) -> None:
    page = client_of(budi).post(f"{URL}mulai/", {"password": "Salah1234"}).content.decode()

    assert "Password Salah" in page
    assert not TOTPDevice.objects.exists()


def test_a_wrong_first_code_switches_nothing_on(client_of: Any, budi: Any) -> None:
    client = client_of(budi)
    client.post(f"{URL}mulai/", {"password": PASSWORD})

    page = client.post(f"{URL}konfirmasi/", {"code": "abcdef"}).content.decode()

    assert "Kode verifikasi salah." in page
    assert second_factor.device_of(budi) is None
    assert password_given(budi)[1].url == "/dashboard/"


def test_switching_on_ends_every_other_session(client_of: Any, budi: Any, clock: Any) -> None:
    elsewhere, here = client_of(budi), client_of(budi)
    here.post(f"{URL}mulai/", {"password": PASSWORD})

    here.post(f"{URL}konfirmasi/", {"code": code_of(budi, read(clock))})

    assert elsewhere.get("/profil/").status_code == 302
    assert here.get("/profil/").status_code == 200


def test_recovery_codes_are_kept_only_as_hashes(protected: Any) -> None:
    _, made = protected

    kept = set(StaticToken.objects.values_list("token", flat=True))

    assert len(kept) == len(made)
    assert not kept & {codes.plain(code) for code in made}


def test_every_change_is_told_to_the_person(protected: Any) -> None:
    budi, _ = protected

    assert InboxMessage.objects.filter(user=budi).count() or OutboxMessage.objects.filter(
        template="second_factor", recipient=budi
    )


# ---- signing in


def test_the_right_password_alone_does_not_sign_in(protected: Any) -> None:
    client, response = password_given(protected[0], next="/profil/")

    assert response.url == CODE_PAGE
    assert not is_in(client)
    assert client.get("/profil/").status_code == 302


def test_the_code_signs_in_and_leads_where_one_wanted_to_go(protected: Any, clock: Any) -> None:
    budi, _ = protected
    client, _ = password_given(budi, next="/profil/")
    before = client.session.session_key

    response = client.post(CODE_PAGE, {"code": f" {code_of(budi, read(clock))[:3]} {code_of(budi, read(clock))[3:]}"})

    assert response.url == "/profil/"
    assert is_in(client)
    assert client.session.session_key != before


def test_a_wrong_code_is_refused(protected: Any, clock: Any) -> None:
    budi, _ = protected
    client, _ = password_given(budi)
    right = code_of(budi, read(clock))

    page = client.post(CODE_PAGE, {"code": f"{(int(right) + 1) % 1_000_000:06d}"}).content.decode()

    assert "Kode verifikasi salah." in page
    assert not is_in(client)


def test_a_code_counts_once(protected: Any, clock: Any) -> None:
    budi, _ = protected
    code = code_of(budi, read(clock))
    password_given(budi)[0].post(CODE_PAGE, {"code": code})

    client, _ = password_given(budi)
    page = client.post(CODE_PAGE, {"code": code}).content.decode()

    assert "Kode ini sudah dipakai." in page
    assert not is_in(client)


def test_an_old_code_is_refused(protected: Any, clock: Any) -> None:
    budi, _ = protected
    old = code_of(budi, read(clock))
    clock.shift(dt.timedelta(seconds=90))

    client, _ = password_given(budi)
    client.post(CODE_PAGE, {"code": old})

    assert not is_in(client)


def test_a_recovery_code_lets_in_once_and_the_person_is_told(protected: Any) -> None:
    budi, made = protected
    client, _ = password_given(budi)
    client.post(CODE_PAGE, {"code": made[0].upper()})
    assert is_in(client)
    assert second_factor.codes_left(budi) == second_factor.RECOVERY_CODES - 1
    assert OutboxMessage.objects.filter(event__startswith=f"second_factor_recovery:{budi.pk}").exists()

    again, _ = password_given(budi)
    again.post(CODE_PAGE, {"code": made[0]})

    assert not is_in(again)


def test_the_recovery_code_of_somebody_else_is_worth_nothing(protected: Any, citra: Any, clock: Any) -> None:
    _, made = protected
    second_factor.begin(citra, password=PASSWORD)
    second_factor.confirm(citra, code=code_of(citra, read(clock)), now=read(clock))

    with pytest.raises(DomainError):
        second_factor.check(citra, code=made[0], now=read(clock))
    assert second_factor.codes_left(protected[0]) == len(made)


def test_wrong_codes_wait_longer_and_longer_but_never_for_good(protected: Any, clock: Any) -> None:
    budi, _ = protected
    client, _ = password_given(budi)
    for _ in range(FREE_TRIES_OF_PERSON):
        client.post(CODE_PAGE, {"code": "000000x"})

    page = client.post(CODE_PAGE, {"code": code_of(budi, read(clock))}).content.decode()
    assert "Silakan coba lagi dalam 30 detik." in page
    assert not is_in(client)

    cache.delete(f"gate:second_factor:{budi.pk}")  # Redis forgets it by itself after the 30 seconds
    client.post(CODE_PAGE, {"code": code_of(budi, read(clock))})
    assert is_in(client)


def test_a_right_password_does_not_forgive_wrong_codes(protected: Any, clock: Any) -> None:
    budi, _ = protected
    for _ in range(FREE_TRIES_OF_PERSON):
        password_given(budi)[0].post(CODE_PAGE, {"code": "000000x"})

    client, _ = password_given(budi)

    assert "Silakan coba lagi dalam" in client.post(CODE_PAGE, {"code": "000000x"}).content.decode()


def test_the_code_page_waits_ten_minutes(protected: Any, clock: Any) -> None:
    budi, _ = protected
    client, _ = password_given(budi)
    clock.shift(dt.timedelta(minutes=10))

    response = client.post(CODE_PAGE, {"code": code_of(budi, read(clock))}, follow=True)

    assert "Waktu untuk mengisi kode sudah habis." in response.content.decode()
    assert not is_in(client)


def test_another_password_ends_the_wait(protected: Any, clock: Any) -> None:
    budi, _ = protected
    client, _ = password_given(budi)
    budi.set_password("Sungai#Mahakam7")
    budi.save(update_fields=["password"])

    client.post(CODE_PAGE, {"code": code_of(budi, read(clock))})

    assert not is_in(client)


def test_a_stranger_finds_no_code_page(client: Client) -> None:
    assert client.get(CODE_PAGE).url == "/masuk/"


def test_the_one_time_link_does_not_go_around_it(protected: Any, sent_mail: Callable[[], Any], clock: Any) -> None:
    budi, _ = protected
    client = Client()
    client.post("/masuk/tautan/", {"email": budi.email})
    found = re.search(r"https?://[^/\s]+(/masuk/tautan/[^\s]+)", sent_mail().body)
    assert found

    assert client.post(found[1]).url == CODE_PAGE
    assert not is_in(client)
    client.post(CODE_PAGE, {"code": code_of(budi, read(clock))})
    assert is_in(client)


def test_without_a_second_factor_nothing_changes(budi: Any) -> None:
    client, response = password_given(budi)

    assert response.url == "/dashboard/"
    assert is_in(client)


# ---- new recovery codes, switching off, resetting


def test_new_recovery_codes_replace_the_old_ones(client_of: Any, protected: Any, clock: Any) -> None:
    budi, made = protected

    page = client_of(budi).post(
        f"{URL}kode-pemulihan/", {"baru-password": PASSWORD, "baru-code": code_of(budi, read(clock))}
    )

    assert page.content.decode().count('<li class="mono">') == second_factor.RECOVERY_CODES
    with pytest.raises(DomainError):
        second_factor.check(budi, code=made[0], now=read(clock))


@pytest.mark.parametrize(("password", "right"), [("Salah1234", True), (PASSWORD, False)])
def test_switching_off_needs_both(client_of: Any, protected: Any, clock: Any, password: str, right: bool) -> None:
    budi, _ = protected
    code = code_of(budi, read(clock)) if right else "salah"

    page = client_of(budi).post(f"{URL}matikan/", {"mati-password": password, "mati-code": code}).content.decode()

    assert "Verifikasi dua langkah tetap aktif" in page
    assert second_factor.device_of(budi)


def test_switching_off_goes_on_here_and_ends_the_rest(client_of: Any, protected: Any, clock: Any) -> None:
    budi, _ = protected
    here, elsewhere = client_of(budi), client_of(budi)

    here.post(f"{URL}matikan/", {"mati-password": PASSWORD, "mati-code": code_of(budi, read(clock))})

    assert here.get("/profil/").status_code == 200
    assert elsewhere.get("/profil/").status_code == 302
    assert second_factor.device_of(budi) is None
    assert not StaticToken.objects.exists()


def test_the_administrator_resets_it_with_a_record_and_a_notice(client_of: Any, protected: Any, officer: Any) -> None:
    budi, _ = protected
    admin = officer(Role.ADMINISTRATOR, starts_on=dt.date(2020, 1, 1))
    admin.is_staff = admin.is_superuser = True
    admin.save(update_fields=["is_staff", "is_superuser"])

    client_of(admin).post(
        "/admin/accounts/user/", {"action": "reset_second_factor", "_selected_action": [str(budi.pk)]}
    )

    assert second_factor.device_of(budi) is None
    assert LogEntry.objects.get(object_id=str(budi.pk)).user == admin
    assert OutboxMessage.objects.filter(event__startswith=f"second_factor_reset:{budi.pk}").exists()


def test_nobody_resets_their_own(protected: Any, clock: Any) -> None:
    budi, _ = protected

    with pytest.raises(DomainError):
        second_factor.reset(budi, by=budi, now=read(clock))


# ---- required for staff


def test_staff_sets_it_up_before_any_page_of_theirs_opens(client_of: Any, officer: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True
    client = client_of(officer(Role.BACKOFFICE))

    for path in ("/petugas/", "/dashboard/", "/inbox/", "/admin/"):
        assert client.get(path).url == URL, path
    page = client.get(URL).content.decode()
    assert "Petugas wajib" in page
    for path in ("/", "/bantuan/", "/keluar/", "/profil/password/"):
        assert client.get(path).status_code == 200, path


def test_a_fragment_leads_the_whole_page_to_the_setup(client_of: Any, officer: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True

    response = client_of(officer(Role.BACKOFFICE)).get("/petugas/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == URL


def test_staff_who_gave_a_code_goes_on(officer: Any, settings: Any, clock: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True
    person = officer(Role.BACKOFFICE)
    second_factor.begin(person, password=PASSWORD)
    second_factor.confirm(person, code=code_of(person, read(clock)), now=read(clock))
    clock.shift(dt.timedelta(seconds=31))
    client, _ = password_given(person)
    client.post(CODE_PAGE, {"code": code_of(person, read(clock))})

    assert client.get("/petugas/").status_code == 200


def test_an_applicant_is_never_made_to(client_of: Any, budi: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True

    assert client_of(budi).get("/dashboard/").status_code == 200


def test_it_is_not_asked_of_staff_where_the_setting_is_off(client_of: Any, officer: Any) -> None:
    assert client_of(officer(Role.BACKOFFICE)).get("/petugas/").status_code == 200
