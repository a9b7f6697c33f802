"""The fragment that fills the selects below a chosen region."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regions.forms import LEVELS, RegionForm, RegionGroup

PREFIX = re.compile(r"\A[A-Za-z0-9_-]{0,40}\Z")


@require_GET
def children(request: HttpRequest) -> HttpResponse:
    """Return the lower selects, the next one filled; at most two queries."""
    level = request.GET.get("tingkat", "")
    form_prefix, prefix = request.GET.get("awalan", ""), request.GET.get("kelompok", "")
    if level not in LEVELS[:-1] or not PREFIX.match(form_prefix) or not PREFIX.match(prefix):
        return HttpResponseBadRequest("Permintaan tidak dikenal.", content_type="text/plain; charset=utf-8")
    name = f"{prefix}{level}"
    html_name = f"{form_prefix}-{name}" if form_prefix else name
    form = RegionForm(
        group=RegionGroup(prefix=prefix, required="wajib" in request.GET),
        prefix=form_prefix or None,
        initial={name: request.GET.get(html_name, "")},
    )
    return render(request, "regions/children.html", {"form": form, "prefix": prefix, "below": level})
