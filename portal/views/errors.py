"""Pages for when something is wrong, in the house style and with a way out."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from eptsp.lib.logs import current_request_id

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the page is there, but not for this person."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or did not come from our page."""
    return render(request, "portal/csrf_failure.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing that this person may know of."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is away or the disk is full; rendered without either, and without context."""
    passes = _passes(sys.exc_info()[1])
    context = {"request_id": current_request_id(), "code": "503" if passes else "500"}
    page = loader.get_template("500.html").render(context)
    return HttpResponse(page, status=503, headers={"Retry-After": "30"}) if passes else HttpResponseServerError(page)


def _passes(error: BaseException | None) -> bool:
    """Whether the same request may succeed in a while, though nothing in it or in the code is changed."""
    return isinstance(error, OperationalError | InterfaceError) or getattr(error, "errno", None) in FULL
