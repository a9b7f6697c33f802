"""/petugas/laporan/triwulan/: the quarterly reports, their texts, files and road to the public."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond
from office.profile import profile
from reports import exports, permissions
from reports.actions import quarterly as actions
from reports.forms.quarterly import GiveBackForm, PassphraseForm, PublishForm, StartForm, TextsForm
from reports.models import QuarterlyReport
from reports.quarterly import document_of, period_of

PAGE = 20
STATES = QuarterlyReport.State


def _demand_reader(request: SignedInRequest) -> None:
    if not permissions.can_read(request.user, on=timezone.localdate()):
        raise PermissionDenied


def _find(code: str) -> QuarterlyReport:
    year, _, part = code.partition("-T")
    return get_object_or_404(QuarterlyReport.objects.select_related("blob"), year=int(year), quarter=int(part))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def quarters(request: SignedInRequest) -> HttpResponse:
    """The list, newest first; a POST begins the report of a quarter, or opens the one that is there."""
    _demand_reader(request)
    now = timezone.now()
    today = timezone.localdate(now)
    form = StartForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            report = actions.start(int(chosen["tahun"]), int(chosen["triwulan"]), by=request.user, now=now)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("reports:quarter", code=report.code)
    rows = QuarterlyReport.objects.order_by("-year", "-quarter").defer("snapshot")
    year, state = request.GET.get("tahun", ""), request.GET.get("keadaan", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(year=int(year))
    if state in STATES.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("hal")),
        "form": form,
        "year": year,
        "state": state,
        "states": STATES.choices,
        "may_write": permissions.can_write(request.user, on=today),
    }
    return render(request, "reports/quarters.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
@never_cache
def quarter(request: SignedInRequest, code: str) -> HttpResponse:
    """The report as it stands, with what this person may do next."""
    _demand_reader(request)
    return _page(request, _find(code))


def _page(
    request: SignedInRequest, report: QuarterlyReport, *, failed: Any = None, verb: str = "", status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    is_checked, is_signed = report.state == STATES.CHECKED, report.state == STATES.SIGNED
    may = {
        "write": report.state == STATES.DRAFT and permissions.can_write(request.user, on=today),
        "check": report.state == STATES.DRAFT and permissions.can_check(request.user, on=today),
        "sign": is_checked and permissions.can_sign(request.user, on=today),
        "publish": is_signed and not report.published_at and permissions.can_publish(request.user, on=today),
    }
    may["give_back"] = is_checked and (may["sign"] or permissions.can_check(request.user, on=today))
    forms = {"kembalikan": GiveBackForm(), "tanda-tangan": PassphraseForm(), "terbitkan": PublishForm()}
    if failed is not None:
        forms[verb] = failed
    context = {
        "report": report,
        "period": period_of(report),
        "document": document_of(report, profile(), reader=request.user),
        "events": report.events.select_related("by").order_by("-at", "-id")[:30],
        "may": may,
        "give_back_form": forms["kembalikan"],
        "sign_form": forms["tanda-tangan"],
        "publish_form": forms["terbitkan"],
    }
    return render(request, "reports/quarter.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def texts(request: SignedInRequest, code: str) -> HttpResponse:
    """The edited text of a draft."""
    now = timezone.now()
    if not permissions.can_write(request.user, on=timezone.localdate(now)):
        raise PermissionDenied
    report = _find(code)
    if report.state != STATES.DRAFT:
        messages.error(request, "Naskah hanya dapat diubah selama laporan masih draf.")
        return redirect("reports:quarter", code=code)
    form = TextsForm(request.POST or None, initial={name: getattr(report, name) for name in actions.TEXTS})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(report.pk, form.cleaned_data, by=request.user, now=now)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Naskah laporan tersimpan.")
            return redirect("reports:quarter", code=code)
    context = {"form": form, "report": report, "period": period_of(report)}
    return render(request, "reports/quarter_texts.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_POST
@login_required
def move(request: SignedInRequest, code: str, verb: str) -> HttpResponse:
    """Check, give back, sign or publish."""
    _demand_reader(request)
    report = _find(code)
    forms = {"kembalikan": GiveBackForm, "tanda-tangan": PassphraseForm, "terbitkan": PublishForm}
    form = forms[verb](request.POST) if verb in forms else None
    if form is not None and not form.is_valid():
        return _page(request, report, failed=form, verb=verb, status=422)
    given: dict[str, Any] = form.cleaned_data if form is not None else {}
    try:
        words = _do(report, verb, given, request)
    except DomainError as error:
        if form is None:
            messages.error(request, error.message)
            return redirect("reports:quarter", code=code)
        form.add_error(None, error.message)
        return _page(request, report, failed=form, verb=verb, status=422)
    messages.success(request, words)
    return redirect("reports:quarter", code=code)


def _do(report: QuarterlyReport, verb: str, given: dict[str, Any], request: SignedInRequest) -> str:
    by, now = request.user, timezone.now()
    if verb == "periksa":
        actions.check(report.pk, by=by, now=now)
        return "Laporan diperiksa; angkanya dibekukan dan menunggu tanda tangan."
    if verb == "kembalikan":
        actions.give_back(report.pk, by=by, now=now, note=given["note"])
        return "Laporan dikembalikan menjadi draf."
    if verb == "tanda-tangan":
        actions.sign(report.pk, by=by, passphrase=given["passphrase"], now=now)
        return "Laporan ditandatangani dan disimpan."
    if verb == "terbitkan":
        actions.publish(report.pk, by=by, now=now)
        return "Laporan terbit dan dapat diunduh masyarakat."
    raise Http404


@require_safe
@login_required
def quarter_file(request: SignedInRequest, code: str, kind: str) -> HttpResponseBase:
    """The signed PDF, or the report as it stands as PDF (a draft says so), DOCX or XLSX."""
    _demand_reader(request)
    report = _find(code)
    name = f"laporan-ptsp-{report.code}"
    if kind == "pdf" and report.blob is not None:
        return respond(report.blob, filename=f"{name}.pdf", inline=True, request=request)
    document = document_of(report, profile(), reader=request.user)
    return exports.answer(document, kind, name=name, now=timezone.now(), draft=report.state == STATES.DRAFT)


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """/laporan/: what everybody may read."""
    rows = QuarterlyReport.objects.filter(published_at__isnull=False).order_by("-year", "-quarter")
    page = Paginator(rows.select_related("blob").defer("snapshot"), PAGE).get_page(request.GET.get("hal"))
    listed = [(period_of(one).name, one) for one in page.object_list]
    return render(request, "reports/published.html", {"page": page, "listed": listed})


@require_safe
def published_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The signed file of a published report; anything else does not exist here."""
    report = _find(code)
    if report.published_at is None or report.blob is None:
        raise Http404
    return respond(report.blob, filename=f"laporan-ptsp-{report.code}.pdf", inline=True, request=request)
