"""The officers' map: files in process that one may see, as clusters, as a list, and those of one cluster."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast, Floor
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from permits import mapdata
from permits.mapcells import Span
from permits.mapdata import Feature
from permits.models import Application

STATUSES = [("IN_PROCESS", "Proses"), ("REVISION", "Revisi")]
PAGE = 25


@dataclass(frozen=True, slots=True)
class StaffFilters:
    """What is looked at; empty means everything in process."""

    permit_type: int | None = None
    agency: int | None = None
    regency: str = ""
    status: str = ""


def read_filters(query: Mapping[str, str]) -> StaffFilters:
    """The filters of an address; what makes no sense is left out."""
    shared, status = mapdata.read_filters(query), query.get("status", "")
    known = status if status in dict(STATUSES) else ""
    return StaffFilters(shared.permit_type, shared.agency, shared.regency, known)


def files_for(user: User, filters: StaffFilters) -> QuerySet[Application]:
    """Files in process that this officer may see, not their own; as the task list, by role (`visible_to`)."""
    files = Application.objects.visible_to(user).exclude(applicant=user)
    files = files.filter(status=filters.status) if filters.status else files.filter(status__in=dict(STATUSES))
    if filters.permit_type:
        files = files.filter(permit_type_id=filters.permit_type)
    if filters.agency:
        files = files.filter(permit_type__agency_id=filters.agency)
    if filters.regency:
        files = files.filter(village__district__regency_id=filters.regency)
    return files


def clusters(files: QuerySet[Application], span: Span) -> list[Feature]:
    """Clusters of the files in these cells; one query over files in process, of which there are never many."""
    cells = _in_cells(files, span).order_by().values("cx", "cy")
    sums = cells.annotate(n=Count("pk"), lat=Avg("latitude"), lon=Avg("longitude"))
    rows = sums.values_list("cx", "cy", "n", "lat", "lon")[: mapdata.MOST_FEATURES]
    return [Feature(round(float(lat), 6), round(float(lon), 6), n, x, y) for x, y, n, lat, lon in rows]


def _in_cells(files: QuerySet[Application], span: Span) -> QuerySet[Any]:
    size = 1 << span.level
    return files.annotate(
        cx=Cast(Floor((F("longitude") + 180) * size / 360), IntegerField()),
        cy=Cast(Floor((F("latitude") + 90) * size / 360), IntegerField()),
    ).filter(cx__range=(span.x0, span.x1), cy__range=(span.y0, span.y1))


def in_cell(files: QuerySet[Application], level: int, x: int, y: int) -> tuple[list[dict[str, Any]], int]:
    """The newest files of one cell, twenty at most, and how many there are."""
    found = _in_cells(files, Span(level, x, y, x, y))
    rows = found.select_related("permit_type").order_by("-submitted_at", "-id")[: mapdata.MOST_IN_CELL]
    return [_as_json(row) for row in rows], found.count()


def _as_json(file: Application) -> dict[str, Any]:
    return {
        "number": file.resi,
        "type": file.permit_type.name,
        "holder": file.holder_name,
        "state": file.get_status_display(),
        "year": file.submitted_at.year if file.submitted_at else None,
        "place": "",
        "url": reverse("workflow:application", args=[file.resi]),
    }


def page(files: QuerySet[Application], *, after: str) -> tuple[list[Application], str]:
    """Twenty-five files, the newest first, after the keyset "moment|id"."""
    moment, _, pk = after.partition("|")
    if pk.isascii() and pk.isdigit() and (at := _moment(moment)):
        files = files.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=int(pk)))
    rows = list(
        files.select_related("permit_type", "village__district__regency").order_by("-submitted_at", "-id")[: PAGE + 1]
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.submitted_at.isoformat()}|{last.pk}" if last and last.submitted_at else ""


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None
