"""Pengajuan Permohonan, page by page, as the applicant's browser asks for it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from permits.models import Application, ApplicationDocument, StoredFile
from permits.sections import STEPS
from tests.permits.conftest import EXHIBITION, EXHIBITION_DETAILS, OFFICE, PDF, WASTEWATER
from tests.permits.test_drafts import newer_edition

pytestmark = pytest.mark.django_db

APPLY = "/permohonan/ajukan/"
CONTACT = {"phone": "080000000009", "postcode": "75119", "email": "usaha@contoh.test"}
CHOICE = {"dinas": "dispar", "izin": "", "jenis": "NEW"}
DECLARATION = (
    "Dengan ini saya menyatakan bahwa data yang saya kirim adalah benar dan valid. Saya bersedia menerima sanksi "
    "sesuai dengan ketentuan peraturan perundang-undangan yang berlaku jika data yang saya kirim tidak benar dan "
    "tidak valid."
)


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def at(application: Any, slug: str) -> str:
    return f"{APPLY}{application.key}/{slug}/"


def text(response: Any) -> str:
    return response.content.decode()


def data_of(application: Any) -> Any:
    return application.versions.get(submitted_at=None).data


def choice(catalogue: Any, **changes: str) -> dict[str, str]:
    found = catalogue[EXHIBITION]
    return {"dinas": found.agency.code, "izin": found.slug, "jenis": "NEW", "nomor_lama": ""} | changes


def place(village: Any, **changes: str) -> dict[str, str]:
    district = village.district
    levels = {"province": "64", "regency": district.regency_id, "district": district.pk, "village": village.pk}
    return {"street": "Jl. Contoh", "number": "1", "rt": "", "rw": "", **levels, **OFFICE} | changes


# --- choosing ---


def test_agency_narrows_the_types_and_the_type_shows_its_requirements(browser: Any, catalogue: Any) -> None:
    found = catalogue[EXHIBITION]

    page = text(browser.get(APPLY, {"dinas": found.agency.code}))
    assert found.name in page
    assert catalogue[WASTEWATER].name not in page

    page = text(browser.get(APPLY, {"dinas": found.agency.code, "izin": found.slug}))
    spec = found.current_edition.spec
    assert spec.requirements[0].name in page
    assert spec.requirements[0].purpose in page
    assert spec.cost in page


def test_an_address_that_names_only_the_type_is_enough(browser: Any, catalogue: Any) -> None:
    page = text(browser.get(APPLY, {"izin": catalogue[WASTEWATER].slug}))

    assert f'value="{catalogue[WASTEWATER].agency.code}" selected' in page
    assert "Profil Perusahaan" in page


def test_htmx_gets_the_choice_alone(browser: Any, catalogue: Any) -> None:
    page = text(browser.get(APPLY, choice(catalogue, jenis="RENEWAL"), headers={"HX-Request": "true"}))

    assert "<html" not in page
    assert "Nomor Izin Lama" in page


def test_proses_starts_a_draft_and_leads_to_data_pemohon(browser: Any, catalogue: Any, budi: Any) -> None:
    response = browser.post(APPLY, choice(catalogue))

    application = Application.objects.get(applicant=budi)
    assert response.url == at(application, "data-pemohon")
    assert application.kind == "NEW"


def test_a_renewal_asks_for_the_old_number(browser: Any, catalogue: Any, budi: Any) -> None:
    page = text(browser.post(APPLY, choice(catalogue, jenis="RENEWAL")))
    assert "Isi nomor izin lama" in page
    assert not Application.objects.exists()

    browser.post(APPLY, choice(catalogue, jenis="RENEWAL", nomor_lama="503/7/2021"))
    assert data_of(Application.objects.get())["previous_number"] == "503/7/2021"


@pytest.mark.parametrize("wrong", [{"jenis": "REVISI"}, {"izin": "tidak-ada"}, {"dinas": "dlh"}, {"jenis": ""}])
def test_a_wrong_choice_is_shown_again(browser: Any, catalogue: Any, wrong: dict) -> None:
    response = browser.post(APPLY, choice(catalogue, **wrong))

    assert response.status_code == 200
    assert "perlu diperbaiki" in text(response)
    assert not Application.objects.exists()


def test_a_type_applied_for_elsewhere_shows_its_link(browser: Any, catalogue: Any) -> None:
    found = catalogue[EXHIBITION]
    found.elsewhere_url = "https://oss.contoh.test/"
    found.save(update_fields=["elsewhere_url"])

    page = text(browser.get(APPLY, {"izin": found.slug}))
    assert 'href="https://oss.contoh.test/"' in page
    assert "Proses<" not in page

    assert "diajukan di tempat lain" in text(browser.post(APPLY, choice(catalogue)))


def test_a_closed_type_is_not_offered(browser: Any, catalogue: Any) -> None:
    found = catalogue[EXHIBITION]
    found.is_active = False
    found.save(update_fields=["is_active"])

    assert found.name not in text(browser.get(APPLY, {"dinas": found.agency.code}))
    assert browser.post(APPLY, choice(catalogue)).status_code == 200
    assert not Application.objects.exists()


def test_drafts_stand_above_to_go_on_with(browser: Any, draft: Any) -> None:
    page = text(browser.get(APPLY))

    assert reverse("permits:draft", args=[draft.key]) in page
    assert "Ya, hapus draf" in page


def test_a_draft_is_deleted_by_post_only(browser: Any, draft: Any) -> None:
    url = reverse("permits:delete_draft", args=[draft.key])

    assert browser.get(url).status_code == 405
    assert browser.post(url).url == APPLY
    assert not Application.objects.exists()


# --- who ---


@pytest.mark.parametrize("slug", [step.slug for step in STEPS])
def test_the_draft_of_another_does_not_exist(client_of: Callable, citra: Any, draft: Any, slug: str) -> None:
    stranger = client_of(citra)

    assert stranger.get(at(draft, slug)).status_code == 404
    assert stranger.post(at(draft, slug), {}).status_code == 404


def test_nor_do_its_documents_and_its_deletion(client_of: Callable, citra: Any, complete: Any) -> None:
    stranger = client_of(citra)

    assert stranger.get(at(complete, "berkas/identity")).status_code == 404
    assert stranger.post(at(complete, "berkas/identity")).status_code == 404
    assert stranger.get(at(complete, "berkas/identity/pilih")).status_code == 404
    assert stranger.post(at(complete, "hapus")).status_code == 404
    assert stranger.get(f"{APPLY}{complete.key}/").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client: Any, draft: Any) -> None:
    for url in (APPLY, at(draft, "lokasi"), "/file-saya/", "/revisi/"):
        assert client.get(url).url.startswith("/masuk/")


# --- the steps ---


def test_any_step_may_be_opened_at_any_time(browser: Any, draft: Any) -> None:
    for step in STEPS:
        assert browser.get(at(draft, step.slug)).status_code == 200
    assert browser.get(at(draft, "langkah-lain")).status_code == 404


def test_data_pemohon_comes_from_the_profile(browser: Any, draft: Any, budi: Any) -> None:
    page = text(browser.get(at(draft, "data-pemohon")))

    assert budi.nik in page
    assert "KOTA SAMARINDA" in page
    assert re.search(r'id="id_name" value="Budi Santoso" readonly', page)

    response = browser.post(at(draft, "data-pemohon"), CONTACT | {"nik": "1" * 16, "name": "Orang Lain"})
    assert response.url == at(draft, "data-perusahaan")
    kept = data_of(draft)["applicant"]
    assert (kept["nik"], kept["name"], kept["phone"]) == (budi.nik, "Budi Santoso", "080000000009")


def test_a_profile_without_address_leads_to_edit_profile_and_back(browser: Any, draft: Any, budi: Any) -> None:
    budi.address, budi.village = "", None
    budi.save(update_fields=["address", "village"])

    page = text(browser.get(at(draft, "data-pemohon")))

    assert f"/profil/?next={at(draft, 'data-pemohon')}" in page


def test_the_represented_person_is_asked_for_when_ticked(browser: Any, draft: Any) -> None:
    response = browser.post(at(draft, "data-pemohon"), CONTACT | {"for_another": "on", "proxy_nik": "12"})
    assert "Nama yang diwakili: Belum diisi." in text(response)
    assert "NIK yang diwakili: No NIK hanya boleh Angka 16 digit." in text(response)

    proxy = {"proxy_name": "Dewi Contoh", "proxy_nik": "9900000000000099", "proxy_address": "Jl. Contoh No. 3"}
    browser.post(at(draft, "data-pemohon"), CONTACT | {"for_another": "on"} | proxy)
    draft.refresh_from_db()
    assert draft.holder_name == "Dewi Contoh"
    assert "berkas-power_of_attorney" in text(browser.get(at(draft, "detail")))

    browser.post(at(draft, "data-pemohon"), CONTACT | proxy)
    assert data_of(draft)["proxy"] == {}


@pytest.mark.parametrize("nothing", ["", "0", "-", " - "])
def test_an_individual_passes_data_perusahaan(browser: Any, draft: Any, nothing: str) -> None:
    keys = ("nib", "npwp", "npwpd", "name", "address", "phone", "postcode")

    response = browser.post(at(draft, "data-perusahaan"), dict.fromkeys(keys, nothing) | {"province": "64"})

    assert response.url == at(draft, "lokasi")
    assert data_of(draft)["company"] == {}


def test_a_company_becomes_the_holder(browser: Any, draft: Any, village: Any) -> None:
    levels = {key: value for key, value in place(village).items() if key in {"province", "regency", "district"}}
    company = {
        "nib": "1234567890123",
        "npwp": "01.234.567.8-901.234",
        "name": "PT Contoh",
        "address": "Jl. Contoh",
        "form": "PT",
        "status": "PMDN",
        "phone": "0541000000",
        "postcode": "75112",
        "village": village.pk,
        **levels,
    }

    response = browser.post(at(draft, "data-perusahaan"), company)

    assert response.url == at(draft, "lokasi")
    kept = data_of(draft)["company"]
    assert (kept["npwp"], kept["village_name"]) == ("012345678901234", "PELABUHAN")
    draft.refresh_from_db()
    assert (draft.holder_name, draft.holder_is_company) == ("PT Contoh", True)


def test_half_a_company_is_named_field_by_field_and_kept(browser: Any, draft: Any) -> None:
    response = browser.post(at(draft, "data-perusahaan"), {"nib": "123", "name": "PT Contoh"})

    page = text(response)
    assert "NIB terdiri dari 13 angka." in page
    assert 'href="#id_npwp"' in page
    assert 'value="PT Contoh"' in page
    assert data_of(draft)["company"]["nib"] == "123"


def test_the_place_is_saved_with_its_point(browser: Any, draft: Any, village: Any) -> None:
    response = browser.post(at(draft, "lokasi"), place(village, latitude="-0,502200"))

    assert response.url == at(draft, "detail")
    draft.refresh_from_db()
    assert (draft.village, str(draft.latitude)) == (village, "-0.502200")


@pytest.mark.parametrize(
    ("point", "says"),
    [
        ({"latitude": "1.29", "longitude": "103.85"}, "di luar Indonesia"),  # Singapore
        ({"latitude": "-1.5", "longitude": "118.5"}, "mungkin di laut"),  # Makassar Strait
        ({"latitude": "123"}, "antara -90 dan 90"),
        ({"latitude": "di sana"}, "harus antara -90 dan 90"),
        ({"street": ""}, "Jalan wajib diisi."),
        ({"rt": "12a"}, "paling banyak 3 angka"),
    ],
)
def test_a_wrong_place_is_refused_and_kept(browser: Any, draft: Any, village: Any, point: dict, says: str) -> None:
    response = browser.post(at(draft, "lokasi"), place(village, **point))

    assert response.status_code == 200
    assert says in text(response)
    assert data_of(draft)["place"]["number"] == "1"


def test_a_point_at_sea_may_be_confirmed(browser: Any, draft: Any, village: Any) -> None:
    sea = {"latitude": "-1.5", "longitude": "118.5", "at_sea": "on"}

    assert browser.post(at(draft, "lokasi"), place(village, **sea)).url == at(draft, "detail")


def test_a_permit_of_the_sea_asks_no_question(
    browser: Any, catalogue: Any, budi: Any, village: Any, now: dt.datetime
) -> None:
    from permits.actions import drafts

    application = drafts.start_draft(catalogue[WASTEWATER], "NEW", by=budi, now=now)

    response = browser.post(at(application, "lokasi"), place(village, latitude="-1.5", longitude="118.5"))

    assert response.url == at(application, "detail")


def test_a_point_in_another_regency_is_a_warning(browser: Any, draft: Any, village: Any) -> None:
    from regions.models import District, Regency, Village

    regency = Regency.objects.create(code="64.71", name="KOTA BALIKPAPAN", province_id="64")
    district = District.objects.create(code="64.71.01", name="BALIKPAPAN TIMUR", regency=regency)
    other = Village.objects.create(
        code="64.71.01.1001", name="MANGGAR", district=district, latitude=-1.2, longitude=117
    )

    response = browser.post(at(draft, "lokasi"), place(other), follow=True)

    assert response.redirect_chain[-1][0] == at(draft, "detail")
    assert "bukan KOTA BALIKPAPAN" in text(response)
    assert "bukan KOTA BALIKPAPAN" in text(browser.get(at(draft, "periksa")))


def test_without_a_script_the_next_select_is_loaded_by_a_button(browser: Any, draft: Any, village: Any) -> None:
    typed = {"street": "Jl. Contoh", "regency": "64.72", "muat_wilayah": "1"}

    page = text(browser.post(at(draft, "lokasi"), typed))

    assert "SAMARINDA KOTA" in page
    assert 'value="Jl. Contoh"' in page
    assert "perlu diperbaiki" not in page


def test_answers_are_read_and_shown_as_people_write_them(browser: Any, draft: Any) -> None:
    response = browser.post(at(draft, "detail"), EXHIBITION_DETAILS | {"area": "1.200", "visitors": "500"})

    assert response.url == at(draft, "periksa")
    assert data_of(draft)["details"]["area"] == "1200"
    assert 'value="1.200"' in text(browser.get(at(draft, "detail")))


def test_a_question_that_is_not_shown_is_not_required(browser: Any, draft: Any) -> None:
    assert browser.post(at(draft, "detail"), EXHIBITION_DETAILS).url == at(draft, "periksa")

    page = text(browser.post(at(draft, "detail"), EXHIBITION_DETAILS | {"exhibition_type": "other"}))
    assert "Jenis Pameran Lainnya wajib diisi." in page


def test_wrong_answers_are_shown_beside_their_fields_and_kept(browser: Any, draft: Any) -> None:
    page = text(browser.post(at(draft, "detail"), EXHIBITION_DETAILS | {"area": "luas", "ends_on": "2027-02-01"}))

    assert "Isi dengan angka" in page
    assert "tidak boleh mendahului" in page
    assert 'value="luas"' in page
    assert data_of(draft)["details"]["theme"] == "Kerajinan daerah"


def test_going_back_keeps_what_was_typed(browser: Any, draft: Any) -> None:
    response = browser.post(at(draft, "lokasi"), {"street": "Jl. Baru", "aksi": "kembali"})

    assert response.url == at(draft, "data-perusahaan")
    assert data_of(draft)["place"]["street"] == "Jl. Baru"


def test_the_page_saves_on_its_way(browser: Any, draft: Any) -> None:
    response = browser.post(
        at(draft, "lokasi"), {"street": "Jl. Baru", "aksi": "simpan"}, headers={"Accept": "application/json"}
    )

    assert re.fullmatch(r"\d\d\.\d\d", response.json()["saved"])
    assert data_of(draft)["place"]["street"] == "Jl. Baru"


def test_a_draft_opens_where_it_was_left(browser: Any, draft: Any) -> None:
    assert browser.get(f"{APPLY}{draft.key}/").url == at(draft, "data-pemohon")

    browser.post(at(draft, "data-perusahaan"), {})
    assert browser.get(f"{APPLY}{draft.key}/").url == at(draft, "lokasi")


def test_a_newer_edition_is_taken_over_with_a_word(browser: Any, complete: Any, now: dt.datetime) -> None:
    newer = newer_edition(complete, now)

    page = text(browser.get(at(complete, "detail")))

    assert "Persyaratan jenis izin ini diperbarui" in page
    complete.refresh_from_db()
    assert complete.edition == newer
    assert data_of(complete)["details"]["theme"] == "Kerajinan daerah"


# --- uploads ---


def test_a_file_is_given_row_by_row(browser: Any, draft: Any, pdf: Callable) -> None:
    response = browser.post(
        at(draft, "berkas/identity"), {"berkas": pdf("KTP.pdf")}, headers={"Accept": "application/json"}
    )

    assert response.json()["message"] == "Upload berhasil"
    assert "KTP.pdf" in response.json()["row"]
    assert StoredFile.objects.get().name == "KTP.pdf"
    opened = browser.get(at(draft, "berkas/identity"))
    assert opened["Content-Type"] == "application/pdf"
    assert opened["Content-Disposition"].startswith("inline")


def test_without_a_script_the_whole_form_carries_the_file(browser: Any, draft: Any, pdf: Callable) -> None:
    posted = {"theme": "Tema", "aksi": "unggah:identity", "berkas-identity": pdf("KTP.pdf")}

    response = browser.post(at(draft, "detail"), posted, follow=True)

    assert "Upload berhasil: KTP.pdf" in text(response)
    assert response.redirect_chain[-1][0] == f"{at(draft, 'detail')}#berkas-identity"
    assert data_of(draft)["details"]["theme"] == "Tema"


def test_a_file_chosen_but_not_uploaded_goes_along_with_lanjut(browser: Any, draft: Any, pdf: Callable) -> None:
    browser.post(at(draft, "detail"), EXHIBITION_DETAILS | {"berkas-identity": pdf("KTP.pdf")})

    assert ApplicationDocument.objects.get().requirement == "identity"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("kosong.pdf", b"", "kosong.pdf kosong (0 byte)"),
        ("surat.pdf", b"MZ\x90\x00" + b"\x00" * 200, "program (EXE)"),
        ("foto.jpg", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "gambar WebP"),
        ("besar.pdf", PDF + b" " * 3000, "melebihi batas 2 KB"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_nothing_is_lost(
    browser: Any, draft: Any, pdf: Callable, settings: Any, name: str, content: bytes, says: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 2048
    with_script = browser.post(
        at(draft, "berkas/identity"), {"berkas": pdf(name, content)}, headers={"Accept": "application/json"}
    )
    without = browser.post(at(draft, "detail"), EXHIBITION_DETAILS | {"berkas-identity": pdf(name, content)})

    assert with_script.status_code == 400
    assert says in with_script.json()["error"]
    assert says in text(without)
    assert not StoredFile.objects.exists()
    assert data_of(draft)["details"]["theme"] == "Kerajinan daerah"


def test_upload_without_a_file_says_what_to_do(browser: Any, draft: Any) -> None:
    response = browser.post(at(draft, "detail"), {"aksi": "unggah:identity"}, follow=True)

    assert "Pilih berkas dahulu" in text(response)


def test_a_file_of_file_saya_is_used_again(browser: Any, complete: Any, budi: Any) -> None:
    stored = StoredFile.objects.filter(owner=budi).first()
    page = text(browser.get(at(complete, "berkas/site_plan/pilih")))
    assert stored.name in page

    browser.post(at(complete, "berkas/site_plan"), {"stored_file": stored.pk})

    given = complete.versions.get().documents.get(requirement="site_plan")
    assert given.blob_id == stored.blob_id


def test_the_file_of_another_cannot_be_picked(
    client_of: Callable, citra: Any, catalogue: Any, complete: Any, budi: Any, now: dt.datetime
) -> None:
    from permits.actions import drafts

    hers = drafts.start_draft(catalogue[EXHIBITION], "NEW", by=citra, now=now)
    his = StoredFile.objects.filter(owner=budi).first()

    stranger = client_of(citra)
    assert his.name not in text(stranger.get(at(hers, "berkas/site_plan/pilih")))
    assert stranger.post(at(hers, "berkas/site_plan"), {"stored_file": his.pk}).status_code == 404
    assert stranger.post(at(hers, "berkas/site_plan"), {"stored_file": "x"}).status_code == 404


def test_a_file_is_taken_away_again(browser: Any, complete: Any) -> None:
    browser.post(at(complete, "detail"), EXHIBITION_DETAILS | {"aksi": "lepas:identity"})

    assert not complete.versions.get().documents.filter(requirement="identity").exists()


def test_a_document_that_is_not_asked_has_no_address(browser: Any, draft: Any, pdf: Callable) -> None:
    assert browser.post(at(draft, "berkas/power_of_attorney"), {"berkas": pdf()}).status_code == 404
    assert browser.get(at(draft, "berkas/identity")).status_code == 404


# --- checking and sending ---


def test_the_review_names_what_is_missing_with_the_way_to_it(browser: Any, draft: Any) -> None:
    page = text(browser.get(at(draft, "periksa")))

    assert f'href="{at(draft, "lokasi")}#id_street"' in page
    assert f'href="{at(draft, "detail")}#berkas-identity"' in page


def test_the_review_shows_every_answer_and_the_exact_declaration(browser: Any, complete: Any) -> None:
    page = text(browser.get(at(complete, "periksa")))

    assert "Masih ada yang perlu dilengkapi" not in page
    for words in ("Pameran Contoh", "Pameran dagang dan produk", "1 Maret 2027", "1.200", "identity.pdf", DECLARATION):
        assert words in page
    assert f'action="{at(complete, "kirim")}"' in page


def test_submit_gives_a_resi_and_a_confirmation(browser: Any, complete: Any, budi: Any) -> None:
    response = browser.post(at(complete, "kirim"), {"declared": "on"}, follow=True)

    complete.refresh_from_db()
    assert re.fullmatch(r"[0-9A-F]{6}", complete.resi)
    assert response.redirect_chain[-1][0] == f"/permohonan/{complete.resi}/terkirim/"
    page = text(response)
    assert complete.resi in page
    assert budi.email in page


def test_a_second_submit_returns_the_same_resi(browser: Any, complete: Any) -> None:
    first = browser.post(at(complete, "kirim"), {"declared": "on"})
    second = browser.post(at(complete, "kirim"), {"declared": "on"})

    assert first.url == second.url
    assert Application.objects.count() == 1


def test_submit_without_the_declaration_is_refused(browser: Any, complete: Any) -> None:
    response = browser.post(at(complete, "kirim"), follow=True)

    assert "Centang pernyataan" in text(response)
    complete.refresh_from_db()
    assert complete.status == "DRAFT"


def test_submit_past_the_steps_names_the_first_problems(browser: Any, draft: Any) -> None:
    response = browser.post(at(draft, "kirim"), {"declared": "on"}, follow=True)

    assert response.redirect_chain[-1][0] == at(draft, "periksa")
    assert "Permohonan belum lengkap" in text(response)
    draft.refresh_from_db()
    assert draft.status == "DRAFT"


def test_submit_is_a_post_of_the_owner(browser: Any, client_of: Callable, citra: Any, complete: Any) -> None:
    assert browser.get(at(complete, "kirim")).status_code == 405
    assert client_of(citra).post(at(complete, "kirim"), {"declared": "on"}).status_code == 404


def test_the_confirmation_is_for_the_owner_alone(browser: Any, client_of: Callable, citra: Any, complete: Any) -> None:
    url = browser.post(at(complete, "kirim"), {"declared": "on"}).url

    assert client_of(citra).get(url).status_code == 404
    assert browser.get(at(complete, "periksa")).status_code == 404


def test_a_refused_file_starts_a_new_one(browser: Any, complete: Any, now: dt.datetime) -> None:
    browser.post(at(complete, "kirim"), {"declared": "on"})
    Application.objects.filter(pk=complete.pk).update(status="REJECTED", closed_at=now)
    resi = Application.objects.get().resi

    page = text(browser.get(APPLY, {"dari": resi}))
    assert f'value="{complete.permit_type.slug}" selected' in page
    posted = {"dinas": complete.permit_type.agency.code, "izin": complete.permit_type.slug, "jenis": "NEW"}
    browser.post(APPLY, posted | {"dari": resi})

    again = Application.objects.get(status="DRAFT")
    assert again.started_from_id == complete.pk
    assert data_of(again)["details"] == EXHIBITION_DETAILS
