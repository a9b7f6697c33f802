"""What counts as complete: pure rules, no database."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from permits import rules
from permits.catalogue.parsing import parse
from permits.catalogue.reading import read_all
from permits.catalogue.schema import FieldSpec
from permits.completeness import problems, requirements_of
from tests.permits.conftest import EXHIBITION_DETAILS, OFFICE

ADDRESS = {"village": "64.72.09.1002", "village_name": "PELABUHAN"}
APPLICANT = {
    "nik": "9900000000000001",
    "name": "Budi",
    "address": "Jl. Contoh",
    "phone": "080000000001",
    "postcode": "75112",
    "email": "budi@contoh.test",
    **ADDRESS,
}
COMPANY = {
    "nib": "1234567890123",
    "npwp": "012345678901234",
    "name": "PT Contoh",
    "address": "Jl. Contoh",
    "form": "PT",
    "status": "PMDN",
    "phone": "080000000001",
    "postcode": "75112",
    **ADDRESS,
}
DATA = {
    "applicant": APPLICANT,
    "proxy": {},
    "company": {},
    "place": {"street": "Jl. Contoh", **ADDRESS, **OFFICE},
    "details": EXHIBITION_DETAILS,
}


@pytest.fixture(scope="module")
def spec() -> Any:
    """The exhibition, straight from its file."""
    folder = Path(settings.BASE_DIR) / "permits" / "catalogue" / "data"
    documents, _ = read_all([folder / "sop-lp2n-par-05.yaml"])
    return parse(documents[0].data, source=documents[0].source)


def given(spec: Any, data: Any = DATA) -> dict[str, str]:
    return {one.code: "application/pdf" for one in requirements_of(data, spec, kind="NEW") if one.mandatory}


def codes(spec: Any, data: Any, documents: Any = None, kind: str = "NEW") -> list[str]:
    found = problems(data, given(spec, data) if documents is None else documents, spec, kind=kind)
    return [problem.code for problem in found]


def test_a_complete_application_has_no_problems(spec: Any) -> None:
    assert codes(spec, DATA) == []


def test_an_empty_one_lacks_everything_mandatory_in_the_order_of_the_form(spec: Any) -> None:
    found = codes(spec, {}, {})

    assert found[0] == "applicant.nik"
    assert found.index("place.street") < found.index("details.exhibition_name") < found.index("document.identity")


def test_an_individual_needs_no_company(spec: Any) -> None:
    assert codes(spec, DATA | {"company": {}}) == []


def test_a_company_fills_everything_but_npwpd(spec: Any) -> None:
    assert codes(spec, DATA | {"company": COMPANY}) == []
    assert codes(spec, DATA | {"company": {"name": "PT Contoh"}})[:2] == ["company.nib", "company.npwp"]


def test_a_represented_person_brings_the_power_of_attorney(spec: Any) -> None:
    data = DATA | {"proxy": {"name": "Dewi", "nik": "9900000000000002", "address": "Jl. Contoh"}}

    assert codes(spec, data, given(spec, DATA)) == ["document.power_of_attorney"]
    assert codes(spec, data | {"proxy": {"name": "Dewi", "nik": "12"}})[:2] == ["proxy.nik", "proxy.address"]


def test_what_depends_on_an_answer_is_asked_only_then(spec: Any) -> None:
    other = DATA | {"details": EXHIBITION_DETAILS | {"exhibition_type": "other"}}

    assert codes(spec, other) == ["details.other_type"]


def test_a_field_of_amendments_is_not_asked_of_a_new_one(spec: Any) -> None:
    assert codes(spec, DATA, kind="AMENDMENT") == ["details.change_description"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"exhibition_type": "perang"}, "details.exhibition_type"),
        ({"starts_on": "besok"}, "details.starts_on"),
        ({"ends_on": "2027-02-28"}, "details.ends_on"),
        ({"area": "luas"}, "details.area"),
        ({"area": "-1"}, "details.area"),
        ({"booths": "1.5"}, "details.booths"),
        ({"theme": "x" * 4001}, "details.theme"),
    ],
)
def test_a_wrong_answer_is_named(spec: Any, answers: dict, code: str) -> None:
    assert codes(spec, DATA | {"details": EXHIBITION_DETAILS | answers}) == [code]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("", ""), ("abc", "117"), ("-0.5", ""), ("91", "117.1"), ("-0.5", "181")]
)
def test_a_place_needs_a_point_on_earth(spec: Any, latitude: str, longitude: str) -> None:
    place = DATA["place"] | {"latitude": latitude, "longitude": longitude}  # type: ignore[operator]

    assert codes(spec, DATA | {"place": place})


def test_a_document_of_a_wrong_type_is_named(spec: Any) -> None:
    documents = given(spec) | {"identity": "image/vnd.dwg"}

    assert codes(spec, DATA, documents) == ["document.identity"]


def test_each_problem_knows_where_it_is_mended(spec: Any) -> None:
    found = {problem.code: problem for problem in problems({}, {}, spec, kind="NEW")}

    assert found["applicant.phone"].step == "data-pemohon"
    assert found["document.identity"].step == "detail"
    assert found["document.identity"].anchor == "berkas-identity"
    assert found["details.theme"].anchor == "id_theme"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.250,5", "1250.5"),
        ("1250,5", "1250.5"),
        ("1250.5", "1250.5"),
        ("1.250", "1250"),
        ("0.125", "0.125"),
        ("12 000", "12000"),
        ("-3", "-3"),
    ],
)
def test_numbers_are_read_as_people_here_write_them(typed: str, number: str) -> None:
    assert str(rules.to_number(typed)) == number


@pytest.mark.parametrize("typed", ["", "seribu", "1,2,3", "1e9", "１２", "NaN"])
def test_other_texts_are_no_number(typed: str) -> None:
    assert rules.to_number(typed) is None


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (rules.nik_mistake, "9900000000000001", "990000000000000A"),
        (rules.nib_mistake, "1234567890123", "123456789012"),
        (rules.npwp_mistake, "01.234.567.8-901.234", "0123456789012"),
        (rules.npwp_mistake, "0123456789012345", "01234567890123456"),
        (rules.phone_mistake, "+62 812-3456-7890", "rumah"),
        (rules.postcode_mistake, "75112", "7511"),
        (rules.email_mistake, "budi@contoh.test", "budi@contoh"),
        (rules.neighbourhood_mistake, "007", "0007"),
    ],
)
def test_each_number_of_an_office_has_its_form(check: Any, good: str, bad: str) -> None:
    assert check(good) == ""
    assert check(bad)
    assert check("") == ""


def test_a_point_of_a_detail_may_not_lie_abroad() -> None:
    field = FieldSpec("outfall", "Outfall", "point")

    assert rules.answer_mistake(field, {"latitude": "-0.55", "longitude": "117.6"}, {}) == ""
    assert "luar Indonesia" in rules.answer_mistake(field, {"latitude": "48.85", "longitude": "2.35"}, {})
