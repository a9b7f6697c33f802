"""Persyaratan: the list, the service standard of each permit type, its papers to fill in, the pledge."""

import copy
import html
import subprocess
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from office.models import Agency, Sector
from office.profile import forget, profile
from permits import flowchart
from permits.blanks import BLANKS
from permits.catalogue.loading import digest_of
from permits.catalogue.standards import SECTION_TITLES
from permits.models import CatalogueEdition, PermitType
from permits.stages import Move
from permits.standards import (
    FOR_APPLICANTS,
    OF_THE_OFFICE,
    card_of,
    definition,
    is_free,
    papers_found,
    standard_of,
    words_of,
)
from tests.permits.conftest import EXHIBITION, WASTEWATER

pytestmark = pytest.mark.django_db

LIST = "/persyaratan/"
PLEDGE = "/maklumat-pelayanan/"
SHIPPED = [EXHIBITION, WASTEWATER]


def text(client: Client, address: str, **query: str) -> str:
    """The page as a person reads it: entities are letters again."""
    response = client.get(address, query)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def page_of(permit_type: Any) -> str:
    return f"{LIST}{permit_type.slug}/"


def another(permit_type: Any, n: int, **changes: Any) -> PermitType:
    """A further permit type with the same contents; `changes` are of its row, `body` of its edition."""
    body = copy.deepcopy(permit_type.current_edition.body) | changes.pop("body", {}) | {"edition": 1}
    body |= {"code": f"CONTOH-{n}", "slug": f"contoh-{n}", "name": f"Izin Contoh {n}"}
    body["document"] = body["document"] | {"number": f"CONTOH-{n}"}
    fields = {"agency": permit_type.agency, "sector": permit_type.sector} | changes
    made = PermitType.objects.create(code=body["code"], slug=body["slug"], name=body["name"], **fields)
    made.current_edition = CatalogueEdition.objects.create(
        permit_type=made, number=1, body=body, digest=digest_of(body), loaded_at=timezone.now()
    )
    made.save(update_fields=["current_edition"])
    return made


def words_in(pdf: bytes) -> str:
    """All text of a PDF in one line."""
    return " ".join(read(pdf).split())


