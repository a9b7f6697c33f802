"""Register izin: every issued permit, its state and history, and the way to revoke it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits import register as rows
from permits.actions import states
from permits.forms.after_issue import RevokeForm
from permits.models import Permit
from permits.permissions import can_read_register, can_revoke
from permits.verification import state_on

STATES = [
    (Permit.State.ACTIVE, "Berlaku"),
    (Permit.State.EXPIRED, "Kedaluwarsa"),
    (Permit.State.REVOKED, "Dicabut"),
    (Permit.State.SUPERSEDED, "Digantikan"),
]
FIRST_YEAR = 2000


@require_safe
@login_required
def register(request: SignedInRequest) -> HttpResponse:
    """The list, the latest first, with search and filters of state and year."""
    today = timezone.localdate()
    if not can_read_register(request.user, on=today):
        raise PermissionDenied
    query, state = request.GET.get("q", "").strip(), request.GET.get("status", "")
    year = request.GET.get("tahun", "")
    found = rows.in_state(rows.search(rows.permits_for(request.user), query), state, today=today)
    if year.isdigit() and FIRST_YEAR <= int(year) <= today.year:
        found = found.filter(issued_on__year=int(year))
    page = rows.page_of_permits(found, after=request.GET.get("setelah", ""))
    context = {
        "permits": [(permit, state_on(permit, today)) for permit in page.rows],
        "next_after": page.next_after,
        "is_first": "setelah" not in request.GET,
        "query": query,
        "too_short": 0 < len(query) < rows.SHORTEST_SEARCH,
        "state": state,
        "states": STATES,
        "year": year,
        "years": [str(today.year - back) for back in range(6)],
    }
    return render(request, "permits/register.html", context)


def visible_permit(request: SignedInRequest, pk: int) -> Permit:
    """The permit of a file that this officer may see, else 404; 403 for who reads no register at all."""
    if not can_read_register(request.user, on=timezone.localdate()):
        raise PermissionDenied
    return get_object_or_404(rows.permits_for(request.user).select_related("application__applicant"), pk=pk)


@require_safe
@login_required
def register_permit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One permit: its data, the history of its state, its signed files and the reports owed under it."""
    permit, today = visible_permit(request, pk), timezone.localdate()
    state = state_on(permit, today)
    context = {
        "permit": permit,
        "state": state,
        "lines": rows.state_lines(permit, today=today, for_public=False),
        "files": permit.files.select_related("signed_by").order_by("-n"),
        "duties": permit.duties.order_by("due_on", "id")[:40],
        "renewed": permit.application.renews,
        "today": today,
        "may_revoke": state == "valid" and can_revoke(request.user, permit, on=today),
    }
    return render(request, "permits/register_permit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason and the confirmation, then revoke."""
    permit = visible_permit(request, pk)
    if not can_revoke(request.user, permit, on=timezone.localdate()):
        raise PermissionDenied
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            states.revoke(permit.pk, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Izin Nomor {permit.entry.text} dicabut. Pemegang izin diberi tahu.")
            return redirect("permits:register_permit", permit.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "permits/revoke.html", {"permit": permit, "form": form}, status=status)
