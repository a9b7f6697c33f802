"""Layanan informasi: the register of letters that ask for data and of their answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from complaints.actions.information import COLUMNS, change_letter, note_letter
from complaints.forms.information import InformationForm
from complaints.information import HEADINGS, letters_between, search
from complaints.lists import letters_after
from complaints.models import InformationRequest
from complaints.permissions import can_open_desk, can_take_in
from complaints.sheets import XLSX, letters_xlsx
from complaints.texts import clean_line
from complaints.views.register import period_of
from eptsp.lib.errors import DomainError


@require_safe
@login_required
def information(request: SignedInRequest) -> HttpResponse:
    """The list, newest first, keyset-paged."""
    if not can_open_desk(request.user):
        raise PermissionDenied
    query, kind = clean_line(request.GET.get("q", ""))[:100], request.GET.get("asal", "")
    rows = search(query, kind=kind, unanswered="belum" in request.GET)
    found, next_after = letters_after(rows, after=request.GET.get("setelah", ""))
    form, (first, last) = period_of(request)
    context = {
        "rows": found,
        "next_after": next_after,
        "is_first": "setelah" not in request.GET,
        "query": query,
        "kind": kind,
        "kinds": InformationRequest.Kind.choices,
        "unanswered": "belum" in request.GET,
        "may_write": can_take_in(request.user),
        "form": form,
        "period": urlencode({"dari": first.isoformat(), "sampai": last.isoformat()}),
    }
    return render(request, "complaints/information.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Write a letter down, or add its answer."""
    if not can_take_in(request.user):
        raise PermissionDenied
    row = get_object_or_404(InformationRequest, pk=pk) if pk else None
    first = {name: getattr(row, name) for name in COLUMNS} if row else {"received_on": timezone.localdate()}
    form = InformationForm(request.POST, pk=pk) if request.method == "POST" else InformationForm(initial=first)
    if request.method == "POST" and form.is_valid() and _save(request, row, form):
        messages.success(request, "Surat tersimpan.")
        return redirect("complaints:information")
    context = {"form": form, "row": row}
    return render(request, "complaints/information_edit.html", context, status=400 if form.errors else 200)


def _save(request: SignedInRequest, row: InformationRequest | None, form: InformationForm) -> bool:
    now = timezone.now()
    try:
        if row:
            change_letter(row, form.cleaned_data, by=request.user, now=now)
        else:
            note_letter(form.cleaned_data, by=request.user, now=now)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


@require_safe
@login_required
def export(request: SignedInRequest) -> HttpResponse:
    """The letters of a period as XLSX, as the quarterly report prints them."""
    if not can_open_desk(request.user):
        raise PermissionDenied
    _, (first, last) = period_of(request)
    data = letters_xlsx(letters_between(first, last), headings=HEADINGS, first=first, last=last)
    name = f"rekap-informasi-{first.isoformat()}-{last.isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=XLSX, headers=headers)
