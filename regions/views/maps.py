"""JSON for the map: the base layer, the search box and the check of a point. Public data only."""

import re

from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from eptsp.lib.ratelimit import address_of
from regions import geocoder
from regions.forms import PointForm
from regions.geojson import boundary_layer, province_layer, regency_layer
from regions.places import check, describe
from regions.search import find

PROVINCE = re.compile(r"\A[0-9]{2}\Z")
REGENCY = re.compile(r"\A[0-9]{2}\.[0-9]{2}\Z")


@require_GET
@cache_control(public=True, max_age=24 * 60 * 60)
def base_layer(request: HttpRequest) -> JsonResponse:
    """Return the centroids and hulls of a province, or the villages of a kab/kota."""
    province, regency = request.GET.get("provinsi", ""), request.GET.get("kabkota", "")
    if REGENCY.match(regency):
        return JsonResponse(regency_layer(regency))
    if PROVINCE.match(province):
        return JsonResponse(province_layer(province))
    return JsonResponse({"message": "Sebutkan kode provinsi, contoh ?provinsi=64."}, status=400)


@require_GET
@cache_control(public=True, max_age=60 * 60)
def boundaries(request: HttpRequest) -> JsonResponse:
    """Return the outlines of the kab/kota of a province that were loaded; an empty collection when none were."""
    province = request.GET.get("provinsi", "")
    if not PROVINCE.match(province):
        return JsonResponse({"message": "Sebutkan kode provinsi, contoh ?provinsi=64."}, status=400)
    return JsonResponse(boundary_layer(province))


@require_GET
def search(request: HttpRequest) -> JsonResponse:
    """Return up to ten villages and districts whose name holds the text, then addresses where a geocoder is set.

    `note` says why addresses are missing; such an answer is not to be kept.
    """
    text, province = request.GET.get("q", ""), request.GET.get("provinsi", "")
    found = find(text, province_code=province if PROVINCE.match(province) else "")
    addresses, note = geocoder.search(text, asked_by=address_of(request))
    results = [{"code": one.code, "label": one.label, "lat": one.latitude, "lon": one.longitude} for one in found]
    results += [{"code": "", "label": one.label, "lat": one.latitude, "lon": one.longitude} for one in addresses]
    response = JsonResponse({"results": results, "note": note})
    patch_cache_control(response, **({"no_store": True} if note else {"public": True, "max_age": 60 * 60}))
    return response


@require_GET
def check_point(request: HttpRequest) -> JsonResponse:
    """Say about a point: inside Indonesia, at sea, nearest village, and the sentence to show."""
    form = PointForm(request.GET)
    if not form.is_valid():
        message = next(iter(form.errors.values()))[0]
        return JsonResponse({"level": "error", "message": message}, status=400)
    point = check(form.cleaned_data["lat"], form.cleaned_data["lon"])
    level, message = describe(point, form.cleaned_data["kabkota"])
    return JsonResponse(
        {
            "inside": point.inside,
            "at_sea": point.at_sea,
            "village": point.village.code if point.village else None,
            "level": level,
            "message": message,
        }
    )
