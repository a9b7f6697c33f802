"""The example types: clearly marked, complete, and between them they use everything that an edition can say."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from eptsp.lib.errors import DomainError
from permits.actions import drafts
from permits.catalogue.loading import load
from permits.catalogue.parsing import parse
from permits.catalogue.reading import read, shipped_files
from permits.catalogue.schema import FieldSpec, PermitSpec, RequirementSpec
from permits.models import CatalogueEdition, NumberSequence, PermitType

NOW = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
MARK = "Data contoh untuk peragaan, bukan standar layanan resmi."
SOPS = {file.name for file in shipped_files(examples=False)}
EXAMPLES = [file.name for file in shipped_files() if file.name not in SOPS]
ELSEWHERE = "contoh-oss-01.yaml"
STARTABLE = [name for name in EXAMPLES if name != ELSEWHERE]


@cache
def spec_of(name: str) -> PermitSpec:
    """One shipped edition."""
    document = read(next(file for file in shipped_files() if file.name == name))
    return parse(document.data, source=document.source)


def specs() -> list[PermitSpec]:
    """Every example that can be applied for here."""
    return [spec_of(name) for name in STARTABLE]


# --- each of them


def test_the_two_sops_are_no_examples() -> None:
    assert len(SOPS) == 2
    assert not any(spec_of(name).is_example for name in SOPS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_that_it_is_one(name: str) -> None:
    spec = spec_of(name)

    assert spec.is_example
    assert spec.code.startswith("CONTOH-")
    assert spec.name.endswith("(contoh)")
    assert spec.document.status == "CONTOH"
    assert spec.document.note.startswith(MARK)
    assert MARK in next(section for section in spec.sections if section.letter == "D").paragraphs
    assert next(section for section in spec.sections if section.letter == "G").note == MARK
    assert any("naskah contoh" in line for line in spec.letter.closing)


@pytest.mark.parametrize("name", STARTABLE)
def test_an_example_is_a_whole_service(name: str) -> None:
    spec = spec_of(name)

    assert "".join(section.letter for section in spec.sections) == "ABCDEFGHIJKLMNOPQRSTU"
    assert sum(one.only_if is None and not one.kinds for one in spec.requirements) >= 3
    assert len(spec.fields) >= 3
    assert len({field.type for field in spec.fields}) >= 3
    assert len(spec.conditions) >= 3
    assert len(spec.letter.rows) >= 5
    assert len(spec.letter.opening) >= 4


@pytest.mark.parametrize("name", STARTABLE)
def test_the_flow_of_an_example_is_its_route(name: str) -> None:
    spec = spec_of(name)

    drawn = [step.stage for step in spec.flow if step.stage]
    assert drawn == [row.stage for row in spec.route.stages if row.stage != "revision"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_regulation_that_nobody_checked_says_so(name: str) -> None:
    for row in spec_of(name).legal_basis:
        assert row.status in {"in_force", "unknown"}
        assert row.note or row.status == "in_force"


# --- all of them together


def test_examples_span_agencies_and_all_sectors() -> None:
    assert len(EXAMPLES) >= 10
    assert len({spec.agency for spec in specs()}) >= 7
    assert {spec.sector for spec in specs()} == {"primer", "sekunder", "tersier"}


def test_examples_take_no_number_of_the_register_of_real_permits() -> None:
    real = {spec_of(name).letter.register.code for name in SOPS}
    registers = {spec.letter.register for spec in specs()}

    assert len(registers) >= 2
    assert not real & {register.code for register in registers}
    assert len({register.code for register in registers}) == len(registers)  # one name, one template
    assert len({register.template for register in registers}) == len(registers)


def any_field(holds: Callable[[FieldSpec], object]) -> Callable[[PermitSpec], bool]:
    return lambda spec: any(holds(field) for field in spec.fields)


def any_paper(holds: Callable[[RequirementSpec], object]) -> Callable[[PermitSpec], bool]:
    return lambda spec: any(holds(one) for one in spec.requirements)


FEATURES: dict[str, Callable[[PermitSpec], object]] = {
    "no agency": lambda spec: not spec.route.agencies,
    "one agency": lambda spec: len(spec.route.agencies) == 1,
    "two agencies side by side": lambda spec: len(spec.route.agencies) == 2,
    "no meeting": lambda spec: spec.route.meeting == "none",
    "meeting optional": lambda spec: spec.route.meeting == "optional",
    "records check": lambda spec: spec.route.records_check,
    "no records check": lambda spec: not spec.route.records_check,
    "promise from registration": lambda spec: spec.route.promise_starts == "registered",
    "promise from the advice": lambda spec: spec.route.promise_starts == "advice",
    "valid for years": lambda spec: spec.validity.kind == "years",
    "valid until an event": lambda spec: spec.validity.kind == "until_event",
    "new only": lambda spec: spec.kinds == ("NEW",),
    "no amendment": lambda spec: spec.kinds == ("NEW", "RENEWAL"),
    "no renewal": lambda spec: spec.kinds == ("NEW", "AMENDMENT"),
    "every kind": lambda spec: len(spec.kinds) == 3,
    "at sea": lambda spec: spec.allows_sea,
    "field of an amendment": any_field(lambda field: field.kinds == ("AMENDMENT",)),
    "field of a renewal": any_field(lambda field: field.kinds == ("RENEWAL",)),
    "field of a new permit": any_field(lambda field: field.kinds == ("NEW",)),
    "field shown by an answer": any_field(lambda field: field.show_if),
    "number with unit": any_field(lambda field: field.type == "number" and field.unit),
    "number with decimals": any_field(lambda field: field.decimals),
    "negative number": any_field(lambda field: field.minimum is not None and field.minimum < 0),
    "choice": any_field(lambda field: field.type == "choice"),
    "pair of dates": any_field(lambda field: field.not_before),
    "point": any_field(lambda field: field.type == "point"),
    "long text": any_field(lambda field: field.type == "textarea"),
    "answer printed as condition": any_field(lambda field: field.condition_text),
    "answer printed as it stands": any_field(lambda field: field.prints_as_condition and not field.condition_text),
    "paper of a company": any_paper(lambda one: one.only_if == "company"),
    "paper of a proxy": any_paper(lambda one: one.only_if == "proxy"),
    "paper of a kind": any_paper(lambda one: one.kinds),
    "paper that may be left out": any_paper(lambda one: not one.mandatory),
    "drawing": any_paper(lambda one: "dwg" in one.formats),
    "PDF only": any_paper(lambda one: one.formats == ("pdf",)),
    "picture only": any_paper(lambda one: not {"pdf", "dwg"} & set(one.formats)),
    "condition to pick": lambda spec: any(not one.preselected for one in spec.conditions),
    "condition with an answer in it": lambda spec: any("{detail." in one.text for one in spec.conditions),
    "report every quarter": lambda spec: any(one.every == "quarter" for one in spec.post_issue_duties),
    "report every semester": lambda spec: any(one.every == "semester" for one in spec.post_issue_duties),
    "report every year": lambda spec: any(one.every == "year" for one in spec.post_issue_duties),
    "number with month": lambda spec: "{month_roman}" in spec.letter.register.template,
}


@pytest.mark.parametrize("feature", FEATURES)
def test_some_example_uses(feature: str) -> None:
    assert [spec.code for spec in specs() if FEATURES[feature](spec)]


# --- in the database


@pytest.fixture
def office(village: Any) -> None:
    """The office of Kalimantan Timur."""
    from office.loading import load as load_office

    load_office("kaltim")


def test_check_catalogue_finds_every_shipped_file_right(office: None) -> None:
    out = StringIO()

    call_command("check_catalogue", stdout=out)

    assert out.getvalue().count(": benar") == len(shipped_files()) == len(SOPS) + len(EXAMPLES)


def test_loading_everything_twice_changes_nothing(office: None) -> None:
    load(shipped_files(), now=NOW)
    editions = list(CatalogueEdition.objects.order_by("pk").values())
    types = list(PermitType.objects.order_by("pk").values())

    report = load(shipped_files(), now=NOW + dt.timedelta(days=30))

    assert {row.outcome for row in report.rows} == {"unchanged"}
    assert list(CatalogueEdition.objects.order_by("pk").values()) == editions
    assert list(PermitType.objects.order_by("pk").values()) == types
    assert not NumberSequence.objects.exists()
    assert PermitType.objects.filter(is_example=True).count() == len(EXAMPLES)


def test_only_one_example_is_applied_for_elsewhere() -> None:
    assert [name for name in EXAMPLES if spec_of(name).elsewhere_url] == [ELSEWHERE]


def test_a_type_applied_for_elsewhere_is_refused_with_its_link(
    office: None, budi: Any, client_of: Callable[[Any], Any], now: dt.datetime
) -> None:
    load([file for file in shipped_files() if file.name == ELSEWHERE], now=now)
    found = PermitType.objects.get()

    with pytest.raises(DomainError, match=r"https://oss\.go\.id/"):
        drafts.start_draft(found, "NEW", by=budi, now=now)

    page = client_of(budi).get("/permohonan/ajukan/", {"izin": found.slug}).content.decode()
    assert 'href="https://oss.go.id/"' in page
    assert "diajukan di tempat lain" in page
