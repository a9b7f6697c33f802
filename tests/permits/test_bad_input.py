"""What nobody means to type: every field of the form takes it without harm, on the page and on paper."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from permits import rules
from permits.actions import drafts
from permits.models import Application
from permits.views.saving import FORMS
from tests.permits.conftest import EXHIBITION_DETAILS, OFFICE

pytestmark = pytest.mark.django_db

NASTY = {
    "long": "N" * 300,
    "emoji": "Usaha \N{GRINNING FACE}\N{ROCKET}",
    "html": "<script>alert(1)</script><b>'\"&",
    "null": "nol\x00nol\x07",
    "turned": "PT \u202egpj.exe\u2066 Contoh",
}
COMPANY = {
    "nib": "9900000000017",
    "npwp": "9900000000000017",
    "form": "PT",
    "status": "PMDN",
    "phone": "080000000017",
    "postcode": "75112",
}
STEPS = {
    "data-pemohon": {"phone", "postcode", "email", "proxy_name", "proxy_nik", "proxy_address", "proxy_letter_number"},
    "data-perusahaan": {"nib", "npwp", "npwpd", "name", "address", "phone", "postcode"},
    "lokasi": {"street", "number", "rt", "rw", "latitude", "longitude"},
    "detail": set(EXHIBITION_DETAILS),
}


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def at(application: Any, slug: str) -> str:
    return f"/permohonan/ajukan/{application.key}/{slug}/"


@pytest.mark.parametrize("slug", STEPS)
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_every_typed_field_takes_it_without_harm(browser: Any, draft: Any, slug: str, nasty: str) -> None:
    posted = dict.fromkeys(STEPS[slug], nasty) | {"for_another": "on", "proxy_letter_on": nasty, "aksi": "lanjut"}

    page = browser.post(at(draft, slug), posted, follow=True)
    again = browser.get(at(draft, slug)).content.decode()
    review = browser.get(at(draft, "periksa"))

    assert page.status_code == review.status_code == 200
    for html in (page.content.decode(), again, review.content.decode()):
        assert "<script>alert" not in html
        assert not {"\x00", "\x07", "\u202e", "\u2066"} & set(html)
    kept = str(draft.versions.get().data)
    assert "\\x00" not in kept
    assert "\\u202e" not in kept


def test_every_form_of_the_road_is_covered() -> None:
    assert STEPS.keys() == FORMS.keys()


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_the_receipt_prints_a_nasty_name_inert(
    browser: Any, complete: Any, budi: Any, village: Any, now: dt.datetime, nasty: str
) -> None:
    firm = COMPANY | {"name": nasty[:200], "address": nasty[:300], "village": village.pk}
    drafts.save_section(complete, "company", firm, by=budi, now=now)
    browser.post(at(complete, "kirim"), {"declared": "on"})
    Application.objects.filter(pk=complete.pk).update(registered_at=now)
    resi = Application.objects.get().resi

    response = browser.get(f"/permohonan/{resi}/resi.pdf")

    printed = words_of(response.content)
    assert resi in printed
    assert squeezed(rules.inert(nasty)[:60]) in squeezed(printed)  # as it was typed: markup is text, not markup
    assert not {"\x00", "\x07", "\u202e", "\u2066"} & set(printed)


def words_of(pdf: bytes) -> str:
    """The text of every page."""
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def squeezed(text: str) -> str:
    """Letters and signs alone: the paper breaks its lines where it likes, and has no picture letters."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace() and ord(sign) < 0x2000)


@pytest.mark.parametrize(
    ("slug", "answers", "says"),
    [
        ("detail", {"starts_on": "2027-13-45"}, "tanggal"),
        ("detail", {"ends_on": "2027-02-01"}, "mendahului"),
        ("detail", {"visitors": "-5"}, "Paling sedikit"),
        ("detail", {"area": "banyak"}, "angka"),
        ("detail", {"area": "9" * 30}, ""),
        ("data-perusahaan", {"nib": "12", "name": "PT A"}, "NIB terdiri dari 13 angka."),
        ("data-perusahaan", {"npwp": "1234", "name": "PT A"}, "NPWP terdiri dari 15 atau 16 angka."),
        ("data-pemohon", {"phone": "delapan", "postcode": "75112", "email": "surel@contoh.test"}, "Nomor telepon"),
        (
            "lokasi",
            OFFICE | {"street": "Jl. A", "regency": "64.72", "district": "64.72.09", "village": "64.71.01.1001"},
            "tidak sesuai",
        ),
    ],
)
def test_a_wrong_answer_is_named_and_kept(browser: Any, draft: Any, slug: str, answers: dict, says: str) -> None:
    base = EXHIBITION_DETAILS if slug == "detail" else {}

    response = browser.post(at(draft, slug), base | answers)

    assert response.status_code == 200
    assert says in response.content.decode()


def test_an_npwp_with_dots_is_kept_without(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "data-perusahaan"), {"npwp": "01.234.567.8-901.000", "name": "PT A", "aksi": "simpan"})

    assert draft.versions.get().data["company"]["npwp"] == "012345678901000"


def test_inert_leaves_what_people_type() -> None:
    assert rules.inert("Jl. Mérdeka No. 1\n\tRT 2 \N{ROCKET}") == "Jl. Mérdeka No. 1\n\tRT 2 \N{ROCKET}"
    assert rules.inert("a\x00b\u202ec\u200f") == "abc"


def test_a_permanent_mistake_leads_to_the_admin(browser: Any, draft: Any) -> None:
    page = browser.get(at(draft, "data-pemohon")).content.decode()

    assert "Bila NIK atau Nama salah, hubungi admin" in page
