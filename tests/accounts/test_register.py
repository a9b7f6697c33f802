"""/daftar/: Pendaftaran Akun with a code by e-mail."""

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

from accounts.actions import mailed_codes, slowing
from accounts.models import EmailCode, User
from tests.accounts.solve import solved

pytestmark = pytest.mark.django_db
URL = "/daftar/"
CODE_URL = "/daftar/kode/"
WRONG = "Kode Email Yang Anda Inputkan Salah!"
EMAIL = "dewi@contoh.test"
# born on 17 August 1990, a woman: day 17 + 40
NIK = "9972015708900001"


@pytest.fixture
def typed(village: Any) -> dict[str, str]:
    """What Dewi types, all but the code and the captcha."""
    return {
        "nik": NIK,
        "npwp": "",
        "password": "Sungai#Mahakam7",
        "name": "Dewi Anggraini, S.E.",
        "gender": "P",
        "born_on": "1990-08-17",
        "education": "S1",
        "address": "Jl. Contoh No. 3",
        "province": "64",
        "regency": "64.72",
        "district": "64.72.09",
        "village": village.pk,
        "phone": "+62 800-0000-0003",
        "postcode": "75112",
        "email": EMAIL,
    }


@pytest.fixture
def code_from(client: Client, sent_mail: Callable[[], Any]) -> Callable[..., str]:
    """Press "Generate Code" and read the code in the mail."""

    def ask(email: str = EMAIL) -> str:
        client.post(CODE_URL, {"email": email})
        found = re.search(r"\b[0-9]{6}\b", sent_mail().body)
        assert found
        return found[0]

    return ask


def submit(client: Client, typed: dict[str, str], code: str, **changes: str) -> Any:
    return client.post(URL, {**typed, "code": code, "captcha": solved(), **changes})


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# --- the page ---


def test_the_page_has_the_tips_of_the_guide(client: Client) -> None:
    page = client.get(URL).content.decode()
    tips = page[page.index("Tips Pendaftaran") :]

    for words in ("Siapkan KTP", "folder Spam", "Kaltim2026!", "sesuai KTP", "Nomor WhatsApp yang aktif"):
        assert words in tips, words


def test_the_page_has_every_field_placeholder_and_rule(client: Client) -> None:
    page = client.get(URL).content.decode()

    for label in (
        *("NIK", "NPWP", "Password", "Nama", "Jenis Kelamin", "Tanggal Lahir", "Jenjang Pendidikan", "Alamat Pemohon"),
        *("Provinsi", "Kab/Kota", "Kecamatan", "Kelurahan/Desa", "No. Handphone", "Kode Pos", "Email"),
        "Kode dari Email",
    ):
        assert re.search(rf"<label[^>]*>{re.escape(label)}<", page), label
    for words in (
        *("Pendaftaran Akun", "Masukan NIK dengan benar", "Masukan NPWP dengan benar", "Masukan Nama Beserta Gelar"),
        *("Kode Email", "-Pilih-", "Tampilkan Sandi", "Generate Code", "Saya bukan robot", "Submit"),
        "Gunakan minimal 8 karakter atau lebih untuk Password",
        "Password harus berisi setidaknya satu Huruf Kapital",
        "Password harus berisi setidaknya satu Huruf kecil",
        "Password harus berisi setidaknya satu Angka",
    ):
        assert words in page, words


def test_who_is_signed_in_does_not_register(client_of: Any, budi: Any) -> None:
    assert client_of(budi).get(URL).url == reverse("portal:dashboard")


# --- the happy path ---


def test_a_right_code_registers_and_signs_in(
    client: Client, typed: dict[str, str], code_from: Callable[..., str], village: Any
) -> None:
    response = submit(client, typed, code_from())

    dewi = User.objects.get(nik=NIK)
    assert response.status_code == 302
    assert response.url == reverse("portal:dashboard")
    assert client.session[SESSION_KEY] == str(dewi.pk)
    assert dewi.check_password("Sungai#Mahakam7")
    assert (dewi.email, dewi.name, dewi.gender, dewi.village) == (EMAIL, "Dewi Anggraini, S.E.", "P", village)
    assert (dewi.born_on, dewi.phone, dewi.job_title) == (dt.date(1990, 8, 17), "+6280000000003", "")
    assert not dewi.is_staff


def test_the_address_is_kept_in_lower_case(
    client: Client, typed: dict[str, str], code_from: Callable[..., str]
) -> None:
    code = code_from("Dewi@Contoh.TEST")

    submit(client, typed, code, email="DEWI@contoh.test")

    assert User.objects.filter(email=EMAIL).exists()


