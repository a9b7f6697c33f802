"""Draf Saya: everything begun and not yet sent, the last touched first."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from permits import rules
from permits.models import Application
from permits.models.application import ApplicationQuerySet

PER_PAGE = 10


@login_required
@never_cache
@require_GET
def my_drafts(request: SignedInRequest) -> HttpResponse:
    """One page of the drafts; a search over permit types and holders."""
    wanted = rules.inert(request.GET.get("q", "")).strip()
    page = Paginator(drafts_of(request.user, wanted=wanted), PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "permits/my_drafts.html", {"page": page, "wanted": wanted})


def drafts_of(person: User, *, wanted: str = "") -> ApplicationQuerySet:
    """One's drafts with type and time of the last save; a draft has one version. One query."""
    mine = Application.objects.filter(applicant=person, status=Application.Status.DRAFT)
    if wanted:
        mine = mine.filter(Q(permit_type__name__icontains=wanted) | Q(holder_name__icontains=wanted))
    rows = mine.select_related("permit_type").annotate(saved_at=F("versions__saved_at"))
    return rows.order_by("-saved_at", "-id")
