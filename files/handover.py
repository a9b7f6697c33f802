"""The answer that carries a file. Whether the person may read it was asked before; here it only leaves safely."""

import logging
import re
from typing import BinaryIO, cast
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from files.content import BY_CONTENT_TYPE
from files.models import Blob
from files.names import clean_name, with_extension

logger = logging.getLogger(__name__)

INLINE = {"application/pdf", "image/jpeg", "image/png", "image/gif"}
# nothing in a file may load, run, send or be framed elsewhere; the styles are those of the browser's own viewer of
# pictures. PDF and pictures were seen in an iframe of our own in Chromium 156 under exactly this policy.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def respond(blob: Blob, *, filename: str, inline: bool = False, request: HttpRequest) -> HttpResponseBase:
    """Return the file as an attachment, or shown in the page when `inline` and it is a PDF or a picture.

    Answers If-None-Match with 304 and a single byte range with 206 (a PDF on a weak line). With
    settings.X_ACCEL_PREFIX ("/berkas-internal/") nginx sends the bytes. Raises Http404 when the bytes are gone.
    """
    etag = quote_etag(blob.sha256)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _guarded(unchanged, etag)
    prefix = getattr(settings, "X_ACCEL_PREFIX", "")
    response = _by_the_web_server(blob, prefix) if prefix else _by_ourselves(blob, request, etag)
    kind = BY_CONTENT_TYPE.get(blob.content_type)
    name = with_extension(clean_name(filename), kind.extensions) if kind else clean_name(filename)
    shown = inline and blob.content_type in INLINE
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    return _guarded(response, etag)


def respond_thumbnail(blob: Blob, request: HttpRequest) -> HttpResponseBase:
    """Return the small picture of a blob; 204 while it is being drawn, Http404 when there is none."""
    if blob.thumbnail_state == Blob.Thumbnail.WAITING:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    if not blob.has_thumbnail:
        raise Http404
    etag = quote_etag(f"{blob.sha256}-kecil")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _guarded(unchanged, etag)
    prefix = getattr(settings, "X_ACCEL_PREFIX", "")
    if prefix:
        response: HttpResponseBase = HttpResponse(content_type="image/jpeg")
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(str(blob.thumbnail.name))}"
        return _guarded(response, etag)
    try:
        return _guarded(FileResponse(blob.thumbnail.open("rb"), content_type="image/jpeg"), etag)
    except FileNotFoundError as error:
        logger.error("blob %s has lost its thumbnail", blob.pk)
        raise Http404 from error


def _guarded(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # ask again each time: the right to read may have ended
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _by_the_web_server(blob: Blob, prefix: str) -> HttpResponse:
    response = HttpResponse(content_type=blob.content_type)
    response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(str(blob.file.name))}"
    return response


def _by_ourselves(blob: Blob, request: HttpRequest, etag: str) -> HttpResponseBase:
    span = _span(request, size=blob.size, etag=etag)
    if span == UNSATISFIABLE:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{blob.size}"})
    try:
        file = blob.file.open("rb")
    except FileNotFoundError as error:
        logger.error("blob %s has no bytes", blob.pk)
        raise Http404 from error
    if span is None:
        response = FileResponse(file, content_type=blob.content_type)
    else:
        first, last = span
        part = Part(cast(BinaryIO, file), first=first, length=last - first + 1)
        response = FileResponse(part, status=206, content_type=blob.content_type)
        response["Content-Length"] = str(last - first + 1)
        response["Content-Range"] = f"bytes {first}-{last}/{blob.size}"
    response["Accept-Ranges"] = "bytes"
    return response


UNSATISFIABLE = (-1, -1)


def _span(request: HttpRequest, *, size: int, etag: str) -> tuple[int, int] | None:
    """Return first and last byte asked for, None for the whole file, UNSATISFIABLE for a range beyond the end.

    Several ranges at once are answered with the whole file, as RFC 9110 allows.
    """
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    start, end = asked.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(int(end), size - 1) if end else size - 1
    if end and start and int(end) < int(start):
        return None
    return (first, last) if first <= last else UNSATISFIABLE


class Part:
    """A window on an open file, read forward once."""

    def __init__(self, file: BinaryIO, *, first: int, length: int) -> None:
        self._file, self._left = file, length
        file.seek(first)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the window, b"" at its end."""
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file behind the window."""
        self._file.close()
