"""The documents of a version in work: opening, giving, choosing from File Saya. Shared by draft and revision.

`document` takes one of: `berkas`, the bytes; `unggahan`, the key of an upload in parts that is whole; `stored_file`,
the id of a file in File Saya.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.actions import TryLater
from files.handover import respond, respond_thumbnail
from permits import locks
from permits.actions import drafts, library
from permits.catalogue.schema import RequirementSpec
from permits.completeness import content_types_of, requirements_of
from permits.models import Application, ApplicationDocument, StoredFile
from permits.sections import step_called
from permits.views.road import Road, road_of
from permits.views.saving import FILE, UPLOADED, wants_json

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
        taken = _take(request, road, spec)
    except DomainError as error:
        return _refuse(request, road, spec, error)
    return _thank(request, road, spec, *taken)


@login_required
@require_safe
def document_picture(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The small picture of a document of one's own application."""
    rows = ApplicationDocument.objects.filter(of_mine(request.user)).select_related("blob")
    return respond_thumbnail(get_object_or_404(rows, pk=pk).blob, request)


def of_mine(user: User) -> Q:
    """Documents of one's own applications, and of the drafts that one files at the counter."""
    own = Q(version__application__applicant=user)
    return own | Q(version__application__filed_by=user, version__application__status=Application.Status.DRAFT)


def part_key(request: SignedInRequest) -> uuid.UUID | None:
    """The key of an upload in parts that a post names; Http404 when it is none."""
    key = request.POST.get("unggahan")
    if not key:
        return None
    try:
        return uuid.UUID(key)
    except ValueError as error:
        raise Http404 from error


def pick(request: SignedInRequest, road: Road, requirement: str) -> HttpResponse:
    """One's stored files that this requirement takes, newest first."""
    spec = _asked(road, requirement)
    if road.editing.officer:
        raise PermissionDenied
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


def _take(request: SignedInRequest, road: Road, spec: RequirementSpec) -> tuple[ApplicationDocument, str]:
    """Give what came to the requirement; return the document and what to say. The same bytes are not kept twice."""
    application, now = road.editing.application, timezone.now()
    person, writer = road.editing.person, road.editing.writer
    if not locks.is_document_open(road.editing.request, spec.code):
        raise DomainError(drafts.LOCKED)
    if "stored_file" in request.POST:
        if road.editing.officer:
            raise PermissionDenied
        stored = _stored(request, person.pk)
        return drafts.attach_document(application, spec.code, stored, by=writer, now=now), UPLOADED
    source = part_key(request) or request.FILES.get("berkas")
    if source is None:
        raise DomainError("Pilih berkas dahulu, lalu tekan Upload.")
    taken = library.take(source, name="", by=person, now=now, allowed=spec.formats, sent_by=writer)
    given = drafts.attach_document(application, spec.code, taken.stored, by=writer, now=now)
    return given, f"{taken.known_words}; file itu yang dipakai." if taken.is_known else UPLOADED


def _stored(request: SignedInRequest, owner_id: int) -> StoredFile:
    wanted = request.POST["stored_file"]
    if not wanted.isdigit():
        raise Http404
    return get_object_or_404(StoredFile.objects.select_related("blob"), pk=wanted, owner_id=owner_id)


def _refuse(request: SignedInRequest, road: Road, spec: RequirementSpec, error: DomainError) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": error.message}, status=503 if isinstance(error, TryLater) else 400)
    messages.error(request, error.message)
    return redirect(_row_url(road, spec))


def _thank(
    request: SignedInRequest, road: Road, spec: RequirementSpec, given: ApplicationDocument, words: str
) -> HttpResponse:
    if not wants_json(request):
        messages.success(request, f"{words}: {given.name}" if words == UPLOADED else words)
        return redirect(_row_url(road, spec))
    row = road_of(road.editing.application, request).upload(spec)
    html = render_to_string("permits/_upload_row.html", {"row": row, "notice": words}, request)
    return JsonResponse({"row": html, "name": given.name, "message": words})


def _row_url(road: Road, spec: RequirementSpec) -> str:
    return f"{road.step_url(step_called('detail').slug)}#{FILE}{spec.code}"


def _asked(road: Road, requirement: str) -> RequirementSpec:
    editing = road.editing
    asked = requirements_of(editing.version.data, editing.spec, kind=editing.application.kind)
    found = next((one for one in asked if one.code == requirement), None)
    if found is None:
        raise Http404
    return found
