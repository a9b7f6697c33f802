"""Revisi terlambat: the deadline passed, the machine decides nothing, the back office extends once or rejects."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import has_role
from accounts.requests import SignedInRequest
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from permits.models import RevisionRequest
from workflow import actions
from workflow.forms import ExtendForm, RejectOverdueForm
from workflow.permissions import can_extend_revision
from workflow.views.application import visible

PAGE = 25


@dataclass(frozen=True)
class Entry:
    """One late revision with its two ways out."""

    request: RevisionRequest
    extend: ExtendForm
    reject: RejectOverdueForm


@require_safe
@login_required
def overdue(request: SignedInRequest) -> HttpResponse:
    """Files whose revision is late, oldest first."""
    if not has_role(request.user, Role.BACKOFFICE, on=timezone.localdate()):
        raise PermissionDenied
    return _page(request)


@require_POST
@login_required
def decide_overdue(request: SignedInRequest, resi: str, choice: str) -> HttpResponse:
    """Extend the deadline or reject the file."""
    found = visible(request, resi)
    if not can_extend_revision(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    if choice not in {"perpanjang", "tolak"}:
        raise Http404
    kind = ExtendForm if choice == "perpanjang" else RejectOverdueForm
    form = kind(request.POST, auto_id=f"{resi}_%s")
    if not form.is_valid():
        return _page(request, resi=resi, refused=form)
    decide = actions.extend_revision if choice == "perpanjang" else actions.reject_overdue
    try:
        decide(resi, by=request.user, now=timezone.now(), **form.cleaned_data)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        done = "Batas waktu revisi {} diperpanjang." if choice == "perpanjang" else "Permohonan {} ditolak."
        messages.success(request, done.format(resi))
    return redirect("workflow:overdue")


def _page(
    request: SignedInRequest, *, resi: str = "", refused: ExtendForm | RejectOverdueForm | None = None
) -> HttpResponse:
    """The list; `refused` is shown again with what was typed, at the file with that resi."""
    rows = RevisionRequest.objects.filter(closed_at=None, due_at__lt=timezone.now()).order_by("due_at", "id")
    rows = rows.exclude(application__applicant=request.user).select_related("application__permit_type")
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    entries = [_entry(one, refused if resi == one.application.resi else None) for one in page.object_list]
    context = {"page": page, "entries": entries}
    return render(request, "workflow/overdue.html", context, status=422 if refused else 200)


def _entry(one: RevisionRequest, refused: ExtendForm | RejectOverdueForm | None) -> Entry:
    auto_id = f"{one.application.resi}_%s"
    return Entry(
        one,
        refused if isinstance(refused, ExtendForm) else ExtendForm(auto_id=auto_id),
        refused if isinstance(refused, RejectOverdueForm) else RejectOverdueForm(auto_id=auto_id),
    )
