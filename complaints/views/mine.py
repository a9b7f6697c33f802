"""Pengaduan of the applicant: list, popup, one complaint and its thread (guide 3.1, gambar 33-34)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from complaints import actions
from complaints.clock import USUAL_DAYS, limit_days
from complaints.forms.complainant import ComplaintForm
from complaints.lists import own
from complaints.models import Complaint
from complaints.texts import clean_line
from complaints.views.threads import PER_HOUR, TOO_MANY, answer_to, page_context
from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import allow

PER_PAGE = 10
SENT = "Pengaduan berhasil dikirim"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """The list with its search, and the form of "Kirim Aduan"; errors open the popup again."""
    form = ComplaintForm(user=request.user)
    if request.method == "POST":
        form = ComplaintForm(request.POST, request.FILES, user=request.user)
        if form.is_valid() and _send(request, form):
            messages.success(request, SENT)
            return redirect("complaints:mine")
    query = clean_line(request.GET.get("q", ""))[:100]
    page = Paginator(own(request.user, query), PER_PAGE).get_page(request.GET.get("hal"))
    context = {"page": page, "query": query, "form": form, "usual": USUAL_DAYS, "days": limit_days()}
    return render(request, "complaints/mine.html", context, status=400 if form.errors else 200)


def _send(request: SignedInRequest, form: ComplaintForm) -> bool:
    if not allow(f"complaint:{request.user.pk}", limit=PER_HOUR, seconds=3600):
        form.add_error(None, TOO_MANY)
        return False
    data, user, now = form.cleaned_data, request.user, timezone.now()
    try:
        files = actions.keep_uploads(data["uploads"], now=now)
        names = ("category", "body", "application", "named_text", "is_confidential", "is_integrity")
        intake = actions.Intake(**{name: data[name] for name in names})
        writer = actions.Writer(name=user.name, phone=user.phone, user=user)
        actions.receive(intake, writer, key=data["key"], by=user, now=now, files=files)
    except DomainError as error:
        form.add_error("uploads" if "erkas" in error.message else None, error.message)
        return False
    return True


def _own(request: SignedInRequest, ticket: str) -> Complaint:
    rows = Complaint.objects.of_person(request.user).select_related("application__permit_type", "identity")
    return get_object_or_404(rows, ticket=ticket)


@login_required
@require_safe
def detail(request: SignedInRequest, ticket: str) -> HttpResponse:
    """One's own complaint with its thread; somebody else's does not exist."""
    return render(request, "complaints/detail.html", _context(_own(request, ticket)))


@login_required
@require_POST
def respond(request: SignedInRequest, ticket: str, verb: str) -> HttpResponse:
    """Reply, open again or rate; a refusal comes back with what was typed."""
    found = _own(request, ticket)
    try:
        outcome = answer_to(request, found, verb)
    except LookupError as error:
        raise Http404 from error
    if outcome.done:
        messages.success(request, outcome.done)
        return redirect("complaints:detail", ticket)
    found.refresh_from_db()
    return render(request, "complaints/detail.html", _context(found) | outcome.forms, status=400)


def _context(found: Complaint) -> dict[str, Any]:
    return page_context(found, now=timezone.now()) | {"respond_url": "complaints:respond", "is_signed_in": True}
