"""/petugas/survei/: questionnaires of the counter, typed in or imported, and what people wrote."""

import csv
import hashlib
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from surveys import actions, figures, importing
from surveys.forms import CounterForm, ImportForm
from surveys.models import CounterBatch, Remark
from surveys.periods import quarter_of, semester_of, year
from surveys.permissions import can_enter, can_read
from surveys.sheets import BadSheet

PAGE, BATCHES = 20, 10
SHOWN = 200  # mistakes of a table that are listed


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """The figures in short, the last entries of the counter, and the remarks."""
    today = timezone.localdate()
    if not can_read(request.user, on=today):
        raise PermissionDenied
    spans = [quarter_of(today), semester_of(today), year(today.year)]
    context = {
        "headlines": [(span, figures.headline(span)) for span in spans],
        "batches": CounterBatch.objects.select_related("entered_by").order_by("-entered_at")[:BATCHES],
        "page": Paginator(Remark.objects.order_by("-month", "key"), PAGE).get_page(request.GET.get("hal")),
        "may_enter": can_enter(request.user, on=today),
    }
    return render(request, "surveys/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enter(request: SignedInRequest) -> HttpResponse:
    """One questionnaire typed in; the next one starts with the same day and type."""
    now = timezone.now()
    today = timezone.localdate(now)
    if not can_enter(request.user, on=today):
        raise PermissionDenied
    try:
        spec = actions.instrument_on(today).spec
        kept = {name: request.GET[name] for name in ("answered_on", "permit_type") if name in request.GET}
        form = CounterForm(request.POST or None, spec=spec, today=today, initial={"answered_on": today} | kept)
        if request.method == "POST" and form.is_valid():
            row = form.row()
            actions.enter_from_counter([row], by=request.user, now=now, source="Diketik")
            messages.success(request, "Kuesioner tersimpan. Silakan ketik kuesioner berikutnya.")
            next_one = f"?answered_on={row.answered_on}&permit_type={row.permit_type.pk if row.permit_type else ''}"
            return redirect(request.path + next_one)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("surveys:desk")
    return render(request, "surveys/enter.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_file(request: SignedInRequest) -> HttpResponse:
    """A table of questionnaires: all of it, or a list of its mistakes and nothing."""
    now = timezone.now()
    if not can_enter(request.user, on=timezone.localdate(now)):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            is_xlsx = file.name.lower().endswith(".xlsx")
            rows = importing.read(content, is_xlsx=is_xlsx, today=timezone.localdate(now))
            digest = hashlib.sha256(content).hexdigest()
            batch = actions.enter_from_counter(rows, by=request.user, now=now, source=file.name, digest=digest)
        except BadSheet as error:
            context |= {"mistakes": error.mistakes[:SHOWN], "wrong": len(error.mistakes), "name": file.name}
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{batch.n} kuesioner dari {batch.source} tersimpan.")
            return redirect("surveys:desk")
    refused = bool(form.errors) or "mistakes" in context
    return render(request, "surveys/import.html", context, status=422 if refused else 200)


@require_safe
@login_required
def template_csv(request: SignedInRequest) -> HttpResponse:
    """The titles of a table for the instrument of today, and nothing that could be counted by mistake."""
    today = timezone.localdate()
    if not can_enter(request.user, on=today):
        raise PermissionDenied
    try:
        spec = actions.instrument_on(today).spec
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("surveys:desk")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")  # what Excel in Indonesia opens with a double click
    writer.writerow(importing.header(spec))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kuesioner-loket.csv"'
    return response