def test_blanks_around_the_code_do_not_matter(
    client: Client, typed: dict[str, str], code_from: Callable[..., str]
) -> None:
    code = code_from()

    assert submit(client, typed, f" {code[:3]} {code[3:]} ").status_code == 302


# --- the code ---


def test_the_code_is_neither_in_the_clear_in_the_table_nor_in_the_outbox(
    client: Client, code_from: Callable[..., str]
) -> None:
    from outbox.models import OutboxMessage

    code = code_from()

    assert code not in EmailCode.objects.get().code_hash
    row = OutboxMessage.objects.get()
    assert code not in str(row.context)
    assert row.secret == ""  # wiped once sent


def test_a_wrong_code_is_refused_and_keeps_what_was_typed(
    client: Client, typed: dict[str, str], code_from: Callable[..., str]
) -> None:
    response = submit(client, typed, other_than(code_from()))

    page = response.content.decode()
    assert WRONG in page
    assert "Proses Pendaftaran Gagal" in page
    assert "Dewi Anggraini, S.E." in page
    assert "Sungai#Mahakam7" not in page
    assert not User.objects.filter(nik=NIK).exists()


def test_without_a_code_sent_every_code_is_wrong(client: Client, typed: dict[str, str]) -> None:
    assert WRONG in submit(client, typed, "123456").content.decode()


def test_an_empty_code_is_wrong(client: Client, typed: dict[str, str]) -> None:
    assert WRONG in submit(client, typed, "").content.decode()


