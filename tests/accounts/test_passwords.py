"""The one password rule."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

SARI = User(nik="9972015708900001", email="sari.w@contoh.test", name="Sari Wulandari, S.E.")


def broken(password: str, user: User | None = SARI) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize("password", ["Kaltim2026!", "K@ltim2024Baru", "Aa1aaaaz", "Pintu Rumah 5"])
def test_good_passwords_pass(password: str) -> None:
    assert broken(password) == []


def test_every_broken_rule_is_named_at_once() -> None:
    assert broken("§") == [
        "Gunakan minimal 8 karakter atau lebih untuk Password",
        "Password harus berisi setidaknya satu Huruf Kapital",
        "Password harus berisi setidaknya satu Huruf kecil",
        "Password harus berisi setidaknya satu Angka",
    ]


def test_a_common_password_is_refused() -> None:
    assert broken("Password1")


@pytest.mark.parametrize("password", ["Aa9972015708900001", "Sari.W@contoh.test1", "Sari.W123456", "xxWULANDARIx1"])
def test_your_own_data_is_refused(password: str) -> None:
    assert "Password tidak boleh memuat NIK, email, atau nama Anda" in broken(password)


def test_a_short_word_of_the_name_may_occur() -> None:
    assert broken("Kasebur2026", User(nik="9" * 16, email="x@contoh.test", name="Ase Bur")) == []


def test_the_rule_works_without_a_person() -> None:
    assert broken("Kaltim2026!", None) == []


def test_production_refuses_the_password_of_the_demo() -> None:
    from accounts.passwords import NotTheDemoPasswordValidator

    with pytest.raises(ValidationError):
        NotTheDemoPasswordValidator().validate("kaltim2026!")
    NotTheDemoPasswordValidator().validate("Mahakam-2031")