def pages_in(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return read(pdf).count("\f")


def read(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


# --- the list ---


def test_a_stranger_finds_every_type_under_its_agency(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, LIST)

    for found in catalogue.values():
        assert found.name in page
        assert found.agency.name in page
        assert f'href="{page_of(found)}"' in page
    assert f"<strong>{len(catalogue)}</strong> jenis izin" in page


def test_a_search_looks_at_the_name(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, LIST, q="pameran")

    assert catalogue[EXHIBITION].name in page
    assert catalogue[WASTEWATER].name not in page


def test_a_search_looks_at_the_requirements_and_says_which(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, LIST, q="OUTFALL lokasi")

    assert catalogue[WASTEWATER].name in page
    assert "Pada persyaratan: Lokasi Outfall" in page
    assert catalogue[EXHIBITION].name not in page


def test_fewer_than_three_letters_do_not_search(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, LIST, q="zz")

    assert "Ketik paling sedikit 3 huruf" in page
    assert catalogue[EXHIBITION].name in page


def test_a_search_without_an_answer_says_what_to_do(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, LIST, q="izin terbang")

    assert "Tidak Ada Data" in page
    assert "Lihat semua jenis izin" in page


def test_what_was_typed_comes_back_inert(client: Client, catalogue: dict[str, Any]) -> None:
    page = client.get(LIST, {"q": '"><script>alert(1)</script>\x00'}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_sector_narrows_the_list(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, LIST, sektor="tersier")

    assert catalogue[EXHIBITION].name in page
    assert catalogue[WASTEWATER].name not in page
    assert 'aria-current="true">Tersier' in page


def test_an_example_is_marked_and_a_type_of_elsewhere_leads_there(client: Client, catalogue: dict[str, Any]) -> None:
    before = text(client, LIST).count("Contoh</span>")
    another(catalogue[EXHIBITION], 1, is_example=True)
    another(catalogue[EXHIBITION], 2, elsewhere_url="https://oss.contoh.test/")

    page = text(client, LIST)

    assert page.count("Contoh</span>") == before + 1
    assert "Diajukan di tempat lain" in page
    assert 'href="https://oss.contoh.test/"' in page


def test_a_type_that_is_not_offered_is_nowhere(client: Client, catalogue: dict[str, Any]) -> None:
    hidden = catalogue[EXHIBITION]
    PermitType.objects.filter(pk=hidden.pk).update(is_active=False)

    assert hidden.name not in text(client, LIST)
    for address in (page_of(hidden), *(f"{page_of(hidden)}{blank.slug}.pdf" for blank in BLANKS)):
        assert client.get(address).status_code == 404


def test_the_list_costs_the_same_for_two_and_for_twelve_types(
    client: Client, catalogue: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    """Types, the editions not read before, profile, opening hours."""
    with django_assert_max_num_queries(4):
        client.get(LIST)
    for n in range(10):
        another(catalogue[WASTEWATER], n)

    with django_assert_max_num_queries(4):
        page = text(client, LIST)
    with django_assert_max_num_queries(3):
        client.get(LIST, {"q": "outfall"})

    assert f"<strong>{len(catalogue) + 10}</strong> jenis izin" in page


def test_a_long_list_has_pages(client: Client, catalogue: dict[str, Any]) -> None:
    for n in range(60):
        another(catalogue[EXHIBITION], n)

    page = text(client, LIST)

    assert "Hal 1 dari 2" in page
    assert "Izin Contoh 9" in text(client, LIST, hal="2") + page


# --- one type ---


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_type_shows_every_section(client: Client, catalogue: dict[str, Any], code: str) -> None:
    page = text(client, page_of(catalogue[code]))
    places = [page.index(f'<section class="topic" id="{topic.anchor}"') for topic in (*FOR_APPLICANTS, *OF_THE_OFFICE)]

    assert places == sorted(places)
    for topic in (*FOR_APPLICANTS, *OF_THE_OFFICE):
        assert page.count(f'href="#{topic.anchor}"') == 2  # beside the page, and on a phone above it
    for letter in SECTION_TITLES:
        assert f"SOP bagian {letter}<" in page


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_type_tells_all_that_its_edition_says(client: Client, catalogue: dict[str, Any], code: str) -> None:
    page = text(client, page_of(catalogue[code]))
    spec = catalogue[code].current_edition.spec

    for one in spec.requirements:
        assert one.name in page
        assert one.purpose in page
    for field in spec.fields:
        assert field.label in page
        assert field.help in page
    for law in spec.legal_basis:
        assert law.text in page
        assert law.note in page
    for step in spec.flow:
        assert f"{step.number}. {step.actor}" in page
        for line in (*step.text, *step.points, *step.completeness, *step.output, *step.remarks, step.note):
            assert line in page
    for section in spec.sections:
        if section.letter not in {"F", "G", "H", "A"}:
            for line in (*section.paragraphs, *section.items, section.note):
                assert line in page
    for line in (*spec.holder_rights, *spec.holder_duties, spec.promise, spec.cost, spec.product, spec.validity.text):
        assert line in page


def test_every_type_that_ships_opens(client: Client, catalogue: dict[str, Any]) -> None:
    for found in catalogue.values():
        page = text(client, page_of(found))
        for one in found.current_edition.spec.requirements:
            assert one.name in page
        assert ("Jenis izin contoh" in page) == found.is_example


def test_a_type_without_agencies_promises_from_the_registration(client: Client, catalogue: dict[str, Any]) -> None:
    body = copy.deepcopy(catalogue[EXHIBITION].current_edition.body)
    route = body["route"] | {"agencies": [], "meeting": "none", "promise_starts": "registered", "records_check": True}
    route["stages"] = [one for one in route["stages"] if one["stage"] not in {"agency_review", "joint_meeting"}]
    route["stages"].insert(-1, {"stage": "records_check", "minutes": 15, "moves": ["release"]})
    for one in route["stages"]:
        unasked = {"ask_again", "approve_with_meeting", "convene_meeting"}
        one["moves"] = [move for move in one["moves"] if move not in unasked]

    page = text(client, page_of(another(catalogue[EXHIBITION], 1, body={"route": route})))

    assert "Setelah petugas menyatakan permohonan Anda lengkap (Cetak Resi dapat dibuka)." in page
    assert "dinas teknis ditanyai" not in page
    assert "Tata usaha · 15 menit" in page
    assert "Rapat gabungan, bila perlu" not in page


def test_the_document_control_stands_with_its_history(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, page_of(catalogue[WASTEWATER]))

    assert "SOP-LP2N-LHP-02" in page
    assert "9 Mei 2014" in page
    assert "Kepala DPMPTSP Prov. Kaltim, 7 Juni 2017" in page
    assert "20 Agustus 2015" in page
    assert "Perubahan status Badan menjadi Dinas" in page


def test_the_time_says_when_it_starts_and_when_it_stands_still(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, page_of(catalogue[WASTEWATER]))

    assert "14 hari kerja" in page
    assert "pertimbangan teknis dari Dinas Lingkungan Hidup diterima kantor ini" in page
    assert "Selama berkas berada pada Anda untuk diperbaiki, dan selama dinas teknis ditanyai kembali" in page
    assert "Izin tidak terbit dengan sendirinya" in page


def test_the_obligations_and_reports_of_wastewater_are_told(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, page_of(catalogue[WASTEWATER]))

    assert "Persyaratan dan kewajiban menurut naskah SOP" in page
    for duty in ("Debit Maksimum", "Pemantauan Kualitas Air", "Penanggulangan Dampak"):
        assert f"<li>{duty}</li>" in page
    assert "Setiap triwulan, paling lambat 15 hari setelah akhir triwulan" in page
    assert "Setiap semester, paling lambat 30 hari setelah akhir semester" in page


def test_the_steps_are_as_many_as_in_the_sop(client: Client, catalogue: dict[str, Any]) -> None:
    assert "Lampiran 1 SOP, 17 langkah" in text(client, page_of(catalogue[EXHIBITION]))
    assert "Lampiran 1 SOP, 18 langkah" in text(client, page_of(catalogue[WASTEWATER]))


def test_the_flow_is_a_picture_with_a_text_instead(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, page_of(catalogue[WASTEWATER]))

    assert '<svg class="flow-picture"' in page
    assert '<title id="alur-nama">Alur pelayanan Izin Pembuangan Air Limbah ke Laut</title>' in page
    assert "1. Anda (pemohon): mengajukan permohonan; 2. Petugas pendaftaran: memeriksa kelengkapan" in page
    assert "style=" not in page


def test_a_page_that_was_kept_follows_the_office_and_the_agencies(client: Client, catalogue: dict[str, Any]) -> None:
    found = catalogue[WASTEWATER]
    text(client, page_of(found))
    office = profile()
    office.phones = "(0541) 000000"
    office.save(update_fields=["phones"])
    forget()
    Agency.objects.filter(code="dlh").update(name="Dinas Lingkungan")

    page = text(client, page_of(found))

    assert page.count("(0541) 000000") == 2  # complaints and footer
    assert "Dinas Lingkungan Hidup · 5 hari kerja" not in page
    assert "Dinas Lingkungan · 5 hari kerja" in page


def test_the_page_leads_to_the_application(client: Client, catalogue: dict[str, Any]) -> None:
    found = catalogue[EXHIBITION]

    assert f'href="/permohonan/ajukan/?izin={found.slug}"' in text(client, page_of(found))


def test_a_type_of_elsewhere_has_its_link_and_no_form_of_ours(client: Client, catalogue: dict[str, Any]) -> None:
    made = another(catalogue[EXHIBITION], 1, elsewhere_url="https://oss.contoh.test/")

    page = text(client, page_of(made))

    assert 'href="https://oss.contoh.test/"' in page
    assert "Ajukan izin ini" not in page
    for ours in ("Formulir untuk diunduh", "Data yang diisi", '<svg class="flow-picture"', "Mulai dihitung"):
        assert ours not in page
    assert client.get(f"{page_of(made)}{BLANKS[0].slug}.pdf").status_code == 404


def test_an_unknown_type_or_paper_is_not_found(client: Client, catalogue: dict[str, Any]) -> None:
    assert client.get(f"{LIST}tidak-ada/").status_code == 404
    assert client.get(f"{LIST}tidak-ada/{BLANKS[0].slug}.pdf").status_code == 404
    assert client.get(f"{page_of(catalogue[EXHIBITION])}surat-lain.pdf").status_code == 404


def test_html_in_the_catalogue_is_inert(client: Client, catalogue: dict[str, Any]) -> None:
    bad = "<img src=x onerror=alert(1)>"
    body = copy.deepcopy(catalogue[WASTEWATER].current_edition.body)
    body["requirements"][0] |= {"name": bad, "purpose": bad}
    body["fields"][0] |= {"label": bad, "help": bad}
    body["legal_basis"][0] |= {"text": bad, "note": bad}
    body["flow"][0] |= {"actor": bad, "text": [bad], "points": [bad], "note": bad}
    body["sections"][0] |= {"items": [bad]}
    body |= {"promise": bad, "cost": bad, "holder_rights": [bad]}
    made = another(catalogue[WASTEWATER], 1, body=body)

    pages = [client.get(page_of(made)), client.get(LIST, {"q": "onerror"})]
    papers = [client.get(f"{page_of(made)}{blank.slug}.pdf") for blank in BLANKS[:2]]

    for response in pages:
        assert b"<img src=x" not in response.content
        assert b"&lt;img src=x onerror" in response.content
    for response in papers:
        assert bad.replace(" ", "") in words_in(response.content).replace(" ", "")


def test_a_page_costs_four_queries_at_most(
    client: Client, catalogue: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    """Type with its edition, agencies of the route, profile, opening hours."""
    for n in range(10):
        another(catalogue[WASTEWATER], n)
    for address in (page_of(catalogue[WASTEWATER]), f"{LIST}contoh-9/"):
        with django_assert_max_num_queries(4):
            client.get(address)


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, catalogue: dict[str, Any]) -> None:
    found = catalogue[EXHIBITION]
    for address in (LIST, page_of(found), PLEDGE, f"{page_of(found)}{BLANKS[1].slug}.pdf"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert "no-cache" in first["Cache-Control"]

    before = client.get(page_of(found))["ETag"]
    PermitType.objects.filter(pk=found.pk).update(is_example=True)
    assert client.get(page_of(found), headers={"if-none-match": before}).status_code == 200


@pytest.mark.parametrize("address", [LIST, f"{LIST}rekomendasi-penyelenggara-pameran/", PLEDGE])
def test_nothing_is_posted_here(client: Client, catalogue: dict[str, Any], address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


# --- papers ---


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.slug)
def test_a_paper_opens_and_carries_the_name(client: Client, catalogue: dict[str, Any], blank: Any) -> None:
    found = catalogue[WASTEWATER]

    response = client.get(f"{page_of(found)}{blank.slug}.pdf")

    words = words_in(response.content)
    assert response["Content-Type"] == "application/pdf"
    assert found.name in words
    assert blank.title.upper() in words.upper()
    assert profile().name.upper() in words.upper()
    assert blank.title in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("inline")


def test_the_application_form_asks_what_the_wizard_asks(client: Client, catalogue: dict[str, Any]) -> None:
    found = catalogue[WASTEWATER]
    words = words_in(client.get(f"{page_of(found)}formulir-permohonan.pdf").content)

    for label in ("NIK", "NPWPD", "Kab/Kota", "Lintang", "Perpanjangan", "Terus-menerus", "MWh/hari"):
        assert label in words
    for field in found.current_edition.spec.fields:
        assert field.label in words
    assert "Dengan ini saya menyatakan bahwa data yang saya kirim adalah benar dan valid." in words


def test_the_checklist_names_every_document(client: Client, catalogue: dict[str, Any]) -> None:
    found = catalogue[EXHIBITION]
    words = words_in(client.get(f"{page_of(found)}checklist-persyaratan.pdf").content)

    for one in found.current_edition.spec.requirements:
        assert one.name in words


@pytest.mark.parametrize("slug", ["surat-kuasa-penandatanganan", "surat-kuasa-pengurusan"])
def test_a_power_of_attorney_fits_one_page_and_wants_stamp_duty(
    client: Client, catalogue: dict[str, Any], slug: str
) -> None:
    response = client.get(f"{page_of(catalogue[EXHIBITION])}{slug}.pdf")

    assert pages_in(response.content) == 1
    assert "bermeterai cukup" in words_in(response.content)
    assert "Penerima Kuasa" in words_in(response.content)


# --- the pledge ---


def test_the_pledge_is_signed_by_the_office(client: Client, catalogue: dict[str, Any]) -> None:
    page = text(client, PLEDGE)
    response = client.get(f"{PLEDGE}maklumat-pelayanan.pdf")

    for words in (" ".join(page.split()), words_in(response.content)):
        assert "sanggup menyelenggarakan pelayanan perizinan sesuai standar pelayanan" in words
        assert "siap menerima sanksi" in words
        assert "Undang-Undang Nomor 25 Tahun 2009" in words
        assert profile().name in words
    assert pages_in(response.content) == 1


# --- pure parts ---


def test_a_definition_is_parted_at_adalah() -> None:
    assert definition("Laut adalah: ruang wilayah.") == ("Laut", "ruang wilayah.")
    assert definition("Pameran adalah kegiatan.") == ("Pameran", "kegiatan.")
    assert definition("Tanpa kata itu.") == ("", "Tanpa kata itu.")


def test_only_a_plain_word_makes_it_free() -> None:
    assert is_free("Biaya Proses perizinan ini adalah tidak ada / tanpa tarif / gratis.")
    assert is_free("Tidak dipungut biaya.")
    assert not is_free("Retribusi menurut luas reklame.")


def test_a_search_wants_every_word(catalogue: dict[str, Any]) -> None:
    card = card_of(catalogue[EXHIBITION].current_edition.spec)

    assert words_of("a b") == ()
    assert papers_found(words_of("Site PLAN"), card) == ("Gambar rencana / Site Plan",)
    assert papers_found(words_of("rekomendasi pameran"), card) == ()
    assert papers_found(words_of("site outfall"), card) is None


@pytest.mark.parametrize("code", SHIPPED)
def test_the_picture_holds_every_stage_without_overlap(catalogue: dict[str, Any], code: str) -> None:
    route = catalogue[code].current_edition.spec.route
    drawing = flowchart.draw(route, ("Dinas Lingkungan Hidup", "Dinas Kehutanan"))
    column = [box for box in drawing.boxes if box.x < flowchart.SIDE_LEFT]

    assert len(column) == len(route.stages)  # one per stage but the revision, and the end
    for above, below in zip(column, column[1:], strict=False):
        assert above.bottom < below.y
    assert column[-1].bottom <= drawing.height
    assert sum(arrow.both for arrow in drawing.arrows) == sum(Move.RETURN in stage.moves for stage in route.stages)
    assert [line.text for box in column if box.kind == "agency" for line in box.lines][-3:-1] == [
        "Dinas Lingkungan Hidup",
        "Dinas Kehutanan",
    ]


def test_formats_are_said_once_when_all_agree(catalogue: dict[str, Any]) -> None:
    spec = catalogue[EXHIBITION].current_edition.spec

    assert standard_of(spec, {}).formats == "PDF, JPG, PNG, GIF"


def test_a_new_agency_has_a_heading_of_its_own(client: Client, catalogue: dict[str, Any]) -> None:
    agency = Agency.objects.create(code="baru", name="Dinas Baru", short_name="DB")
    another(catalogue[EXHIBITION], 1, agency=agency, sector=Sector.objects.create(code="baru", name="Kuartal"))

    page = text(client, LIST)

    assert '<h2 id="dinas-baru">Dinas Baru</h2>' in page
    assert "Kuartal (1)" in page
