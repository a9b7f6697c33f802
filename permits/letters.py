"""The papers that leave the house: the permit letter and the receipt, from plain values to PDF bytes.

Knows no model: the caller fills the dataclasses, this module lays them out. Every value is escaped by the template.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

import segno
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from PIL import Image

from eptsp.lib import pdf
from permits.signing.base import SIGNATURE_FIELD

STYLESHEET = "letter.css"
QR_NAME = "qr.png"
QR_SCALE = 8  # pixels per module; fewer, and screens blur them
EMBLEM_PIXELS = 200  # 20 mm at 250 dots per inch: a larger upload only makes every letter heavier
UNSIGNED_SENTENCE = "Rancangan ini belum ditandatangani dan belum berlaku."
RECEIPT_SENTENCE = "Tanda terima ini dibuat oleh sistem dan bukan izin."


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
    opening_label: str = ""  # "Dasar": the opening is then a lettered list
    grant: str = ""  # MEMBERIKAN IZIN KEPADA
    body: list[str] = field(default_factory=list)  # after the rows
    conditions_intro: str = "Dengan ketentuan sebagai berikut:"
    closing: list[str] = field(default_factory=list)


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
    claim_code: str = ""  # of a counter account that nobody has claimed yet
    claim_url: str = ""
    claim_until: str = ""


def permit_html(letter: PermitLetter, *, draft: bool = False) -> str:
    """The letter as HTML for the renderer; a draft says that it is not yet in force."""
    context = {
        "letter": letter,
        "draft": draft,
        "field": SIGNATURE_FIELD,
        "emblem_name": emblem_name(letter.letterhead),
        "sentence": UNSIGNED_SENTENCE if draft else letter.signature_sentence,
        "reference": f"{letter.title} Nomor {letter.number}",
        "qr_name": QR_NAME,
    }
    with translation.override("id"):
        return render_to_string("permits/pdf/permit.html", context)


def receipt_html(receipt: Receipt) -> str:
    """The receipt as HTML for the renderer."""
    with translation.override("id"):
        context = {
            "receipt": receipt,
            "rows": _receipt_rows(receipt),
            "emblem_name": emblem_name(receipt.letterhead),
            "sentence": RECEIPT_SENTENCE,
            "reference": f"Nomor resi {receipt.resi}",
            "qr_name": QR_NAME,
        }
        return render_to_string("permits/pdf/receipt.html", context)


def render_permit(letter: PermitLetter, *, draft: bool = False, with_field: bool = True) -> bytes:
    """PDF/A-3b with an empty signature field at the name block; a draft has DRAF across and no field.

    `with_field=False` is the same letter for a provider that makes a field of its own.

    Raises PdfError.
    """
    return pdf.render(
        permit_html(letter, draft=draft),
        stylesheet=STYLESHEET,
        draft=draft,
        images=pictures(letter.letterhead, letter.verification_url),
        signature_field=SIGNATURE_FIELD if with_field and not draft else None,
    )


def render_receipt(receipt: Receipt) -> bytes:
    """PDF/A-3b of the receipt. Raises PdfError."""
    images = pictures(receipt.letterhead, receipt.tracking_url)
    return pdf.render(receipt_html(receipt), stylesheet=STYLESHEET, images=images)


def _receipt_rows(receipt: Receipt) -> list[tuple[str, str]]:
    rows = [
        ("Jenis izin", receipt.permit_name),
        ("Jenis permohonan", receipt.kind),
        ("Pemohon", receipt.applicant),
        ("Pemegang izin", receipt.holder),
        ("Lokasi", receipt.place),
        ("Diajukan", _moment(receipt.submitted_at)),
        ("Pendaftaran diverifikasi", _moment(receipt.registered_at)),
        ("Janji layanan", receipt.promise_text),
        ("Perkiraan selesai", receipt.due_text),
    ]
    return [(label, value) for label, value in rows if value]


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H.i T") if moment else ""


def _qr(address: str) -> bytes:
    """A small picture: as SVG the same code costs a fifth of the whole rendering."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=QR_SCALE, border=2)
    return out.getvalue()


def emblem_name(head: Letterhead) -> str:
    """The name under which the page shows this emblem, "" where the shipped mark stands in."""
    return f"emblem-{hashlib.sha256(head.emblem_png).hexdigest()[:16]}" if head.emblem_png else ""


def pictures(head: Letterhead, address: str) -> Mapping[str, bytes]:
    """What the page may show: the QR code of an address and the office's emblem."""
    images = {QR_NAME: _qr(address)}
    if head.emblem_png:
        images[emblem_name(head)] = _emblem_for_print(head.emblem_png)
    return images


@lru_cache(maxsize=4)
def _emblem_for_print(png: bytes) -> bytes:
    """The emblem as a small JPEG, the one format that WeasyPrint puts in as it is. Raises PdfError."""
    try:
        with Image.open(io.BytesIO(png)) as picture:
            picture.thumbnail((EMBLEM_PIXELS, EMBLEM_PIXELS))
            # white ground: a letter is printed on paper
            ground = Image.new("RGBA", picture.size, "white")
            ground.alpha_composite(picture.convert("RGBA"))
    except (OSError, ValueError) as error:
        raise pdf.PdfError from error
    out = io.BytesIO()
    ground.convert("RGB").save(out, "JPEG", quality=80, subsampling=0, optimize=True)
    return out.getvalue()
