"""Pengajuan Permohonan: choosing a permit type, the draft's steps, its documents (guide 3.2.1)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.actions import copying, drafts
from permits.forms.start import StartForm
from permits.models import Application
from permits.permissions import can_edit
from permits.renewals import timing_advice
from permits.sections import FIRST, REVIEW, STEPS, step_called
from permits.views import documents
from permits.views.my_drafts import drafts_of
from permits.views.road import Road, renew_edition, road_of
from permits.views.saving import save_step, show_step

TEMPLATE = "permits/wizard_step.html"
SHOWN_DRAFTS = 5  # above the choice; the others on a page of their own


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: SignedInRequest) -> HttpResponse:
    """Drafts to go on with, and the choice of what to apply for; htmx asks for the choice alone."""
    source = _source(request)
    data = request.POST if request.method == "POST" else _choices(request)
    form = StartForm(data, person=request.user, initial=_as_before(source) if source else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("permits:wizard_step", _start(request, form, source).key, FIRST.slug)
        except DomainError as error:
            form.add_error(None, error.message)
    if request.method != "POST":
        form.errors.clear()
    context = {"form": form, "source": source, "left_out": _left_out(source, form)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "permits/_choice.html", context)
    mine = drafts_of(request.user)
    return render(request, "permits/wizard.html", context | {"drafts": mine[:SHOWN_DRAFTS], "count": mine.count()})


def _choices(request: SignedInRequest) -> dict[str, str] | None:
    """What the address already says; the form is bound to it so that each choice narrows the next."""
    chosen = {
        name: request.GET[name]
        for name in ("dinas", "izin", "jenis", "izin_lama", "nomor_lama")
        if request.GET.get(name)
    }
    return chosen or None


def _source(request: SignedInRequest) -> Application | None:
    """One's earlier, sent file whose answers a new one takes over (?dari=resi), in whatever state it is."""
    resi = request.POST.get("dari") or request.GET.get("dari")
    if not resi:
        return None
    sent = Application.objects.select_related("permit_type__current_edition", "edition", "renews__entry")
    return get_object_or_404(sent.exclude(status=Application.Status.DRAFT), resi=resi.upper(), applicant=request.user)


def _as_before(source: Application) -> dict[str, object]:
    return {"izin": source.permit_type.slug, "jenis": source.kind, "izin_lama": source.renews_id}


def _left_out(source: Application | None, form: StartForm) -> list[str]:
    """What of the earlier file the edition in force no longer asks; told before and after the copy."""
    if source is None or form.permit_type is None or form.spec is None or form.permit_type.pk != source.permit_type_id:
        return []
    return copying.left_out(source, form.spec, kind=form.kind or source.kind)


def _start(request: SignedInRequest, form: StartForm, source: Application | None) -> Application:
    chosen, now = form.cleaned_data, timezone.now()
    same = source if source and source.permit_type_id == chosen["izin"].pk else None
    application = drafts.start_draft(
        chosen["izin"],
        chosen["jenis"],
        by=request.user,
        now=now,
        previous_number=chosen["nomor_lama"],
        started_from=same,
        renews=chosen["izin_lama"],
    )
    lost = _left_out(same, form)
    if lost:
        messages.warning(request, f"Tidak ikut disalin karena tidak diminta lagi: {', '.join(lost)}.")
    advice = timing_advice(application.renews, application.kind, today=timezone.localdate(now))
    if advice:
        messages.warning(request, advice)
    return application


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
    if application.applicant_id != request.user.pk:
        messages.success(request, f"Draf {application.permit_type.name} dihapus.")
        return redirect("permits:counter")
    messages.success(request, f"Draf {application.permit_type.name} dihapus. Berkas Anda tetap ada di File Saya.")
    return redirect(
        "permits:my_drafts" if request.POST.get("kembali") == reverse("permits:my_drafts") else "permits:apply"
    )


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
    """One's own draft, or one that this officer files at the counter; anything else does not exist."""
    rows = Application.objects.drafts_of(request.user).select_related("permit_type__agency", "edition", "applicant")
    found = get_object_or_404(rows, key=key)
    if not can_edit(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    return found
