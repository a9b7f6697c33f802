"""Is what a provider sent back our letter, signed once by somebody we trust, and nothing else?"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from permits.signing.base import SIGNATURE_FIELD, SignatureBox, SignedPdf
from permits.signing.verify import check_signature

SPACES = re.compile(rb"\s+")
LARGEST = 40 * 1024 * 1024  # a letter has a few pages; more than this is no letter


class NotOurs(Exception):
    """The bytes are not our letter with a good signature; the text is an Indonesian sentence for the person."""


def check_answer(signed: bytes, pdf: bytes, *, trust_roots: Sequence[Path], now: datetime) -> SignedPdf:
    """The signed letter with what its certificate says.

    `pdf` is what was to be signed. Raises NotOurs: no PDF, cut off, other pages or another text, no or a bad
    signature, one that leaves part of the file out, or of a certificate that we do not trust.
    """
    if not signed.startswith(b"%PDF-") or len(signed) > LARGEST:
        raise NotOurs("Berkas itu bukan PDF.")
    try:
        is_same = page_texts(signed) == page_texts(pdf)
    except Exception as error:  # a broken file may break the parser anywhere
        raise NotOurs("PDF itu terpotong atau rusak.") from error
    if not is_same:
        raise NotOurs("Isi PDF itu bukan naskah izin ini.")
    check = check_signature(signed, trust_roots=trust_roots, at=now)
    if not check.is_valid:
        raise NotOurs(check.reason)
    certificate = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0].signer_cert
    serial = format(certificate.serial_number, "x")
    return SignedPdf(signed, check.signer_name, check.issuer_name, serial, now)


def page_texts(pdf: bytes) -> list[bytes]:
    """What each page draws, after every update of the file: the drawing commands with their white space made even.

    A visible signature is an annotation beside them. Some programs wrap a page's commands in q ... Q when they
    touch it, which changes nothing.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    return [_drawing(page) for page in _pages(reader.root["/Pages"])]


def signature_box(pdf: bytes) -> SignatureBox:
    """The place of the letter's empty signature field. Raises LookupError when it has none."""
    reader = PdfFileReader(io.BytesIO(pdf))
    for field in reader.root["/AcroForm"]["/Fields"]:
        if field.get_object()["/T"] != SIGNATURE_FIELD:
            continue
        left, bottom, right, top = (float(value) for value in field.get_object()["/Rect"])
        page_of_field = field.get_object().raw_get("/P").reference
        for number, page in enumerate(_pages(reader.root["/Pages"]), start=1):
            where = page.container_ref
            if isinstance(where, generic.Reference) and where == page_of_field:
                height = float(page["/MediaBox"][3])
                return SignatureBox(number, left, bottom, right - left, top - bottom, height)
    raise LookupError("the letter has no signature field")


def _pages(node: generic.DictionaryObject, inherited: object = None) -> list[generic.DictionaryObject]:
    """The pages below a node of the page tree, in order."""
    if node.get("/Type") != "/Pages":
        return [node]
    found: list[generic.DictionaryObject] = []
    for kid in node["/Kids"]:
        found += _pages(kid.get_object())
    return found


def _drawing(page: generic.DictionaryObject) -> bytes:
    contents = page.get("/Contents", generic.ArrayObject())
    streams = contents if isinstance(contents, generic.ArrayObject) else [contents]
    drawn = SPACES.sub(b" ", b" ".join(stream.get_object().data for stream in streams)).strip()
    return drawn.removeprefix(b"q ").removesuffix(b" Q")
