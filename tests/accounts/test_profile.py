"""/profil/: Data Pemohon."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
URL = "/profil/"


@pytest.fixture
def typed(village: Any) -> dict[str, str]:
    return {
        "gender": "P",
        "born_on": "1995-02-15",
        "education": "S2",
        "occupation": "Konsultan",
        "job_title": "Direktur",
        "address": "Jl. Baru No. 9",
        "province": "64",
        "regency": "64.72",
        "district": "64.72.09",
        "village": village.pk,
        "phone": "0800 0000 0009",
        "postcode": "75113",
    }


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(URL).url == f"/masuk/?next={URL}"


def test_the_page_shows_every_field_with_its_own_value(client_of: Any, budi: Any) -> None:
    page = client_of(budi).get(URL).content.decode()

    for label in (
        *("Username", "NIK", "Nama", "Jenis Kelamin", "Tanggal Lahir", "Jenjang Pendidikan", "Pekerjaan", "Jabatan"),
        *("Alamat", "Provinsi", "Kab/Kota", "Kecamatan", "Kelurahan/Desa", "No Telp", "Kode Pos", "Email"),
    ):
        assert f">{label}<" in page, label
    assert 'name="born_on" value="1985-03-02"' in page
    assert 'value="64.72.09.1002" selected' in page
    assert "Simpan" in page


def test_identity_is_read_only(client_of: Any, budi: Any) -> None:
    page = client_of(budi).get(URL).content.decode()

    for name, value in (("username", budi.email), ("nik", budi.nik), ("nama", budi.name), ("email", budi.email)):
        assert f'id="tetap_{name}" value="{value}" readonly' in page


def test_what_is_changed_is_saved_in_its_own_column(client_of: Any, budi: Any, typed: dict[str, str]) -> None:
    # the old service showed a date in the field Jabatan (checklist 73)
    response = client_of(budi).post(URL, typed, follow=True)

    assert "Data berhasil disimpan" in response.content.decode()
    budi.refresh_from_db()
    assert (budi.gender, budi.born_on, budi.education) == ("P", dt.date(1995, 2, 15), "S2")
    assert (budi.occupation, budi.job_title) == ("Konsultan", "Direktur")
    assert (budi.address, budi.village_id) == ("Jl. Baru No. 9", "64.72.09.1002")
    assert (budi.phone, budi.postcode) == ("+6280000000009", "75113")


def test_identity_cannot_be_posted(client_of: Any, budi: Any, typed: dict[str, str]) -> None:
    before = (budi.nik, budi.name, budi.email)

    client_of(budi).post(URL, {**typed, "nik": "9" * 16, "name": "Lain", "email": "lain@contoh.test", "is_staff": "1"})

    budi.refresh_from_db()
    assert (budi.nik, budi.name, budi.email) == before
    assert not budi.is_staff


def test_a_mistake_saves_nothing_and_keeps_what_was_typed(client_of: Any, budi: Any, typed: dict[str, str]) -> None:
    page = client_of(budi).post(URL, {**typed, "postcode": "1"}).content.decode()

    assert "Kode Pos terdiri atas 5 angka." in page
    assert "Jl. Baru No. 9" in page
    budi.refresh_from_db()
    assert budi.address == "Jl. Contoh No. 1"


def test_loading_the_regions_saves_nothing(client_of: Any, budi: Any, typed: dict[str, str]) -> None:
    page = client_of(budi).post(URL, {**typed, "muat_wilayah": "1"}).content.decode()

    assert "Data berhasil disimpan" not in page
    budi.refresh_from_db()
    assert budi.address == "Jl. Contoh No. 1"


def test_query_budget(client_of: Any, budi: Any, django_assert_max_num_queries: Any) -> None:
    client = client_of(budi)
    client.get(URL)

    # session, person, menu, and one query per level of the four region fields
    with django_assert_max_num_queries(16):
        client.get(URL)
