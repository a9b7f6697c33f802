"""The picture of the visible signature, drawn by WeasyPrint so that its font is embedded (PDF/A)."""

import contextlib
import io
import threading
from functools import lru_cache

import pypdfium2
from django.template.loader import render_to_string
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader

from eptsp.lib import pdf
from permits.signing.base import Stamp

_PDFIUM = threading.Lock()  # the library is not made for two threads at once
PNG_SCALE = 3  # 216 dots per inch
# letters that fit at full size: one line, two lines, two lines
ROOMY_NAME = 42
ROOMY_POSITION = 100
ROOMY_SENTENCE = 120


@lru_cache(maxsize=32)
def stamp_pdf(stamp: Stamp) -> bytes:
    """One small page as large as the letter's signature box. Kept: a signer's stamp is the same on every letter."""
    is_long = (
        len(stamp.name) > ROOMY_NAME or len(stamp.position) > ROOMY_POSITION or len(stamp.sentence) > ROOMY_SENTENCE
    )
    html = render_to_string("permits/pdf/stamp.html", {"stamp": stamp, "is_long": is_long})
    return pdf.render(html, stylesheet="stamp.css", variant=None, tags=False)


class StampPage(ImportedPdfPage):
    """A stamp held in memory; pyHanko's own class reads from a file name."""

    def __init__(self, data: bytes) -> None:
        super().__init__(file_name="")
        self._data = data

    def render(self) -> bytes:
        """Import the page into the writer and return the operator that draws it."""
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._data)))
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Stamp Do"


@lru_cache(maxsize=32)
def stamp_png(stamp: Stamp) -> bytes:
    """The same stamp as a picture, for a provider that draws the signature itself."""
    with _PDFIUM, contextlib.closing(pypdfium2.PdfDocument(stamp_pdf(stamp))) as document:
        picture = document[0].render(scale=PNG_SCALE).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
