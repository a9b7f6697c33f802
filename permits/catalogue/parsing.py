"""Plain data -> PermitSpec, with every mistake gathered before one exception is raised. Pure."""

import re
from collections.abc import Collection
from typing import Any

from permits.catalogue import checks
from permits.catalogue.mistakes import CatalogueErrors, Mistake, Source
from permits.catalogue.nodes import CODE, SLUG, Node
from permits.catalogue.routes import parse_route
from permits.catalogue.schema import (
    FIELD_TYPES,
    FORMATS,
    KINDS,
    LEGAL_STATUSES,
    ConditionSpec,
    DutySpec,
    FieldSpec,
    LegalBasis,
    LetterRow,
    LetterSpec,
    PermitSpec,
    RegisterSpec,
    RequirementSpec,
    Validity,
)
from permits.catalogue.standards import parse_document, parse_flow, parse_sections

PERMIT_CODE = re.compile(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$")


def parse(
    body: dict[str, Any],
    *,
    source: Source,
    agencies: Collection[str] | None = None,
    sectors: Collection[str] | None = None,
) -> PermitSpec:
    """Read one edition; CatalogueErrors names every mistake. `agencies`, `sectors`: known codes, None = not asked."""
    spec, mistakes = read_leniently(body, source=source, agencies=agencies, sectors=sectors)
    if mistakes:
        raise CatalogueErrors(mistakes)
    return spec


def read_leniently(
    body: dict[str, Any],
    *,
    source: Source,
    agencies: Collection[str] | None = None,
    sectors: Collection[str] | None = None,
) -> tuple[PermitSpec, list[Mistake]]:
    """The edition as far as it can be read, something harmless in the place of each mistake: for a draft's preview."""
    node = Node(body, source=source)
    spec = _permit(node, agencies)
    node.close()
    checks.check(node, spec, agencies=agencies, sectors=sectors)
    return spec, CatalogueErrors(node.mistakes).mistakes


def _permit(node: Node, agencies: Collection[str] | None) -> PermitSpec:
    legal_basis = tuple(_legal_basis(row) for row in node.children("legal_basis"))
    promise, cost, product = node.text("promise"), node.text("cost"), node.text("product")
    validity = _validity(node.child("validity"))
    own_words = {
        "A": tuple(row.text for row in legal_basis),
        "H": ("Terlampir.",),
        "I": (promise,),
        "J": (cost,),
        "K": (product,),
        "L": (validity.text,),
    }
    return PermitSpec(
        code=node.text("code", pattern=PERMIT_CODE),
        slug=node.text("slug", pattern=SLUG),
        edition=node.whole("edition", required=True) or 1,
        name=node.text("name"),
        short_name=node.text("short_name"),
        agency=node.text("agency"),
        sector=node.text("sector"),
        is_example=node.flag("is_example", default=False),
        elsewhere_url=node.url("elsewhere_url"),
        kinds=node.choices("kinds", KINDS, default=KINDS),
        document=parse_document(node.child("document")),
        sections=parse_sections(node, own_words),
        legal_basis=legal_basis,
        flow=parse_flow(node),
        requirements=tuple(_requirement(row) for row in node.children("requirements")),
        fields=tuple(_field(row) for row in node.children("fields", required=False)),
        conditions=tuple(_condition(row) for row in node.children("conditions", required=False)),
        holder_rights=node.texts("holder_rights", required=True),
        holder_duties=node.texts("holder_duties", required=True),
        post_issue_duties=tuple(_duty(row) for row in node.children("post_issue_duties", required=False)),
        promise=promise,
        silence_days=node.whole("silence_days", required=True) or 1,
        cost=cost,
        product=product,
        validity=validity,
        allows_sea=node.flag("allows_sea"),
        route=parse_route(node.child("route"), agencies=agencies),
        letter=_letter(node.child("letter")),
    )


def _legal_basis(row: Node) -> LegalBasis:
    return LegalBasis(
        text=row.text("text"),
        status=row.choice("status", LEGAL_STATUSES),  # type: ignore[arg-type]
        note=row.text("note", ""),
    )


def _validity(node: Node) -> Validity:
    kind = node.choice("kind", ("years", "until_event"))
    years = node.whole("years", required=kind == "years")
    if kind == "until_event" and years is not None:
        node.blame("years", "Hanya untuk masa berlaku dengan jumlah tahun.")
    return Validity(kind=kind, years=years, text=node.text("text"))  # type: ignore[arg-type]


def _requirement(row: Node) -> RequirementSpec:
    only_if = row.choice("only_if", ("proxy", "company")) if row.has("only_if") else None
    return RequirementSpec(
        code=row.text("code", pattern=CODE),
        name=row.text("name"),
        purpose=row.text("purpose"),
        mandatory=row.flag("mandatory", default=True),
        only_if=only_if,  # type: ignore[arg-type]
        formats=row.choices("formats", FORMATS, default=("pdf", "jpg", "png", "gif")),
        kinds=row.choices("kinds", KINDS),
    )


def _field(row: Node) -> FieldSpec:
    return FieldSpec(
        code=row.text("code", pattern=CODE),
        label=row.text("label"),
        type=row.choice("type", FIELD_TYPES),  # type: ignore[arg-type]
        required=row.flag("required", default=False),
        help=row.text("help", ""),
        unit=row.text("unit", ""),
        choices=tuple(
            (option.text("value", pattern=CODE), option.text("label"))
            for option in row.children("choices", required=False)
        ),
        minimum=row.number("minimum"),
        maximum=row.number("maximum"),
        decimals=row.whole("decimals", at_least=0) or 0,
        max_length=row.whole("max_length"),
        not_before=row.text("not_before", ""),
        kinds=row.choices("kinds", KINDS),
        show_if=_show_if(row),
        prints_as_condition=row.flag("prints_as_condition", default=False),
        condition_text=row.text("condition_text", ""),
    )


def _show_if(row: Node) -> tuple[str, str] | None:
    if not row.has("show_if"):
        return None
    node = row.child("show_if")
    return node.text("field"), node.text("value")


def _condition(row: Node) -> ConditionSpec:
    return ConditionSpec(
        code=row.text("code", pattern=CODE),
        text=row.text("text"),
        preselected=row.flag("preselected", default=True),
    )


def _duty(row: Node) -> DutySpec:
    return DutySpec(
        code=row.text("code", pattern=CODE),
        name=row.text("name"),
        every=row.choice("every", ("quarter", "semester", "year")),  # type: ignore[arg-type]
        due_days=row.whole("due_days", required=True) or 1,
        description=row.text("description", ""),
        note=row.text("note", ""),
    )


def _letter(node: Node) -> LetterSpec:
    register = node.child("register")
    return LetterSpec(
        title=node.text("title"),
        about=node.text("about"),
        opening_label=node.text("opening_label"),
        opening=node.texts("opening", required=True),
        grant=node.text("grant"),
        rows=tuple(LetterRow(row.text("label"), row.text("text")) for row in node.children("rows")),
        body=node.texts("body", required=True),
        conditions_intro=node.text("conditions_intro"),
        closing=node.texts("closing", required=True),
        copies=node.texts("copies"),
        register=RegisterSpec(
            code=register.text("code", pattern=SLUG),
            name=register.text("name"),
            classification=register.text("classification"),
            template=register.text("template"),
        ),
    )
