"""Tugas Saya: what lies on this officer's desk."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from workflow.desk import SHORTEST_SEARCH, counts, my_steps, page_of, search
from workflow.permissions import can_open_desk


@require_safe
@login_required
def tasks(request: SignedInRequest) -> HttpResponse:
    """The list, most urgent first, with search and the filter of late files."""
    now = timezone.now()
    if not can_open_desk(request.user):
        raise PermissionDenied
    query, late = request.GET.get("q", "").strip(), "terlambat" in request.GET
    mine = my_steps(request.user, on=timezone.localdate(now))
    found = search(mine.filter(due_at__lt=now) if late else mine, query)
    page = page_of(found, after=request.GET.get("setelah", ""))
    context = {
        "steps": [(step, step.is_overdue(now)) for step in page.steps],
        "counts": counts(mine, now=now),
        "too_short": 0 < len(query) < SHORTEST_SEARCH,
        "next_after": page.next_after,
        "is_first": "setelah" not in request.GET,
        "query": query,
        "late": late,
    }
    return render(request, "workflow/tasks.html", context)
