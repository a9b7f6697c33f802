"""/data/: what is published as open data, with its columns and licence, and the tables themselves."""

from collections.abc import Iterable

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from eptsp.lib.ratelimit import address_of, allow
from office.calendar import working_calendar
from reports import opendata

DOWNLOADS_PER_MINUTE = 30
FRESH = 300  # seconds


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of tables by year, each column with its meaning, and the licence."""
    context = {"datasets": opendata.DATASETS.values(), "years": opendata.years(), "licence": opendata.LICENCE}
    return render(request, "reports/opendata.html", context)


@require_safe
def download(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponseBase:
    """One table of one year, written while it is read; 304 when the asker has it already."""
    dataset = opendata.DATASETS.get(code)
    if dataset is None or year not in opendata.years():
        raise Http404
    if not allow(f"opendata:{address_of(request)}", limit=DOWNLOADS_PER_MINUTE, seconds=60):
        return HttpResponse("Terlalu banyak permintaan. Coba lagi sebentar.", status=429, headers={"Retry-After": "60"})
    etag = quote_etag(opendata.stamp(dataset, year, today=timezone.localdate()).strip('"'))
    known = get_conditional_response(request, etag=etag)
    if isinstance(known, HttpResponseNotModified):
        return _marked(known, etag)
    write, content_type = opendata.WRITERS[kind]
    rows = _rows(dataset, year)
    body = write(dataset, rows, year=year) if kind == "json" else write(dataset, rows)
    response = StreamingHttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{code}-{year}.{kind}"'
    return _marked(response, etag)


def _rows(dataset: opendata.Dataset, year: int) -> Iterable[opendata.Row]:
    if dataset is opendata.PERMITS:
        return opendata.permit_rows(year, today=timezone.localdate())
    if dataset is opendata.TIMES:
        return opendata.time_rows(year, calendar=working_calendar())
    return opendata.ikm_rows(year)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=FRESH)
    return response
