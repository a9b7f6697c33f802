"""Permohonan Saya: the list, and the short table of the dashboard."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from permits.models import Application
from workflow.agenda import files_of

PAGE = 10
FILTERS = [choice for choice in Application.Status.choices if choice[0] != Application.Status.DRAFT]
RECENT = 5


@require_safe
@login_required
def my_applications(request: SignedInRequest) -> HttpResponse:
    """Everything that this person has submitted, newest first; search by resi or permit type, filter by status."""
    query, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    rows = files_of(request.user)
    if query:
        rows = rows.filter(Q(resi__icontains=query) | Q(permit_type__name__icontains=query))
    if status in dict(FILTERS):
        rows = rows.filter(status=status)
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    drafts = Application.objects.filter(applicant=request.user, status=Application.Status.DRAFT).count()
    context = {"page": page, "start": page.start_index() - 1, "query": query, "status": status}
    return render(request, "workflow/my_applications.html", context | {"filters": FILTERS, "drafts": drafts})


@require_safe
@login_required
def my_recent(request: SignedInRequest) -> HttpResponse:
    """The last few files as a table for the dashboard."""
    return render(request, "workflow/my_recent.html", {"applications": files_of(request.user)[:RECENT]})
