"""What one permit type is: the frozen shapes that `parsing.parse` reads a catalogue edition into. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from permits.stages import Move, Stage

KINDS = ("NEW", "RENEWAL", "AMENDMENT")
FIELD_TYPES = ("text", "textarea", "number", "date", "choice", "point")
FORMATS = ("pdf", "jpg", "png", "gif", "dwg")
LEGAL_STATUSES = ("in_force", "replaced", "revoked", "unknown")

type FieldType = Literal["text", "textarea", "number", "date", "choice", "point"]
type OnlyIf = Literal["proxy", "company"] | None
type LegalStatus = Literal["in_force", "replaced", "revoked", "unknown"]
type MeetingRule = Literal["none", "optional"]
type PromiseStart = Literal["registered", "advice"]
type Period = Literal["quarter", "semester", "year"]
type ValidityKind = Literal["years", "until_event"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One detail field of step 5. `kinds` empty means every kind of application; `help` is plain text."""

    code: str
    label: str
    type: FieldType
    required: bool = False
    help: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # (value, label)
    minimum: Decimal | None = None  # number only
    maximum: Decimal | None = None  # number only
    decimals: int = 0  # number only; 0 = whole numbers
    max_length: int | None = None  # text and textarea
    not_before: str = ""  # date only: code of the date field that may not come after this one
    kinds: tuple[str, ...] = ()
    show_if: tuple[str, str] | None = None  # (code of a choice field above, value)
    prints_as_condition: bool = False
    condition_text: str = ""  # the sentence printed; "" = "label: value unit". May hold {detail.<code>}

    def applies_to(self, kind: str) -> bool:
        """Whether an application of this kind is asked the field."""
        return not self.kinds or kind in self.kinds

    def is_shown(self, details: Mapping[str, object]) -> bool:
        """Whether the answers given so far call for this field (an unconditional one is always shown)."""
        return self.show_if is None or details.get(self.show_if[0]) == self.show_if[1]


@dataclass(frozen=True, slots=True)
class RequirementSpec:
    """One document to upload. `purpose` tells the applicant what it is for (untuk apa)."""

    code: str
    name: str
    purpose: str
    mandatory: bool
    only_if: OnlyIf = None
    formats: tuple[str, ...] = ("pdf", "jpg", "png", "gif")
    kinds: tuple[str, ...] = ()

    def applies_to(self, kind: str, *, has_proxy: bool, has_company: bool) -> bool:
        """Whether this document is asked of an application of that kind, proxy and company."""
        if self.kinds and kind not in self.kinds:
            return False
        return {None: True, "proxy": has_proxy, "company": has_company}[self.only_if]


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage of a route. At most one of `minutes` (office minutes) and `working_days` is set; neither = no limit."""

    stage: Stage
    minutes: int | None
    working_days: int | None
    moves: tuple[Move, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """The road of a file. `stages` also lists joint_meeting and revision, which lie beside the main line."""

    code: str
    version: int
    stages: tuple[StageSpec, ...]
    agencies: tuple[str, ...]  # codes of office.Agency, may be empty
    meeting: MeetingRule
    records_check: bool
    promise_days: int  # working days
    promise_starts: PromiseStart

    def stage(self, stage: Stage) -> StageSpec:
        """The limits and moves of one stage; LookupError when the route does not pass it."""
        for found in self.stages:
            if found.stage is stage:
                return found
        raise LookupError(f"{self.code} v{self.version} has no stage {stage}")

    def has(self, stage: Stage) -> bool:
        """Whether the route knows the stage."""
        return any(found.stage is stage for found in self.stages)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One regulation as the SOP words it; `note` says what became of it."""

    text: str
    status: LegalStatus
    note: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who made, checked or approved the SOP: the post, never the person."""

    act: str
    post: str
    dated_on: date | None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One line of the revision history (FM-SYS-02)."""

    number: str
    dated_on: date | None
    text: str
    revised_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class DocumentControl:
    """The front page of the SOP."""

    title: str
    number: str
    revision: str
    status: str
    created_on: date | None
    revised_on: date | None
    effective_on: date | None
    approvals: tuple[Approval, ...] = ()
    history: tuple[RevisionRow, ...] = ()
    distribution: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One lettered section of the service standard. `ordered` says whether the items are numbered."""

    letter: str
    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    ordered: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step of the SOP's Lampiran 1. `time` None = not legible in the source or not given there (see `note`)."""

    number: int
    actor: str
    text: tuple[str, ...]
    points: tuple[str, ...] = ()
    completeness: tuple[str, ...] = ()
    time: str | None = None
    output: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    stage: Stage | None = None  # where the step is done in this service; None = replaced or outside it
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConditionSpec:
    """A standard condition that the drafter may pick; `preselected` ones are ticked already."""

    code: str
    text: str
    preselected: bool = True


@dataclass(frozen=True, slots=True)
class DutySpec:
    """A report the holder owes after issue: for each whole period after the issue date, `due_days` after its end."""

    code: str
    name: str
    every: Period
    due_days: int
    description: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """`years` with a number, or `until_event` (no end date; `text` says until when)."""

    kind: ValidityKind
    years: int | None
    text: str


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """Where the number comes from. Types that name the same `code` share one run of numbers per year."""

    code: str
    name: str
    classification: str
    template: str  # of {classification} {sequence} {unit} {year} {month_roman}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A line "label : text" of the block that names the holder and the object."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """The permit letter, top to bottom: title, number, about, opening (Dasar a, b, c), grant, rows, body,
    conditions_intro and the numbered conditions, closing, name block, copies (tembusan). Texts hold placeholders
    of `placeholders.PLACEHOLDERS`."""

    title: str
    about: str
    opening_label: str
    opening: tuple[str, ...]
    grant: str
    rows: tuple[LetterRow, ...]
    body: tuple[str, ...]
    conditions_intro: str
    closing: tuple[str, ...]
    copies: tuple[str, ...]
    register: RegisterSpec


@dataclass(frozen=True, slots=True)
class PermitSpec:
    """One edition of one permit type, complete."""

    code: str
    slug: str
    edition: int
    name: str
    short_name: str
    agency: str
    sector: str
    is_example: bool
    elsewhere_url: str
    document: DocumentControl
    sections: tuple[Section, ...]  # A to U, all of them, in order
    legal_basis: tuple[LegalBasis, ...]
    flow: tuple[FlowStep, ...]
    requirements: tuple[RequirementSpec, ...]
    fields: tuple[FieldSpec, ...]
    conditions: tuple[ConditionSpec, ...]
    holder_rights: tuple[str, ...]
    holder_duties: tuple[str, ...]
    post_issue_duties: tuple[DutySpec, ...]
    promise: str
    silence_days: int
    cost: str
    product: str
    validity: Validity
    allows_sea: bool
    route: RouteSpec
    letter: LetterSpec
    kinds: tuple[str, ...] = KINDS  # kinds of application offered

    def field(self, code: str) -> FieldSpec:
        """The detail field with that code; LookupError when there is none."""
        return _by_code(self.fields, code)

    def requirement(self, code: str) -> RequirementSpec:
        """The requirement with that code; LookupError when there is none."""
        return _by_code(self.requirements, code)

    def condition(self, code: str) -> ConditionSpec:
        """The standard condition with that code; LookupError when there is none."""
        return _by_code(self.conditions, code)


def _by_code[T: (FieldSpec, RequirementSpec, ConditionSpec)](rows: tuple[T, ...], code: str) -> T:
    for row in rows:
        if row.code == code:
            return row
    raise LookupError(code)
