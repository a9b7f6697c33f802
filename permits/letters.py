"""The papers that leave the house: the permit letter and the receipt, from plain values to PDF bytes.

Knows no model: the caller fills the dataclasses, this module lays them out. Every value is escaped by the template.
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Letterhead:
    """The head of every letter. `emblem_png` is the picture that the office uploaded, in PNG, or None."""

    government: str
    name: str
    address: str
    phones: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    postcode: str = ""
    emblem_png: bytes | None = None


@dataclass(frozen=True)
class Signatory:
    """The name block. `acting` is "", "Plt." or "Plh."."""

    position: str
    name: str
    employee_number: str = ""
    acting: str = ""
    rank: str = ""

    @property
    def title(self) -> str:
        """The position as printed, with Plt. or Plh. in front where it is acting."""
        return f"{self.acting} {self.position}".strip()


@dataclass(frozen=True)
class PermitLetter:
    """All that a permit prints. `rows` are label and value; `copies` are the tembusan."""

    letterhead: Letterhead
    title: str
    number: str
    about: str
    opening: list[str]
    rows: list[tuple[str, str]]
    conditions: list[str]
    duties: list[str]
    validity: str
    issued_in: str
    issued_on: date
    signatory: Signatory
    verification_url: str
    verification_code_text: str
    signature_sentence: str
    is_demo: bool
    copies: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Receipt:
    """The proof of registration. Times are aware; `documents` are name and whether it was found in order."""

    letterhead: Letterhead
    resi: str
    submitted_at: datetime
    registered_at: datetime | None
    applicant: str
    holder: str
    permit_name: str
    kind: str
    place: str
    documents: list[tuple[str, bool]]
    promise_text: str
    due_text: str
    tracking_url: str
    is_demo: bool = False


def permit_html(letter: PermitLetter, *, draft: bool = False) -> str:
    """The letter as HTML for the renderer."""
    raise NotImplementedError


def receipt_html(receipt: Receipt) -> str:
    """The receipt as HTML for the renderer."""
    raise NotImplementedError


def render_permit(letter: PermitLetter, *, draft: bool = False) -> bytes:
    """PDF/A-3b with an empty signature field at the name block; a draft has DRAF across and no field."""
    raise NotImplementedError


def render_receipt(receipt: Receipt) -> bytes:
    """PDF/A-3b of the receipt."""
    raise NotImplementedError
