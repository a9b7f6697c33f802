"""A draft as a whole: compare it, print its letter, write it as YAML, publish it, throw it away."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date
from eptsp.lib.pdf import PdfError
from files import handover
from permits.actions import catalogue as actions
from permits.catalogue.comparing import Difference, differences
from permits.catalogue.mistakes import CatalogueErrors
from permits.catalogue.reading import read_text
from permits.catalogue.writing import to_yaml
from permits.forms.catalogue_admin import PublishForm, YamlForm
from permits.forms.catalogue_mistakes import find
from permits.letters import render_permit
from permits.models import CatalogueDraft
from permits.views.catalogue_admin import yaml_file
from permits.views.catalogue_admin_draft import link_to, seen_version, the_draft
from permits.views.catalogue_admin_preview import sample_letter

PART_NAMES = {
    "requirements": "Persyaratan",
    "fields": "Data yang diisi",
    "route": "Alur",
    "letter": "Naskah surat",
    "conditions": "Ketentuan",
    "holder_rights": "Hak pemegang",
    "holder_duties": "Kewajiban pemegang",
    "post_issue_duties": "Laporan setelah terbit",
    "legal_basis": "Dasar hukum",
    "document": "Halaman pengesahan",
    "sections": "Standar pelayanan",
    "flow": "Langkah SOP",
}
LOOKS = {
    "added": ("Ditambah", "positive", "plus"),
    "removed": ("Dihapus", "negative", "trash"),
    "changed": ("Diubah", "warning", "edit"),
    "moved": ("Urutan berubah", "info", "list"),
}


@require_safe
@login_required
def catalogue_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the draft changes in the newest edition."""
    draft = the_draft(request, pk)
    newest = draft.permit_type.editions.order_by("-number").first() if draft.permit_type else None
    found = differences(newest.body, draft.body) if newest else []
    context = {"draft": draft, "newest": newest, "groups": _grouped(found), "count": len(found)}
    return render(request, "permits/catalogue/compare.html", context)


@require_safe
@xframe_options_sameorigin
@login_required
def catalogue_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter with made-up answers and DRAF across it; a sentence where the draft cannot be printed yet."""
    draft = the_draft(request, pk)
    spec, mistakes = actions.read_draft(draft)
    blocking = [one for one in find(mistakes) if one.part.slug in {"surat", "isian"}]
    kind = "NEW" if "NEW" in spec.kinds else spec.kinds[0]
    if not blocking:
        try:
            pdf = render_permit(sample_letter(spec, kind=kind, company="perusahaan" in request.GET), draft=True)
        except (PdfError, LookupError, ValueError):
            blocking = []
        else:
            name = content_disposition_header(as_attachment=False, filename=f"draf-{draft.code.lower()}.pdf") or ""
            headers = {"Content-Disposition": name, "Content-Security-Policy": handover.POLICY}
            return HttpResponse(pdf, content_type="application/pdf", headers=headers)
    context = {"draft": draft, "mistakes": [(one, link_to(draft, one)) for one in blocking]}
    return render(request, "permits/catalogue/no_letter.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def catalogue_yaml(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole edition in one box, for those who know it; the same checks."""
    draft = the_draft(request, pk)
    form = YamlForm(request.POST if request.method == "POST" else None, initial={"text": to_yaml(draft.body)})
    if form.is_valid():
        try:
            body = read_text(form.cleaned_data["text"], "YAML").data
            if body.get("code") not in {None, draft.code}:
                raise DomainError(f"Kode jenis izin ini {draft.code} dan tidak dapat diganti.")
            now, version = timezone.now(), seen_version(request)
            saved = actions.save_draft(pk, lambda _: body, version=version, by=request.user, now=now)
        except CatalogueErrors as errors:
            form.add_error("text", [f"Baris {one.line}: {one.message}" for one in errors.mistakes[:20]])
        except DomainError as error:
            form.add_error("text", error.message)
        else:
            _, mistakes = actions.read_draft(saved)
            messages.success(request, f"Tersimpan, dengan {len(mistakes)} kesalahan." if mistakes else "Tersimpan.")
            return redirect("permits:catalogue_draft", pk)
    status = 422 if form.errors else 200
    return render(request, "permits/catalogue/yaml.html", {"draft": draft, "form": form}, status=status)


@require_safe
@login_required
def catalogue_draft_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as a file."""
    draft = the_draft(request, pk)
    return yaml_file(draft.body, f"{draft.code.lower()}-rancangan.yaml")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def catalogue_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an edition of the draft, in force from the day chosen."""
    draft = the_draft(request, pk)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        starts_on: dt.date = form.cleaned_data["starts_on"]
        try:
            edition = actions.publish(
                pk, **form.cleaned_data, version=seen_version(request), by=request.user, now=timezone.now()
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            today = starts_on == timezone.localdate()
            since = "sudah berlaku" if today else f"berlaku mulai {long_date(starts_on)}"
            messages.success(request, f"Edisi {edition.number} diterbitkan dan {since}. Berkas lama memakai edisinya.")
            return redirect("permits:catalogue_type", edition.permit_type_id)
    _, mistakes = actions.read_draft(draft)
    context: dict[str, Any] = {"draft": draft, "form": form}
    context["mistakes"] = [(one, link_to(draft, one)) for one in find(mistakes)]
    return render(request, "permits/catalogue/publish.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def catalogue_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    draft = the_draft(request, pk)
    try:
        actions.discard_draft(pk, version=seen_version(request), by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("permits:catalogue_draft", pk)
    messages.success(request, f"Rancangan {draft.name} dihapus.")
    return redirect(_after_discard(draft))


def _after_discard(draft: CatalogueDraft) -> str:
    if draft.permit_type_id:
        return reverse("permits:catalogue_type", args=[draft.permit_type_id])
    return reverse("permits:catalogue")


def _grouped(found: list[Difference]) -> list[tuple[str, list[tuple[Difference, tuple[str, str, str]]]]]:
    """By part of the edition, in the order in which they come."""
    groups: dict[str, list[tuple[Difference, tuple[str, str, str]]]] = {}
    for one in found:
        groups.setdefault(PART_NAMES.get(one.part, "Data pokok"), []).append((one, LOOKS[one.how]))
    return list(groups.items())
