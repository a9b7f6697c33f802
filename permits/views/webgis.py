"""WebGIS Perizinan: the public map of issued permits, its data, its list and its downloads; the officers' map."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.ratelimit import address_of, allow
from office.profile import profile
from permits import mapdata, mapexport, mappicture, mapstaff
from permits.mapcells import DEEPEST
from permits.permissions import can_read_register

FRESH = 60  # seconds for which a view of the map may be kept
DATA_PER_MINUTE = 240
DOWNLOADS_PER_MINUTE = 6


@require_safe
def webgis(request: HttpRequest) -> HttpResponse:
    """The page: filters, map, list and the table per kab/kota; all of it but the map works without JavaScript."""
    filters, today = mapdata.read_filters(request.GET), timezone.localdate()
    province = profile().province_code
    counts = mapdata.by_regency(filters)
    context = {
        "filters": filters,
        "choices": mapdata.choices(province, today=today),
        "placed": mapdata.placed_total(filters),
        "picture": mappicture.draw(province, counts),
        "province": province,
        **_list(request, filters, today),
    }
    return render(request, "permits/webgis.html", context)


def _list(request: HttpRequest, filters: mapdata.Filters, today: dt.date) -> dict[str, Any]:
    box = mapdata.read_box(request.GET.get("area", ""))
    span = mapdata.span_for(box, _zoom(request)) if box else None
    rows, next_after = mapdata.page(filters, span=span, after=request.GET.get("setelah", ""), today=today)
    return {"rows": rows, "next_after": next_after, "is_first": "setelah" not in request.GET, "in_view": bool(box)}


def _zoom(request: HttpRequest) -> int:
    text = request.GET.get("zoom", "")
    return min(int(text), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 3 else 8


@require_safe
def webgis_list(request: HttpRequest) -> HttpResponse:
    """The list of what the map shows, as a part of the page."""
    filters = mapdata.read_filters(request.GET)
    return render(request, "permits/_webgis_list.html", _list(request, filters, timezone.localdate()))


@require_safe
@cache_control(public=True, max_age=FRESH)
def webgis_data(request: HttpRequest) -> JsonResponse:
    """Clusters of the box in the address: [latitude, longitude, n, x, y] each, and their total."""
    if not allow(f"webgis:{address_of(request)}", limit=DATA_PER_MINUTE, seconds=60):
        return _slow_down()
    box = mapdata.read_box(request.GET.get("area", ""))
    if box is None:
        return JsonResponse({"message": "Sebutkan ?area=barat,selatan,timur,utara dalam derajat."}, status=400)
    span = mapdata.span_for(box, _zoom(request))
    return JsonResponse(_drawn(mapdata.clusters(span, mapdata.read_filters(request.GET)), span.level))


def _drawn(found: list[mapdata.Feature], level: int) -> dict[str, Any]:
    features = [[one.latitude, one.longitude, one.n, one.x, one.y] for one in found]
    return {"level": level, "total": sum(one.n for one in found), "features": features}


@require_safe
@cache_control(public=True, max_age=FRESH)
def webgis_cell(request: HttpRequest) -> JsonResponse:
    """The latest permits of one cluster, as the popup shows them; no personal data."""
    if not allow(f"webgis:{address_of(request)}", limit=DATA_PER_MINUTE, seconds=60):
        return _slow_down()
    cell = _cell(request)
    if cell is None:
        return JsonResponse({"message": "Sebutkan ?level=&x=&y= dari data peta."}, status=400)
    filters = mapdata.read_filters(request.GET)
    rows, total = mapdata.in_cell(filters, *cell, today=timezone.localdate())
    return JsonResponse({"total": total, "permits": [mapexport.as_json(row) for row in rows]})


def _cell(request: HttpRequest) -> tuple[int, int, int] | None:
    texts = [request.GET.get(name, "") for name in ("level", "x", "y")]
    if not all(text.isascii() and text.isdigit() and len(text) < 8 for text in texts):
        return None
    level, x, y = map(int, texts)
    return (level, x, y) if level <= DEEPEST and x < 1 << level and y < 1 << level else None


def _slow_down() -> JsonResponse:
    response = JsonResponse({"message": "Terlalu banyak permintaan. Coba lagi sebentar."}, status=429)
    response["Retry-After"] = "60"
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def webgis_download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The permits that fit the filters as CSV or GeoJSON, written while they are read."""
    if not allow(f"webgis-file:{address_of(request)}", limit=DOWNLOADS_PER_MINUTE, seconds=60):
        return _slow_down()
    filters, today = mapdata.read_filters(request.GET), timezone.localdate()
    write, content_type = mapexport.WRITERS[kind]
    response = StreamingHttpResponse(write(filters, today=today), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="peta-perizinan-{today:%Y%m%d}.{kind}"'
    return response


@require_safe
@login_required
def staff_map(request: SignedInRequest) -> HttpResponse:
    """The officers' map: the files in process that they may see, with filters and a list."""
    if not can_read_register(request.user, on=timezone.localdate()):
        raise PermissionDenied
    filters, province = mapstaff.read_filters(request.GET), profile().province_code
    files = mapstaff.files_for(request.user, filters)
    rows, next_after = mapstaff.page(files, after=request.GET.get("setelah", ""))
    context = {
        "filters": filters,
        "choices": mapdata.choices(province, today=timezone.localdate()),
        "statuses": mapstaff.STATUSES,
        "total": files.count(),
        "unplaced": files.filter(latitude=None).count(),
        "rows": rows,
        "next_after": next_after,
        "is_first": "setelah" not in request.GET,
        "province": province,
    }
    return render(request, "permits/staff_map.html", context)


@require_safe
@login_required
def staff_map_data(request: SignedInRequest) -> JsonResponse:
    """Clusters of the files in process that this officer may see."""
    if not can_read_register(request.user, on=timezone.localdate()):
        raise PermissionDenied
    box = mapdata.read_box(request.GET.get("area", ""))
    if box is None:
        return JsonResponse({"message": "Sebutkan ?area=barat,selatan,timur,utara dalam derajat."}, status=400)
    span = mapdata.span_for(box, _zoom(request))
    files = mapstaff.files_for(request.user, mapstaff.read_filters(request.GET))
    response = JsonResponse(_drawn(mapstaff.clusters(files, span), span.level))
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
@login_required
def staff_map_cell(request: SignedInRequest) -> JsonResponse:
    """The files of one cluster of the officers' map: resi, type, stage, and the way to the file."""
    if not can_read_register(request.user, on=timezone.localdate()):
        raise PermissionDenied
    cell = _cell(request)
    if cell is None:
        return JsonResponse({"message": "Sebutkan ?level=&x=&y= dari data peta."}, status=400)
    files = mapstaff.files_for(request.user, mapstaff.read_filters(request.GET))
    rows, total = mapstaff.in_cell(files, *cell)
    response = JsonResponse({"total": total, "permits": rows})
    patch_cache_control(response, private=True, no_store=True)
    return response
