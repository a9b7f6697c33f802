"""What the signature of a PDF is worth, judged offline against the roots we trust."""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto.parser import peek
from asn1crypto.x509 import Certificate, Name
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from permits.signing.local import outside_loop

logger = logging.getLogger(__name__)

UNREADABLE = "Berkas ini bukan PDF yang dapat dibaca."
UNSIGNED = "PDF ini tidak bertanda tangan elektronik."
SEVERAL = "PDF ini memuat lebih dari satu tanda tangan; izin kami hanya memuat satu."
ALTERED = "Isi PDF ini berubah setelah ditandatangani."
PARTIAL = "Tanda tangan tidak mencakup seluruh isi PDF: ada bagian yang ditambahkan kemudian."
FOREIGN = "Tanda tangan ini bukan dari sertifikat yang kami percaya."
INVALID = "Tanda tangan pada PDF ini tidak sah."
SOUND = "Tanda tangan sah, mencakup seluruh berkas, dan sertifikatnya kami percaya."


@dataclass(frozen=True)
class SignatureCheck:
    """The verdict. `is_valid` needs all of it: unaltered, the whole file, a trusted root. `reason` is for people."""

    is_valid: bool
    covers_whole_file: bool
    is_trusted: bool
    signer_name: str
    issuer_name: str
    signed_at: datetime | None
    reason: str


def check_signature(pdf: bytes, *, trust_roots: Sequence[Path], at: datetime | None = None) -> SignatureCheck:
    """Judge the one signature of a permit; nothing is fetched from the network.

    `at` is the moment at which the certificate must have been in force: give the time that our own records hold,
    because the time inside the PDF is the signer's word. Without it: now. Raises OSError for a missing root file.
    """
    roots = [load_cert_from_pemder(str(path)) for path in trust_roots]
    try:
        return outside_loop(lambda: _check(pdf, roots, at))
    except Exception as error:  # a stranger's file may break the parser anywhere: that is an answer, not an outage
        logger.info("signature not readable: %s", type(error).__name__)
        return _refusal(UNREADABLE)


def _check(pdf: bytes, roots: list[Certificate], at: datetime | None) -> SignatureCheck:
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if len(signatures) != 1:
        return _refusal(SEVERAL if signatures else UNSIGNED)
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at, revocation_mode="soft-fail")
    status = validate_pdf_signature(signatures[0], signer_validation_context=context)
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and _gap_is_clean(pdf, signatures[0].byte_range)
    certificate = status.signing_cert
    return SignatureCheck(
        # `valid` stays true on a tampered file; `bottom_line` is the whole judgement
        is_valid=bool(status.bottom_line and covers),
        covers_whole_file=covers,
        is_trusted=status.trusted,
        signer_name=_common_name(certificate.subject),
        issuer_name=_common_name(certificate.issuer),
        signed_at=status.signer_reported_dt,
        reason=_reason(status, covers),
    )


def _gap_is_clean(pdf: bytes, byte_range: Sequence[int]) -> bool:
    """Whether the one stretch that is not signed holds the signature in plain hexadecimal, zeros, and nothing else."""
    _, head, tail, _ = (int(value) for value in byte_range)
    gap = pdf[head:tail]
    contents = bytes.fromhex(gap[1:-1].decode("ascii"))
    written = f"<{contents.hex()}>".encode()
    return gap in (written, written.upper()) and not any(contents[peek(contents) :])


def _reason(status: PdfSignatureStatus, covers: bool) -> str:
    if not covers:
        return PARTIAL
    if not status.intact or not status.valid:
        return ALTERED
    if not status.trusted:
        return FOREIGN
    return SOUND if status.bottom_line else INVALID


def _refusal(reason: str) -> SignatureCheck:
    return SignatureCheck(False, False, False, "", "", None, reason)


def _common_name(name: Name) -> str:
    return str(name.native.get("common_name") or name.human_friendly)
