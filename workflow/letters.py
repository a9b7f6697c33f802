"""The office's letters beside the permit, from plain values to PDF bytes. Knows no model."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from eptsp.lib import pdf
from permits.letters import QR_NAME, STYLESHEET, Letterhead, emblem_name, pictures

SENTENCE = (
    "Ditandatangani elektronik sederhana (bukan TTE tersertifikasi) oleh akun yang tercantum; "
    "sidik isi dan keasliannya diperiksa melalui kode QR."
)


@dataclass(frozen=True)
class Block:
    """A part under a heading of its own: paragraphs, or a list where `is_list`."""

    title: str
    lines: list[str]
    is_list: bool = False


@dataclass(frozen=True)
class SignedBy:
    """One name block. `at` in words; "" where only the name stands (an officer who was there)."""

    post: str
    name: str
    employee_number: str = ""
    at: str = ""


@dataclass(frozen=True)
class Photo:
    """A picture of the letter: its caption, and the SHA-256 of the stored file, by which it is found again."""

    sha256: str
    caption: str


@dataclass(frozen=True)
class LetterText:
    """Everything that a letter prints, frozen as JSON when it is written. `table`: heads, then the rows."""

    title: str
    number: str
    dated_on: str  # ISO
    city: str
    to: list[str]
    about: str
    opening: list[str]
    rows: list[tuple[str, str]]
    blocks: list[Block]
    closing: list[str]
    signed_by: list[SignedBy]
    is_demo: bool
    table: list[list[str]] = field(default_factory=list)
    table_title: str = ""
    photos: list[Photo] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.dated_on)


def freeze(text: LetterText) -> dict[str, Any]:
    """The words as JSON."""
    return dataclasses.asdict(text)


def thaw(content: Mapping[str, Any]) -> LetterText:
    """The words that were frozen."""
    fields = dict(content)
    fields["rows"] = [(label, value) for label, value in fields["rows"]]
    fields["blocks"] = [Block(**one) for one in fields["blocks"]]
    fields["signed_by"] = [SignedBy(**one) for one in fields["signed_by"]]
    fields["photos"] = [Photo(**one) for one in fields["photos"]]
    return LetterText(**fields)


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def letter_html(text: LetterText, *, head: Letterhead, address: str, digest: str) -> str:
    """The letter as HTML for the renderer."""
    context = {
        "letter": text,
        "head": head,
        "emblem_name": emblem_name(head),
        "qr_name": QR_NAME,
        "address": address,
        "shown_address": address.removeprefix("https://").removeprefix("http://"),
        "digest": digest,
        "sentence": SENTENCE,
        "reference": f"{text.title} Nomor {text.number}",
    }
    with translation.override("id"):
        return render_to_string("workflow/pdf/letter.html", context)


def render_letter(
    text: LetterText, *, head: Letterhead, address: str, digest: str, photos: Mapping[str, bytes] | None = None
) -> bytes:
    """PDF/A-3b of the letter; `photos` are JPEG bytes by SHA-256. Raises PdfError."""
    images = dict(pictures(head, address)) | {f"foto-{key}": data for key, data in (photos or {}).items()}
    html = letter_html(text, head=head, address=address, digest=digest)
    return pdf.render(html, stylesheet=STYLESHEET, images=images)
