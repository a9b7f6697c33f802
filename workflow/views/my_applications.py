"""Permohonan Saya: the list, and the short table of the dashboard."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from permits.models import Application

PAGE = 10
RECENT = 5


def _submitted(request: HttpRequest) -> QuerySet[Application]:
    rows = Application.objects.filter(applicant=request.user).exclude(status=Application.Status.DRAFT)
    return rows.select_related("permit_type").order_by("-submitted_at", "-id")


@require_GET
@login_required
def my_applications(request: HttpRequest) -> HttpResponse:
    """Everything that this person has submitted, newest first; search by resi or permit type."""
    query = request.GET.get("q", "").strip()
    rows = _submitted(request)
    if query:
        rows = rows.filter(Q(resi__icontains=query) | Q(permit_type__name__icontains=query))
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    drafts = Application.objects.filter(applicant=request.user, status=Application.Status.DRAFT).count()
    return render(request, "workflow/my_applications.html", {"page": page, "query": query, "drafts": drafts})


@require_GET
@login_required
def my_recent(request: HttpRequest) -> HttpResponse:
    """The last few files as a table for the dashboard."""
    return render(request, "workflow/my_recent.html", {"applications": _submitted(request)[:RECENT]})
