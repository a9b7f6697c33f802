"""Tugas Saya: what lies on this officer's desk, narrowed, kept as a filter, forwarded together."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from office.calendar import working_calendar
from workflow.actions import desk as actions
from workflow.desk import SHORTEST_SEARCH, TaskFilter, counts, my_steps, narrow, page_of, rows_of
from workflow.forms_staff import NikForm
from workflow.forms_tasks import KEYS, SaveFilterForm, TaskFilterForm, read_choices
from workflow.models import SavedFilter, Step
from workflow.permissions import can_open_desk


@sensitive_post_parameters("nik")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tasks(request: SignedInRequest) -> HttpResponse:
    """The list, most urgent first; a NIK is searched for by POST, so that it never stands in an address."""
    _demand_desk(request)
    nik_form = NikForm(request.POST) if request.method == "POST" else NikForm()
    context = _page(request, nik_form, now=timezone.now())
    return render(request, "workflow/tasks.html", context, status=422 if nik_form.errors else 200)


def _page(request: SignedInRequest, nik_form: NikForm, *, now: dt.datetime) -> dict[str, Any]:
    choices = read_choices(request.user)
    form = TaskFilterForm(request.GET, choices=choices)
    wanted, by_nik = form.wanted(), nik_form.is_bound
    if by_nik:
        wanted = TaskFilter(nik=nik_form.cleaned_data["nik"]) if nik_form.is_valid() else TaskFilter()
    mine = my_steps(request.user, on=timezone.localdate(now))
    found: QuerySet[Step] = narrow(mine, wanted, user=request.user, now=now)
    page = page_of(found, after="" if by_nik else request.GET.get("setelah", ""))
    rows = rows_of(page.steps, working_calendar(), now=now)
    return {
        "form": form,
        "nik_form": nik_form if nik_form.errors else NikForm(),  # what was found is not echoed
        "by_nik": bool(wanted.nik),
        "saved": choices.saved,
        "rows": rows,
        "can_forward": any(row.can_forward for row in rows),
        "counts": counts(mine, now=now),
        "too_short": 0 < len(wanted.query) < SHORTEST_SEARCH,
        "next_after": "" if by_nik else page.next_after,
        "more_of_nik": by_nik and bool(page.next_after),
        "is_first": by_nik or "setelah" not in request.GET,
        "is_narrowed": wanted != TaskFilter(),
        "wanted": wanted,
        "now": now,
    }


@require_POST
@login_required
def forward(request: SignedInRequest) -> HttpResponse:
    """Forward every ticked file whose checklist is complete; the answer says file by file what became of it."""
    _demand_desk(request)
    pairs = (value.partition(":") for value in request.POST.getlist("berkas"))
    seen = {int(step): int(state) for step, _, state in pairs if step.isdecimal() and state.isdecimal()}
    try:
        results = actions.forward_many(seen, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("workflow:tasks")
    done = sum(result.is_done for result in results)
    context = {"results": results, "done": done, "left": len(results) - done}
    return render(request, "workflow/forwarded.html", context)


@require_POST
@login_required
def save_filter(request: SignedInRequest) -> HttpResponse:
    """Keep the filter of the list under a name."""
    _demand_desk(request)
    form = SaveFilterForm(request.POST)
    query = request.POST.get("query", "")
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
        return redirect("workflow:tasks")
    try:
        saved = actions.save_filter(form.cleaned_data["name"], query, keys=KEYS, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("workflow:tasks")
    messages.success(request, f"Saringan “{saved.name}” disimpan.")
    return redirect(f"{reverse('workflow:tasks')}?{saved.query}")


@require_POST
@login_required
def delete_filter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget one's own saved filter."""
    _demand_desk(request)
    saved = get_object_or_404(SavedFilter, pk=pk, owner=request.user)
    saved.delete()
    messages.success(request, f"Saringan “{saved.name}” dihapus.")
    return redirect("workflow:tasks")


def _demand_desk(request: SignedInRequest) -> None:
    if not can_open_desk(request.user):
        raise PermissionDenied
