"""The verdict on a PDF: ours or not, unchanged or not, signed by whom, and the state of the permit."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal

from permits import lifecycle
from permits.models import Permit, PermitFile
from permits.signing.registry import trust_roots
from permits.signing.verify import SignatureCheck, check_signature

type Answer = Literal["valid", "expired", "revoked", "superseded", "replaced", "pending", "altered", "foreign"]

WORDS: dict[str, tuple[str, str]] = {
    "valid": ("Asli dan berlaku", "Berkas ini kami terbitkan, tidak berubah, dan izinnya berlaku."),
    "expired": ("Asli, sudah kedaluwarsa", "Berkas ini kami terbitkan dan tidak berubah, tetapi masanya habis."),
    "revoked": ("Asli, izin dicabut", "Berkas ini kami terbitkan dan tidak berubah, tetapi izinnya sudah dicabut."),
    "superseded": ("Asli, izin digantikan", "Berkas ini kami terbitkan, tetapi izinnya sudah digantikan izin lain."),
    "replaced": ("Asli, bukan versi terakhir", "Berkas ini kami tandatangani, tetapi ada versi yang lebih baru."),
    "pending": ("Belum diterbitkan", "Berkas ini kami tandatangani, tetapi izinnya belum diterbitkan."),
    "altered": ("Berkas berubah", "Berkas ini membawa tanda tangan kami, tetapi isinya berubah. Jangan dipercaya."),
    "foreign": ("Bukan dari kami", "Berkas ini tidak kami terbitkan atau tidak bertanda tangan elektronik kami."),
}
BY_STATE: dict[str, Answer] = {
    Permit.State.ACTIVE: "valid",
    Permit.State.EXPIRED: "expired",
    Permit.State.REVOKED: "revoked",
    Permit.State.SUPERSEDED: "superseded",
    Permit.State.PENDING: "pending",
}


@dataclass(frozen=True)
class Verdict:
    """What is said of a PDF. `permit` only when the file's hash is one of ours."""

    answer: Answer
    signature: SignatureCheck
    permit: Permit | None = None

    @property
    def is_valid(self) -> bool:
        return self.answer == "valid"

    @property
    def title(self) -> str:
        return WORDS[self.answer][0]

    @property
    def explanation(self) -> str:
        return WORDS[self.answer][1]


def state_on(permit: Permit, day: dt.date) -> Answer:
    """What is to be said of the permit that day: one whose validity has run out is expired, whoever noticed."""
    return BY_STATE[lifecycle.state_on(permit.state, permit.valid_until, day)]


def verdict_of(pdf: bytes, *, on: dt.date | None = None) -> Verdict:
    """Judge a PDF by its hash among our signed files and by its signature; nothing is stored.

    `on`: the day for which validity is asked; without it the permit's state alone is told.
    Ours is only what we signed byte for byte. A file that carries a broken signature of ours, or whose signature
    is whole but whose bytes are not among ours, is called altered when our certificate is in it, else foreign.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    file = PermitFile.objects.select_related("permit__application__permit_type", "permit__entry").filter(sha256=sha256)
    found = file.first()
    # before the first signing of an installation there may be no root yet: then nothing is trusted
    roots = [root for root in trust_roots() if root.exists()]
    check = check_signature(pdf, trust_roots=roots, at=found.signed_at if found else None)
    if found is not None:
        if not (check.is_valid and check.covers_whole_file):
            return Verdict("altered", check)
        latest = found.permit.files.order_by("-n").values_list("pk", flat=True).first()
        state = state_on(found.permit, on) if on else BY_STATE[found.permit.state]
        return Verdict(state if latest == found.pk else "replaced", check, found.permit)
    signed_by_us = PermitFile.objects.filter(signer_name=check.signer_name).exists() if check.signer_name else False
    return Verdict("altered" if signed_by_us else "foreign", check)
