"""/petugas/laporan/angka/: figures of other systems, typed or imported."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from complaints.texts import clean_line
from eptsp.lib.errors import DomainError
from reports import importing, permissions
from reports.actions import figures as actions
from reports.forms.figures import FigureImportForm, InvestmentForm, SystemFigureForm
from reports.importing import KINDS, Kind
from surveys.sheets import BadSheet

PAGE = 30
SHOWN = 200  # mistakes of a table that are listed
FORMS: dict[str, type[Any]] = {"izin": SystemFigureForm, "investasi": InvestmentForm}


def _demand(request: SignedInRequest, *, writes: bool) -> None:
    allowed = permissions.can_write if writes else permissions.can_read
    if not allowed(request.user, on=timezone.localdate()):
        raise PermissionDenied


@require_safe
@login_required
def figures(request: SignedInRequest, kind: str) -> HttpResponse:
    """The list, the newest month first."""
    _demand(request, writes=False)
    query = clean_line(request.GET.get("q", ""))[:100]
    context = {
        "kind": KINDS[kind],
        "kinds": KINDS.values(),
        "query": query,
        "page": Paginator(_rows(KINDS[kind], query), PAGE).get_page(request.GET.get("hal")),
        "may_write": permissions.can_write(request.user, on=timezone.localdate()),
    }
    return render(request, "reports/figures.html", context)


def _rows(kind: Kind, query: str) -> QuerySet[Any]:
    rows = kind.model.objects.select_related("entered_by")
    if kind.code == "izin":
        rows = rows.filter(Q(name__icontains=query) | Q(source__icontains=query)) if query else rows
        return rows.order_by("-month", "system", "name")
    rows = rows.filter(Q(sector__icontains=query) | Q(source__icontains=query)) if query else rows
    return rows.order_by("-year", "-quarter", "origin", "group", "sector")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_figure(request: SignedInRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """One row typed, or mended."""
    _demand(request, writes=True)
    now = timezone.now()
    chosen, row = KINDS[kind], None
    if pk is not None:
        row = get_object_or_404(chosen.model, pk=pk)
    names = [*chosen.columns.values(), *actions.PROVENANCE]
    initial = {name: getattr(row, name) for name in names} if row else {"as_of": timezone.localdate(now)}
    form = FORMS[kind](request.POST or None, initial=initial, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid() and _save(request, chosen, pk, form):
        messages.success(request, "Angka tersimpan.")
        return redirect("reports:figures", kind=kind)
    context = {"kind": chosen, "form": form, "row": row}
    return render(request, "reports/figure_edit.html", context, status=422 if form.errors else 200)


def _save(request: SignedInRequest, kind: Kind, pk: int | None, form: Any) -> bool:
    now, data = timezone.now(), form.cleaned_data
    try:
        if pk is None:
            key = {name: data[name] for name in kind.keys}
            if kind.model.objects.filter(**key).exists():
                raise DomainError("Angka ini sudah ada. Ubah baris yang lama dari daftar.")
            actions.keep(kind, [data], origin=data, way="typed", by=request.user, now=now)
        else:
            actions.change(kind, pk, data, by=request.user, now=now)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


@require_POST
@login_required
def remove_figure(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Take a row away."""
    _demand(request, writes=True)
    actions.remove(KINDS[kind], pk, by=request.user, now=timezone.now())
    messages.success(request, "Baris dihapus.")
    return redirect("reports:figures", kind=kind)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_figures(request: SignedInRequest, kind: str) -> HttpResponse:
    """A table of rows: all of it, or a list of its mistakes and nothing."""
    _demand(request, writes=True)
    now = timezone.now()
    today = timezone.localdate(now)
    form = FigureImportForm(request.POST or None, request.FILES or None, today=today, initial={"as_of": today})
    context: dict[str, object] = {"kind": KINDS[kind], "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        is_xlsx = file.name.lower().endswith(".xlsx")
        try:
            rows = importing.read(KINDS[kind], file.read(), is_xlsx=is_xlsx, form=FORMS[kind], today=today)
            n = actions.keep(KINDS[kind], rows, origin=form.cleaned_data, way="imported", by=request.user, now=now)
        except BadSheet as error:
            context |= {"mistakes": error.mistakes[:SHOWN], "wrong": len(error.mistakes), "name": file.name}
        else:
            messages.success(request, f"{n} baris dari {file.name} tersimpan.")
            return redirect("reports:figures", kind=kind)
    refused = bool(form.errors) or "mistakes" in context
    return render(request, "reports/figure_import.html", context, status=422 if refused else 200)


@require_safe
@login_required
def figure_template(request: SignedInRequest, kind: str) -> HttpResponse:
    """The titles of such a table, as CSV."""
    _demand(request, writes=True)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow(KINDS[kind].columns)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="angka-{kind}.csv"'
    return response
