"""/profil/password/."""

from typing import Any

import pytest
from django.test import Client

from accounts.actions import slowing
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/profil/password/"
NEW = "K@ltim2024Baru"


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(URL).url == f"/masuk/?next={URL}"


def test_the_page_has_the_words_of_the_guide(client_of: Any, budi: Any) -> None:
    page = client_of(budi).get(URL).content.decode()

    for words in ("Masukkan Password Lama", "Masukkan Password Baru", "Simpan", "setidaknya satu Angka"):
        assert words in page


def test_the_old_password_gives_a_new_one(client_of: Any, budi: Any) -> None:
    response = client_of(budi).post(URL, {"old_password": PASSWORD, "new_password": NEW}, follow=True)

    assert "Password berhasil diubah" in response.content.decode()
    budi.refresh_from_db()
    assert budi.check_password(NEW)


def test_other_sessions_end_and_this_one_goes_on(client_of: Any, budi: Any) -> None:
    here, elsewhere = client_of(budi), client_of(budi)

    here.post(URL, {"old_password": PASSWORD, "new_password": NEW})

    assert here.get(URL).status_code == 200
    assert elsewhere.get(URL).status_code == 302


def test_a_wrong_old_password_changes_nothing(client_of: Any, budi: Any) -> None:
    page = client_of(budi).post(URL, {"old_password": "Salah1234", "new_password": NEW}).content.decode()

    assert "Password Salah" in page
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("kaltim2024", "Password harus berisi setidaknya satu Huruf Kapital"),
        ("KaltimBaru", "Password harus berisi setidaknya satu Angka"),
        ("Santoso2026", "Password tidak boleh memuat NIK, email, atau nama Anda"),
        (PASSWORD, "Password baru harus berbeda dari password lama."),
    ],
)
def test_the_rule_holds_here_too(client_of: Any, budi: Any, new: str, words: str) -> None:
    page = client_of(budi).post(URL, {"old_password": PASSWORD, "new_password": new}).content.decode()

    assert f"<p>{words}</p>" in page
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)


def test_guessing_the_old_password_waits(client_of: Any, budi: Any) -> None:
    client = client_of(budi)
    for _ in range(slowing.FREE_TRIES_OF_PERSON):
        client.post(URL, {"old_password": "Salah1234", "new_password": NEW})

    page = client.post(URL, {"old_password": PASSWORD, "new_password": NEW}).content.decode()

    assert "Terlalu banyak percobaan yang gagal" in page
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)
