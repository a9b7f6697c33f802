"""The only door to WeasyPrint: HTML in, PDF bytes out, and nothing fetched but our own assets.

Fonts, parsed style sheets and the lock are kept for the life of the process: layout is not safe in two threads at
once, and under the interpreter lock a queue costs nothing.
"""

import hashlib
import logging
import ssl
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pydyf
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from eptsp.lib.errors import DomainError

ASSETS = Path(__file__).resolve().parent.parent.parent / "static" / "pdf"
ASSET_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
DRAFT_SHEET = "draft.css"  # DRAF across every page
POINTS_PER_PIXEL = 0.75
WIDGET_FLAGS = 4 | 128  # printed, and not to be moved: PDF/A asks for the first

logger = logging.getLogger(__name__)
for chatty in ("weasyprint.progress", "fontTools"):  # seven lines per document
    logging.getLogger(chatty).setLevel(logging.WARNING)


class PdfError(DomainError):
    """The document could not be made. The reason is in the log, not in the sentence."""

    def __init__(self) -> None:
        super().__init__("Dokumen PDF gagal dibuat. Silakan coba lagi; bila tetap gagal, hubungi administrator.")


class OwnAssets(URLFetcher):
    """Knows `asset:NAME` for the files below static/pdf and for the pictures handed in; refuses every other address."""

    def __init__(self, images: Mapping[str, bytes] | None = None) -> None:
        # an empty context: the parent would read the system's certificates, 30 ms for connections never made
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().__init__(allowed_protocols=("asset",), allow_redirects=False, ssl_context=nobody)
        self._images = images or {}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes of one asset. Raises ValueError for anything that is not ours; WeasyPrint then leaves it out."""
        scheme, _, name = url.partition(":")
        if scheme != "asset":
            raise ValueError("only asset: addresses are known")
        if name in self._images:
            return URLFetcherResponse(url, self._images[name])
        path = (ASSETS / name).resolve()
        if not path.is_relative_to(ASSETS) or path.suffix not in ASSET_TYPES:
            raise ValueError("no such asset")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": ASSET_TYPES[path.suffix]})


class _Press:
    """Fonts and parsed sheets of this process; use it only while holding its lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fonts = FontConfiguration()
        self._sheets: dict[str, tuple[CSS, CounterStyle]] = {}

    def sheet(self, name: str) -> tuple[CSS, CounterStyle]:
        if name not in self._sheets:
            counters = CounterStyle()
            css = (ASSETS / name).read_text(encoding="utf-8")
            parsed = CSS(string=css, url_fetcher=OwnAssets(), font_config=self.fonts, counter_style=counters)
            self._sheets[name] = (parsed, counters)
        return self._sheets[name]


_press: _Press | None = None
_press_guard = threading.Lock()


def _the_press() -> _Press:
    global _press
    with _press_guard:
        if _press is None:
            _press = _Press()
        return _press


def render(
    html: str,
    *,
    stylesheet: str,
    variant: str | None = "pdf/a-3b",
    tags: bool = True,
    draft: bool = False,
    images: Mapping[str, bytes] | None = None,
    signature_field: str | None = None,
) -> bytes:
    """The PDF of an HTML page; the same input gives the same bytes.

    `stylesheet` is a file name below static/pdf. `images` are reachable as `asset:KEY`. `signature_field` names an
    element by its id: its box, wherever the layout put it, becomes an empty signature field of that name.
    Raises PdfError.
    """
    try:
        return _render(html, stylesheet, variant, tags, draft, images, signature_field)
    except Exception as error:  # layout, fonts and pictures fail in many ways; the person gets one sentence
        logger.exception("PDF not made: stylesheet=%s", stylesheet)
        raise PdfError from error


def _render(
    html: str,
    stylesheet: str,
    variant: str | None,
    tags: bool,
    draft: bool,
    images: Mapping[str, bytes] | None,
    signature_field: str | None,
) -> bytes:
    options = {
        "pdf_variant": variant,
        "pdf_tags": tags,
        # a fixed name for the same text, so that two renders of one letter are one file
        "pdf_identifier": hashlib.md5(html.encode(), usedforsecurity=False).hexdigest().encode(),
    }
    press = _the_press()
    with press.lock:
        sheets = [press.sheet(stylesheet)] + ([press.sheet(DRAFT_SHEET)] if draft else [])
        counters = CounterStyle()
        for _, counter in sheets:
            counters.update(counter)
        source = HTML(string=html, url_fetcher=OwnAssets(images))
        document = source.render(
            font_config=press.fonts, counter_style=counters, stylesheets=[css for css, _ in sheets], **options
        )
        _drop_attachments(document)
        return document.write_pdf(finisher=_field_adder(signature_field), **options)


def _drop_attachments(document: Document) -> None:
    """No letter of ours carries a file inside; text that asks for one is not obeyed."""
    document.metadata.attachments = []
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[0] != "attachment"]


def _field_adder(name: str | None) -> Callable[[Document, pydyf.PDF], None] | None:
    if name is None:
        return None

    def add_field(document: Document, pdf: pydyf.PDF) -> None:
        number, box = _find_box(document, name)
        page_object = pdf.objects[int(pdf.page_references[number].split()[0])]
        _add_signature_field(pdf, page_object, name, box)

    return add_field


def _find_box(document: Document, name: str) -> tuple[int, list[float]]:
    """Page index and rectangle in points from the lower left corner of the element with this id."""
    for number, page in enumerate(document.pages):
        if name in page.anchors:
            left, top, right, bottom = page.anchors[name]
            corners = [left, page.height - bottom, right, page.height - top]
            return number, [round(value * POINTS_PER_PIXEL, 2) for value in corners]
    raise LookupError(f"the page has no element with id {name}")


def _add_signature_field(pdf: pydyf.PDF, page: pydyf.Dictionary, name: str, box: list[float]) -> None:
    size = [0, 0, box[2] - box[0], box[3] - box[1]]
    # PDF/A wants an appearance on every visible field, even on an empty one
    blank = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array(size)})
    pdf.add_object(blank)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(name),
            "TU": pydyf.String("Tanda tangan elektronik"),
            "Rect": pydyf.Array(box),
            "F": WIDGET_FLAGS,
            "P": page.reference,
            "AP": pydyf.Dictionary({"N": blank.reference}),
        }
    )
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(widget.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference])})
