"""What no honest form holds, on registration and profile: refused in words, or kept and shown as plain text."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.visible import visible
from regions.models import District, Village
from tests.accounts.solve import solved

pytestmark = pytest.mark.django_db
HTML = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>"
EMAIL = "dewi@contoh.test"


@pytest.fixture
def typed(village: Any) -> dict[str, str]:
    """What Dewi types on the profile."""
    return {
        "gender": "P",
        "born_on": "1990-08-17",
        "education": "S1",
        "occupation": "Konsultan",
        "job_title": "Direktur",
        "address": "Jl. Contoh No. 3",
        "province": "64",
        "regency": "64.72",
        "district": "64.72.09",
        "village": village.pk,
        "phone": "0800 0000 0003",
        "postcode": "75112",
    }


@pytest.fixture
def register(client: Client, typed: dict[str, str], sent_mail: Callable[[], Any]) -> Callable[..., Any]:
    """Send the form of registration with a right code; what is given replaces what Dewi typed."""
    first = {"nik": "9972015708900001", "name": "Dewi Anggraini", "npwp": "", "password": "Sungai#Mahakam7"}
    client.post("/daftar/kode/", {"email": EMAIL})
    found = re.search(r"\b[0-9]{6}\b", sent_mail().body)
    assert found

    def send(**changes: str) -> Any:
        data = {**typed, **first, "email": EMAIL, "code": found[0], "captcha": solved(), **changes}
        return client.post("/daftar/", data)

    return send


@pytest.fixture
def elsewhere(village: Any) -> Any:
    """A village of another district of the same city."""
    district = District.objects.create(code="64.72.01", name="PALARAN", regency=village.district.regency)
    return Village.objects.create(
        code="64.72.01.1001", name="BUKUAN", district=district, postcode="75241", latitude=-0.59, longitude=117.21
    )


# ---- registration


@pytest.mark.parametrize("field", ["name", "address", "email", "nik", "npwp", "phone", "postcode", "code", "password"])
def test_nothing_of_three_hundred_characters_breaks_the_page(register: Callable[..., Any], field: str) -> None:
    response = register(**{field: "A" * 301})

    assert response.status_code == 200
    assert "field-error" in response.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_name_of_three_hundred_characters_is_told_its_limit(register: Callable[..., Any]) -> None:
    page = register(name="A" * 300).content.decode()

    assert re.search(r"150 karakter \(sekarang 300", page)
    assert "Proses Pendaftaran Gagal" in page


@pytest.mark.parametrize(
    "field", ["name", "address", "email", "nik", "npwp", "phone", "postcode", "code", "gender", "education", "born_on"]
)
def test_html_in_any_field_comes_back_as_text(register: Callable[..., Any], field: str) -> None:
    # a name may hold it, so a wrong NIK keeps the form on the screen
    page = register(**{"nik": "12", field: HTML}).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("field", ["name", "address", "nik", "npwp", "phone", "postcode", "code", "email", "village"])
def test_a_null_byte_is_refused_beside_its_field(register: Callable[..., Any], field: str) -> None:
    response = register(**{field: "Dewi\x00"})

    assert response.status_code == 200
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_name_with_emoji_and_quotes_is_kept_as_typed(register: Callable[..., Any], client: Client) -> None:
    register(name='Dewi "Dé" O\'Neil & Co 🌺👩🏽‍🌾')

    assert User.objects.get(email=EMAIL).name == 'Dewi "Dé" O\'Neil & Co 🌺👩🏽‍🌾'
    page = client.get("/dashboard/").content.decode()
    assert "O&#x27;Neil &amp; Co 🌺👩🏽‍🌾" in page


def test_the_right_to_left_override_is_left_out(register: Callable[..., Any]) -> None:
    register(name="Dewi \u202egnp.\u2066exe\u200b", address="Jl.\u202e Contoh\r\nNo. 3")

    person = User.objects.get(email=EMAIL)
    assert person.name == "Dewi gnp.exe"
    assert person.address == "Jl. Contoh\r\nNo. 3"


def test_hidden_characters_alone_are_no_name(register: Callable[..., Any]) -> None:
    register(name="\u202e\u200b \u2066")

    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("days", [1, 365 * 40])
def test_a_birth_date_in_the_future_is_refused(register: Callable[..., Any], days: int) -> None:
    page = register(born_on=str(timezone.localdate() + dt.timedelta(days=days))).content.decode()

    assert "Isi tanggal lahir yang benar." in page
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("phone", ["0812ABCD5678", "telepon", "0812-34", "+62", "٠٨١٢٣٤٥٦٧٨٩"])
def test_a_telephone_with_letters_is_refused(register: Callable[..., Any], phone: str) -> None:
    page = register(phone=phone).content.decode()

    assert "Isi nomor yang benar, misalnya 08xxxxxxxxxx." in page
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("phone", ["080000000003", "+62 800 0000 0003", "62800-0000-0003", "(0800) 0000 0003"])
def test_a_telephone_is_kept_as_e164(register: Callable[..., Any], phone: str) -> None:
    register(phone=phone)

    assert User.objects.get(email=EMAIL).phone == "+6280000000003"


@pytest.mark.parametrize(
    ("typed_npwp", "kept"),
    [("99.999.999.9-999.000", "999999999999000"), ("9999999999990000", "9999999999990000"), ("", "")],
)
def test_an_npwp_is_kept_without_its_dots(register: Callable[..., Any], typed_npwp: str, kept: str) -> None:
    register(npwp=typed_npwp)

    assert User.objects.get(email=EMAIL).npwp == kept


@pytest.mark.parametrize("npwp", ["99.999.999.9-999.00", "99999999999990000", "99.999.999.9-999.OOO"])
def test_an_npwp_of_another_length_is_refused(register: Callable[..., Any], npwp: str) -> None:
    assert "NPWP terdiri atas 15 atau 16 angka." in register(npwp=npwp).content.decode()


def test_a_village_of_another_district_is_refused(register: Callable[..., Any], elsewhere: Any) -> None:
    page = register(village=elsewhere.pk).content.decode()

    assert "Pilihan Kelurahan/Desa tidak sesuai dengan wilayah di atasnya." in page
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_taken_nik_is_led_to_lupa_password(register: Callable[..., Any], budi: Any) -> None:
    page = register(nik=budi.nik, nik_confirmed="on").content.decode()

    assert f"NIK {budi.nik} sudah terdaftar di database kami" in page
    notice = page[page.index("Sudah punya akun? <a") :]
    assert '<a href="/lupa-password/">Lupa Password</a>' in notice[:300]
    assert "NIK yang berbeda" not in page


# ---- profile


def test_html_in_the_profile_is_shown_as_text_everywhere(client_of: Any, budi: Any, typed: dict[str, str]) -> None:
    client = client_of(budi)
    client.post("/profil/", {**typed, "address": HTML, "occupation": HTML, "job_title": HTML})
    budi.name = HTML
    budi.save(update_fields=["name"])

    for path in ("/profil/", "/dashboard/", "/profil/keamanan/", "/profil/perbaikan/", "/keluar/", "/bantuan/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get("/profil/").content.decode()


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("born_on", "2999-01-01", "Isi tanggal lahir yang benar."),
        ("phone", "0812ABCD5678", "Isi nomor yang benar"),
        ("postcode", "7511A", "Kode Pos terdiri atas 5 angka."),
        ("address", "A" * 301, "300 karakter"),
        ("occupation", "A" * 101, "100 karakter"),
        ("job_title", "Direk\x00tur", "field-error"),
    ],
)
def test_the_profile_refuses_it_in_words(
    client_of: Any, budi: Any, typed: dict[str, str], field: str, wrong: str, words: str
) -> None:
    page = client_of(budi).post("/profil/", {**typed, field: wrong}).content.decode()

    assert "Data belum disimpan" in page
    assert words in page
    budi.refresh_from_db()
    assert budi.address == "Jl. Contoh No. 1"


def test_the_profile_refuses_a_village_of_another_district(
    client_of: Any, budi: Any, typed: dict[str, str], elsewhere: Any
) -> None:
    page = client_of(budi).post("/profil/", {**typed, "village": elsewhere.pk}).content.decode()

    assert "Pilihan Kelurahan/Desa tidak sesuai" in page


@pytest.mark.parametrize("field", ["identifier", "password"])
def test_a_null_byte_at_login_is_refused(client: Client, field: str) -> None:
    data = {"identifier": "budi@contoh.test", "password": "Kaltim2026!", "captcha": solved(), field: "a\x00b"}

    assert client.post("/masuk/", data).status_code == 200


def test_what_is_visible_stays() -> None:
    assert visible("Ñandú\t👩🏽‍🌾\n\u202e!") == "Ñandú\t👩🏽‍🌾\n!"
