"""Katalog: the list of types, a type with its editions and history, new types, files in and out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.actions import catalogue as actions
from permits.catalogue.mistakes import CatalogueErrors
from permits.catalogue.reading import read_bytes
from permits.catalogue.samples import blank_edition
from permits.catalogue.writing import to_yaml
from permits.forms.catalogue_admin import ImportForm, NewTypeForm, OfferForm
from permits.models import Application, CatalogueDraft, CatalogueEdition, CatalogueEvent, PermitType
from permits.permissions import demand_catalogue

PER_PAGE = 25
STATES = [("ditawarkan", "Ditawarkan"), ("ditarik", "Ditarik"), ("rancangan", "Ada rancangan")]


@require_safe
@login_required
def catalogue(request: SignedInRequest) -> HttpResponse:
    """Every type with its edition in force and its draft; drafts of new types stand above."""
    demand_catalogue(request.user, on=timezone.localdate())
    query, state = request.GET.get("q", "").strip()[:100], request.GET.get("keadaan", "")
    rows = PermitType.objects.select_related("agency", "current_edition", "next_edition", "draft__saved_by")
    rows = rows.defer("current_edition__body", "next_edition__body", "draft__body")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(code__icontains=query) | Q(agency__name__icontains=query))
    chosen = {"ditawarkan": Q(is_active=True), "ditarik": Q(is_active=False), "rancangan": Q(draft__isnull=False)}
    page = Paginator(rows.filter(chosen.get(state, Q())).order_by("name", "pk"), PER_PAGE).get_page(
        request.GET.get("hal")
    )
    new = CatalogueDraft.objects.filter(permit_type=None).select_related("saved_by").defer("body")
    context = {"page": page, "query": query, "state": state, "states": STATES, "new_drafts": new}
    return render(request, "permits/catalogue/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def catalogue_new(request: SignedInRequest) -> HttpResponse:
    """Begin a type that nobody offered before."""
    demand_catalogue(request.user, on=timezone.localdate())
    form = NewTypeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = {**form.cleaned_data, "agency": form.cleaned_data["agency"].code}
        body = blank_edition(**{**words, "sector": form.cleaned_data["sector"].code})
        try:
            draft = actions.create_draft(body, by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error("slug" if "Alamat" in error.message else "code", error.message)
        else:
            messages.success(request, "Rancangan dimulai. Lengkapi bagian demi bagian.")
            return redirect("permits:catalogue_draft", draft.pk)
    return render(request, "permits/catalogue/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def catalogue_import(request: SignedInRequest) -> HttpResponse:
    """Begin a draft from a YAML file; the mistakes of its contents are named on the draft's page."""
    demand_catalogue(request.user, on=timezone.localdate())
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            body = read_bytes(file.read(), file.name).data
            draft = actions.create_draft(body, imported=True, by=request.user, now=timezone.now())
        except CatalogueErrors as errors:
            form.add_error("file", [f"Baris {one.line}: {one.message}" for one in errors.mistakes[:20]])
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, f"{file.name} dibaca menjadi rancangan.")
            return redirect("permits:catalogue_draft", draft.pk)
    return render(request, "permits/catalogue/import.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_required
def catalogue_type(request: SignedInRequest, pk: int) -> HttpResponse:
    """One type: what is in force, what comes, all editions and who did what."""
    demand_catalogue(request.user, on=timezone.localdate())
    return _type_page(request, _type(pk), OfferForm())


@require_POST
@login_required
def catalogue_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next edition, or go on with the draft that is there."""
    demand_catalogue(request.user, on=timezone.localdate())
    try:
        draft = actions.start_draft(_type(pk), by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("permits:catalogue_type", pk)
    return redirect("permits:catalogue_draft", draft.pk)


@require_POST
@login_required
def catalogue_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw the type, or offer it again."""
    demand_catalogue(request.user, on=timezone.localdate())
    permit_type, form = _type(pk), OfferForm(request.POST)
    offered = request.POST.get("offered") == "1"
    if form.is_valid():
        try:
            actions.set_offered(
                permit_type, offered=offered, note=form.cleaned_data["note"], by=request.user, now=timezone.now()
            )
        except DomainError as error:
            form.add_error("note", error.message)
        else:
            done = "ditawarkan kembali" if offered else "ditarik dari layanan; berkas yang berjalan diteruskan"
            messages.success(request, f"{permit_type.name} {done}.")
            return redirect("permits:catalogue_type", pk)
    return _type_page(request, permit_type, form)


@require_safe
@login_required
def catalogue_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """One edition as a YAML file."""
    demand_catalogue(request.user, on=timezone.localdate())
    edition = get_object_or_404(CatalogueEdition.objects.select_related("permit_type"), pk=pk)
    return yaml_file(edition.body, f"{edition.permit_type.code.lower()}-edisi-{edition.number}.yaml")


def yaml_file(body: dict[str, Any], name: str) -> HttpResponse:
    """The edition to keep or to edit elsewhere."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(to_yaml(body), content_type="application/yaml; charset=utf-8", headers=headers)


def _type(pk: int) -> PermitType:
    rows = PermitType.objects.select_related("agency", "sector", "current_edition", "next_edition", "draft")
    return get_object_or_404(rows.defer("current_edition__body", "next_edition__body", "draft__body"), pk=pk)


def _type_page(request: SignedInRequest, permit_type: PermitType, form: OfferForm) -> HttpResponse:
    running = Application.objects.filter(
        permit_type=permit_type, status__in=[Application.Status.IN_PROCESS, Application.Status.REVISION]
    ).count()
    events = CatalogueEvent.objects.filter(code=permit_type.code).select_related("by", "edition")
    context = {
        "type": permit_type,
        "draft": CatalogueDraft.objects.filter(code=permit_type.code).select_related("saved_by").defer("body").first(),
        "editions": permit_type.editions.defer("body"),
        "events": events.defer("edition__body")[:50],
        "running": running,
        "form": form,
    }
    return render(request, "permits/catalogue/type.html", context, status=422 if form.errors else 200)
