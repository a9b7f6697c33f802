"""The documents of a version in work: opening, giving, choosing from File Saya. Shared by draft and revision.

`document` takes one of: `berkas`, the bytes; `stored_file`, the id of a file in File Saya. A resumable upload will
send `upload`, the id of its joined parts, to the same address.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond
from permits import locks
from permits.actions import drafts
from permits.catalogue.schema import RequirementSpec
from permits.completeness import content_types_of, requirements_of
from permits.models import ApplicationDocument, StoredFile
from permits.sections import step_called
from permits.views.road import Road, road_of
from permits.views.saving import FILE, UPLOADED, attach, wants_json

PER_PAGE = 10


def document(request: SignedInRequest, road: Road, requirement: str) -> HttpResponseBase:
    """Open the file given for a requirement, or take one for it; a script gets the row of the page back."""
    if request.method != "POST":
        given = road.documents.get(requirement)
        if given is None:
            raise Http404
        return respond(given.blob, filename=given.name, inline=True, request=request)
    spec = _asked(road, requirement)
    try:
        given = _take(request, road, spec)
    except DomainError as error:
        return _refuse(request, road, spec, error.message)
    return _thank(request, road, spec, given)


def pick(request: SignedInRequest, road: Road, requirement: str) -> HttpResponse:
    """One's stored files that this requirement takes, newest first."""
    spec = _asked(road, requirement)
    if not locks.is_document_open(road.editing.request, requirement):
        raise Http404
    mine = StoredFile.objects.filter(owner=road.editing.person, blob__content_type__in=content_types_of(spec))
    wanted = request.GET.get("q", "").strip()
    if wanted:
        mine = mine.filter(name__icontains=wanted)
    page = Paginator(mine.select_related("blob").order_by("-uploaded_at", "-id"), PER_PAGE).get_page(
        request.GET.get("hal")
    )
    context = {"road": road, "row": road.upload(spec), "page": page, "wanted": wanted, "back_url": _row_url(road, spec)}
    template = "permits/_pick_list.html" if request.htmx else "permits/pick_file.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _take(request: SignedInRequest, road: Road, spec: RequirementSpec) -> ApplicationDocument:
    application, person, now = road.editing.application, road.editing.person, timezone.now()
    if "stored_file" in request.POST:
        stored = _stored(request, person.pk)
        return drafts.attach_document(application, spec.code, stored, by=person, now=now)
    upload = request.FILES.get("berkas")
    if upload is None:
        raise DomainError("Pilih berkas dahulu, lalu tekan Upload.")
    return attach(application, spec, upload, request=request, now=now)


def _stored(request: SignedInRequest, owner_id: int) -> StoredFile:
    wanted = request.POST["stored_file"]
    if not wanted.isdigit():
        raise Http404
    return get_object_or_404(StoredFile.objects.select_related("blob"), pk=wanted, owner_id=owner_id)


def _refuse(request: SignedInRequest, road: Road, spec: RequirementSpec, message: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": message}, status=400)
    messages.error(request, message)
    return redirect(_row_url(road, spec))


def _thank(request: SignedInRequest, road: Road, spec: RequirementSpec, given: ApplicationDocument) -> HttpResponse:
    if not wants_json(request):
        messages.success(request, f"{UPLOADED}: {given.name}")
        return redirect(_row_url(road, spec))
    row = road_of(road.editing.application, request).upload(spec)
    html = render_to_string("permits/_upload_row.html", {"row": row, "notice": UPLOADED}, request)
    return JsonResponse({"row": html, "name": given.name, "message": UPLOADED})


def _row_url(road: Road, spec: RequirementSpec) -> str:
    return f"{road.step_url(step_called('detail').slug)}#{FILE}{spec.code}"


def _asked(road: Road, requirement: str) -> RequirementSpec:
    editing = road.editing
    asked = requirements_of(editing.version.data, editing.spec, kind=editing.application.kind)
    found = next((one for one in asked if one.code == requirement), None)
    if found is None:
        raise Http404
    return found
