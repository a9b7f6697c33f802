"""Pengajuan Permohonan: choosing a permit type, the draft's steps, its documents (guide 3.2.1)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.actions import drafts
from permits.forms.start import StartForm
from permits.models import Application
from permits.sections import FIRST, REVIEW, STEPS, step_called
from permits.views import documents
from permits.views.road import Road, renew_edition, road_of
from permits.views.saving import save_step, show_step

TEMPLATE = "permits/wizard_step.html"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: SignedInRequest) -> HttpResponse:
    """Drafts to go on with, and the choice of what to apply for; htmx asks for the choice alone."""
    refused = _refused(request)
    initial = {"izin": refused.permit_type.slug, "jenis": refused.kind} if refused else None
    form = StartForm(request.POST if request.method == "POST" else _choices(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("permits:wizard_step", _start(request, form, refused).key, FIRST.slug)
        except DomainError as error:
            form.add_error(None, error.message)
    if request.method != "POST":
        form.errors.clear()
    context = {"form": form, "refused": refused}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "permits/_choice.html", context)
    mine = Application.objects.filter(applicant=request.user.pk, status=Application.Status.DRAFT)
    found = mine.select_related("permit_type").prefetch_related("versions").order_by("-created_at", "-id")
    return render(request, "permits/wizard.html", context | {"drafts": found[: drafts.MOST_DRAFTS]})


def _choices(request: SignedInRequest) -> dict[str, str] | None:
    """What the address already says; the form is bound to it so that each choice narrows the next."""
    chosen = {name: request.GET[name] for name in ("dinas", "izin", "jenis", "nomor_lama") if request.GET.get(name)}
    return chosen or None


def _refused(request: SignedInRequest) -> Application | None:
    """The refused file from which a new one starts (?dari=resi)."""
    resi = request.POST.get("dari") or request.GET.get("dari")
    if not resi:
        return None
    refused = Application.objects.select_related("permit_type").filter(status=Application.Status.REJECTED)
    return get_object_or_404(refused, resi=resi.upper(), applicant=request.user)


def _start(request: SignedInRequest, form: StartForm, refused: Application | None) -> Application:
    chosen = form.cleaned_data
    same = refused if refused and refused.permit_type_id == chosen["izin"].pk else None
    return drafts.start_draft(
        chosen["izin"],
        chosen["jenis"],
        by=request.user,
        now=timezone.now(),
        previous_number=chosen["nomor_lama"],
        started_from=same,
    )


@login_required
@require_GET
def draft(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Open a draft where it was left."""
    application = _draft_of(request, key)
    slug = str(application.versions.get(submitted_at=None).data.get("step") or FIRST.slug)
    known = slug if slug in {step.slug for step in STEPS} else FIRST.slug
    return redirect("permits:wizard_step", key, known)


@login_required
@require_POST
def delete_draft(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    application = _draft_of(request, key)
    drafts.delete_draft(application, by=request.user)
    messages.success(request, f"Draf {application.permit_type.name} dihapus. Berkas Anda tetap ada di File Saya.")
    return redirect("permits:apply")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wizard_step(request: SignedInRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """One step of the draft; any step may be opened at any time."""
    application = _draft_of(request, key)
    step = step_called(slug)
    if renew_edition(application):
        messages.info(
            request,
            "Persyaratan jenis izin ini diperbarui. Isian Anda disimpan; periksa kembali Data Detail dan lampiran.",
        )
    road = road_of(application, request)
    if request.method == "POST" and step is not REVIEW:
        return save_step(request, road, step, TEMPLATE)
    return show_step(request, road, step, TEMPLATE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wizard_document(request: SignedInRequest, key: uuid.UUID, requirement: str) -> HttpResponseBase:
    """Open the file given for a requirement (GET), or give one (POST)."""
    return documents.document(request, _road(request, key), requirement)


@login_required
@require_GET
def wizard_pick(request: SignedInRequest, key: uuid.UUID, requirement: str) -> HttpResponse:
    """Choose a file of File Saya for a requirement."""
    return documents.pick(request, _road(request, key), requirement)


def _road(request: SignedInRequest, key: uuid.UUID) -> Road:
    return road_of(_draft_of(request, key), request)


def _draft_of(request: SignedInRequest, key: uuid.UUID) -> Application:
    """One's own draft; anything else does not exist."""
    rows = Application.objects.select_related("permit_type__agency", "edition")
    return get_object_or_404(rows, key=key, applicant=request.user, status=Application.Status.DRAFT)