def test_a_code_lasts_ten_minutes(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        code = code_from()
        clock.shift(dt.timedelta(minutes=10))

        page = submit(client, typed, code).content.decode()

    assert WRONG in page
    assert "kedaluwarsa" in page


def test_a_code_works_just_before_its_end(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        code = code_from()
        clock.shift(dt.timedelta(minutes=9, seconds=59))

        assert submit(client, typed, code).status_code == 302


def test_a_code_is_used_once(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    code = code_from()
    submit(client, typed, code)
    client.logout()

    page = submit(client, typed, code, nik="9972015708900002").content.decode()

    assert WRONG in page
    assert User.objects.filter(email=EMAIL).count() == 1


def test_the_sixth_try_is_refused_even_when_right(
    client: Client, typed: dict[str, str], code_from: Callable[..., str]
) -> None:
    code = code_from()
    for _ in range(mailed_codes.CODE_TRIES):
        submit(client, typed, other_than(code))

    page = submit(client, typed, code).content.decode()

    assert WRONG in page
    assert "terlalu sering dicoba" in page


def test_the_fifth_try_may_still_be_right(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    code = code_from()
    for _ in range(mailed_codes.CODE_TRIES - 1):
        submit(client, typed, other_than(code))

    assert submit(client, typed, code).status_code == 302


def test_a_new_code_replaces_the_old_one(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        old = code_from()
        clock.shift(61)
        new = code_from()

        if old != new:
            assert WRONG in submit(client, typed, old).content.decode()
        assert submit(client, typed, new).status_code == 302


def test_another_address_needs_its_own_code(
    client: Client, typed: dict[str, str], code_from: Callable[..., str]
) -> None:
    code = code_from()

    assert WRONG in submit(client, typed, code, email="lain@contoh.test").content.decode()


def test_sixty_seconds_pass_between_two_codes(client: Client, code_from: Callable[..., str]) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        code_from()
        clock.shift(20)
        refused = client.post(CODE_URL, {"email": EMAIL}).content.decode()
        clock.shift(40)
        sent = client.post(CODE_URL, {"email": EMAIL}).content.decode()

    assert "dalam 40 detik" in refused
    assert "Kode telah dikirim" in sent


def test_one_address_gets_ten_mails_a_day(client: Client) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        for _ in range(mailed_codes.MAILS_PER_DAY):
            client.post(CODE_URL, {"email": EMAIL})
            clock.shift(61)

        assert "besok" in client.post(CODE_URL, {"email": EMAIL}).content.decode()


def test_one_network_cannot_send_mails_to_everybody(client: Client) -> None:
    for n in range(slowing.MAILS_PER_HOUR):
        client.post(CODE_URL, {"email": f"orang{n}@contoh.test"})

    page = client.post(CODE_URL, {"email": EMAIL}).content.decode()

    assert "Terlalu banyak permintaan email" in page


@pytest.mark.parametrize(
    ("email", "words"), [("", "Isi alamat email Anda."), ("bukan", "Isi alamat email yang benar.")]
)
def test_no_code_goes_to_no_address(client: Client, email: str, words: str) -> None:
    assert words in client.post(CODE_URL, {"email": email}).content.decode()
    assert not EmailCode.objects.exists()


def test_asking_for_a_code_is_a_post(client: Client) -> None:
    assert client.get(CODE_URL).status_code == 405


def test_without_javascript_the_button_keeps_what_was_typed(
    client: Client, typed: dict[str, str], sent_mail: Callable[[], Any]
) -> None:
    response = client.post(URL, {**typed, "kirim_kode": "1"})

    page = response.content.decode()
    assert "Kode telah dikirim" in page
    assert "Dewi Anggraini, S.E." in page
    assert 'value="64.72.09.1002" selected' in page
    assert "Sungai#Mahakam7" not in page
    assert "field-error" not in page
    assert sent_mail().to == [EMAIL]


def test_loading_the_regions_judges_nothing(client: Client, typed: dict[str, str]) -> None:
    page = client.post(URL, {"name": typed["name"], "province": "64", "muat_wilayah": "1"}).content.decode()

    assert "KOTA SAMARINDA" in page
    assert typed["name"] in page
    assert "field-error" not in page


# --- who has an account already ---


def test_a_known_address_gets_the_same_answer(client: Client, budi: Any) -> None:
    known = client.post(CODE_URL, {"email": budi.email})
    unknown = client.post(CODE_URL, {"email": EMAIL})

    assert known.status_code == unknown.status_code
    assert known.content.decode().replace(budi.email, "") == unknown.content.decode().replace(EMAIL, "")


def test_a_known_address_is_told_in_its_mailbox(client: Client, budi: Any, sent_mail: Callable[[], Any]) -> None:
    client.post(CODE_URL, {"email": budi.email})

    assert "sudah punya akun" in sent_mail().subject


def test_a_taken_address_is_said_after_the_right_code(
    client: Client, typed: dict[str, str], budi: Any, code_from: Callable[..., str]
) -> None:
    code = code_from(budi.email)

    before = submit(client, typed, other_than(code), email=budi.email).content.decode()
    after = submit(client, typed, code, email=budi.email).content.decode()

    assert "sudah terdaftar" not in before
    assert f"Email {budi.email} sudah terdaftar di database kami" in after


def test_a_taken_nik_is_said_after_the_right_code(
    client: Client, typed: dict[str, str], budi: Any, code_from: Callable[..., str]
) -> None:
    code = code_from()

    before = submit(client, typed, other_than(code), nik=budi.nik, nik_confirmed="on").content.decode()
    after = submit(client, typed, code, nik=budi.nik, nik_confirmed="on").content.decode()

    assert "sudah terdaftar" not in before
    assert f"NIK {budi.nik} sudah terdaftar di database kami" in after
    assert not User.objects.filter(email=EMAIL).exists()


def test_one_code_asks_about_five_niks_at_most(
    client: Client, typed: dict[str, str], budi: Any, code_from: Callable[..., str]
) -> None:
    code = code_from()
    for _ in range(mailed_codes.CODE_TRIES):
        submit(client, typed, code, nik=budi.nik, nik_confirmed="on")

    assert "sudah terdaftar" not in submit(client, typed, code, nik=budi.nik, nik_confirmed="on").content.decode()


def test_a_mistyped_nik_can_be_mended_with_the_same_code(
    client: Client, typed: dict[str, str], budi: Any, code_from: Callable[..., str]
) -> None:
    code = code_from()
    submit(client, typed, code, nik=budi.nik, nik_confirmed="on")

    assert submit(client, typed, code).status_code == 302


# --- what is typed ---


@pytest.mark.parametrize(
    "nik", ["", "997201570890000", "99720157089000011", "99720157089000A1", "９９７２０１５７０８９００００１"]
)
def test_a_nik_has_sixteen_digits(client: Client, typed: dict[str, str], nik: str) -> None:
    assert "No NIK hanya boleh Angka 16 digit" in submit(client, typed, "123456", nik=nik).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("password", "Abc1", "Gunakan minimal 8 karakter atau lebih untuk Password"),
        ("password", "sungai#mahakam7", "Password harus berisi setidaknya satu Huruf Kapital"),
        ("password", "SUNGAI#MAHAKAM7", "Password harus berisi setidaknya satu Huruf kecil"),
        ("password", "Sungai#Mahakam", "Password harus berisi setidaknya satu Angka"),
        ("password", f"Aa{NIK}", "Password tidak boleh memuat NIK, email, atau nama Anda"),
        ("password", "Anggraini2026", "Password tidak boleh memuat NIK, email, atau nama Anda"),
        ("phone", "12", "Isi nomor yang benar"),
        ("postcode", "7511", "Kode Pos terdiri atas 5 angka."),
        ("phone", "0812abc00001", "Isi nomor yang benar"),
        ("npwp", "123", "NPWP terdiri atas 15 atau 16 angka."),
        ("npwp", "99.123.456.7-891.0AB", "NPWP terdiri atas 15 atau 16 angka."),
        ("name", "N" * 300, "Pastikan"),
        ("address", "J" * 301, "Pastikan"),
        ("born_on", "2090-01-01", "Isi tanggal lahir yang benar."),
        ("email", "dewi", "Isi alamat email yang benar."),
        ("village", "64.72.09.9999", "Pilihan Kelurahan/Desa"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, typed: dict[str, str], field: str, value: str, words: str
) -> None:
    assert f"<p>{words}" in submit(client, typed, "123456", **{field: value}).content.decode()


@pytest.mark.parametrize(
    ("field", "typed_as", "kept"),
    [
        ("phone", "0800-0000-0003", "+6280000000003"),
        ("phone", "6280000000003", "+6280000000003"),
        ("phone", "+62 800 0000 0003", "+6280000000003"),
        ("npwp", "99.123.456.7-891.000", "991234567891000"),
        ("npwp", "9912345678910001", "9912345678910001"),
        ("name", "Dewi <b>Anggraini</b> 'S.E.' 😀", "Dewi <b>Anggraini</b> 'S.E.' 😀"),
        ("name", "N" * 150, "N" * 150),
    ],
)
def test_what_is_typed_is_kept_in_one_shape_and_is_inert(
    client: Client, typed: dict[str, str], code_from: Callable[..., str], field: str, typed_as: str, kept: str
) -> None:
    submit(client, typed, code_from(), **{field: typed_as})

    assert getattr(User.objects.get(nik=NIK), field) == kept
    assert "<b>Anggraini" not in client.get("/profil/").content.decode()


def test_a_mistake_elsewhere_costs_no_try_of_the_code(
    client: Client, typed: dict[str, str], code_from: Callable[..., str]
) -> None:
    code = code_from()

    submit(client, typed, code, postcode="1")

    assert EmailCode.objects.get().tries == 0


def test_the_captcha_is_asked(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    response = submit(client, typed, code_from(), captcha="")

    assert "Captcha Invalid" in response.content.decode()
    assert not User.objects.filter(nik=NIK).exists()


def test_a_captcha_counts_once(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    code, captcha = code_from(), solved()
    submit(client, typed, code, postcode="1", captcha=captcha)

    assert "Captcha Invalid" in submit(client, typed, code, captcha=captcha).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"born_on": "1990-08-18"}, "Tanggal lahir tidak sesuai"), ({"gender": "L"}, "Jenis kelamin tidak sesuai")],
)
def test_a_nik_that_disagrees_is_asked_about_and_then_accepted(
    client: Client, typed: dict[str, str], code_from: Callable[..., str], change: dict[str, str], words: str
) -> None:
    code = code_from()

    asked = submit(client, typed, code, **change).content.decode()
    confirmed = submit(client, typed, code, **change, nik_confirmed="on")

    assert words in asked
    assert 'name="nik_confirmed"' in asked
    assert confirmed.status_code == 302


def test_the_confirmation_is_not_there_when_nothing_disagrees(client: Client) -> None:
    assert 'name="nik_confirmed"' not in client.get(URL).content.decode()


def test_nobody_registers_as_an_officer(client: Client, typed: dict[str, str], code_from: Callable[..., str]) -> None:
    submit(client, typed, code_from(), is_staff="1", is_superuser="1", employee_number="1")

    dewi = User.objects.get(nik=NIK)
    assert (dewi.is_staff, dewi.is_superuser, dewi.employee_number) == (False, False, "")


def test_the_code_is_sent_with_the_names_of_the_office(client: Client, code_from: Callable[..., str]) -> None:
    code_from()

    assert mail.outbox[-1].subject == "Kode verifikasi pendaftaran E-PTSP"
    assert "berlaku sampai" in mail.outbox[-1].body


def test_query_budget(
    client: Client, typed: dict[str, str], code_from: Callable[..., str], django_assert_max_num_queries: Any
) -> None:
    code = code_from()

    # four regions, the code under its lock, two looks for doubles, insert, session
    with django_assert_max_num_queries(30):
        submit(client, typed, code)
