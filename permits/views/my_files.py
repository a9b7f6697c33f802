"""File Saya: everything one has uploaded, for reuse (guide 3.2.3)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.actions import store
from files.handover import respond
from permits.actions import library
from permits.forms.library import RenameForm, UploadForm
from permits.models import ApplicationDocument, StoredFile
from permits.views.saving import UPLOADED, limits, wants_json

PER_PAGE = 10


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_files(request: SignedInRequest) -> HttpResponse:
    """The list with its search, and the upload; a script gets JSON and shows the result in the popup."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        if form.is_valid() and _upload(request, form):
            messages.success(request, UPLOADED)
            return JsonResponse({"message": UPLOADED}) if wants_json(request) else redirect("permits:my_files")
        if wants_json(request):
            first = next(iter(form.errors.values()))[0]
            return JsonResponse({"error": first}, status=400)
    wanted = request.GET.get("q", "").strip()
    page = Paginator(_files_of(request, wanted), PER_PAGE).get_page(request.GET.get("hal"))
    context = {"page": page, "wanted": wanted, "form": form, **limits()}
    return render(request, "permits/my_files.html", context)


def _upload(request: SignedInRequest, form: UploadForm) -> bool:
    upload, now = form.cleaned_data["berkas"], timezone.now()
    try:
        blob = store(upload, now=now, allowed=library.LIBRARY_TYPES)
    except DomainError as error:
        form.add_error("berkas", error.message)
        return False
    name = form.cleaned_data["nama"].strip() or upload.name
    library.keep_file(blob, name=name, by=request.user, now=now)
    return True


def _files_of(request: SignedInRequest, wanted: str) -> QuerySet[Any, Any]:
    used = ApplicationDocument.objects.filter(blob=OuterRef("blob"))
    mine = StoredFile.objects.filter(owner=request.user.pk).select_related("blob").annotate(is_used=Exists(used))
    if wanted:
        mine = mine.filter(name__icontains=wanted)
    return mine.order_by("-uploaded_at", "-id")


@login_required
@require_GET
def my_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Open one file in a tab of its own."""
    stored = _file_of(request, pk)
    return respond(stored.blob, filename=stored.name, inline=True, request=request)


@login_required
@require_POST
def rename_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a file another name."""
    form = RenameForm(request.POST)
    stored = _file_of(request, pk)
    if form.is_valid():
        library.rename_file(stored, form.cleaned_data["nama"])
        messages.success(request, "Nama file diganti.")
    else:
        messages.error(request, "Isi nama file, paling banyak 120 huruf.")
    return redirect("permits:my_files")


@login_required
@require_POST
def delete_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a file away that no application uses."""
    stored = _file_of(request, pk)
    try:
        library.delete_file(stored)
        messages.success(request, f"{stored.name} dihapus.")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("permits:my_files")


def _file_of(request: SignedInRequest, pk: int) -> StoredFile:
    """One's own file; another person's does not exist."""
    return get_object_or_404(StoredFile.objects.select_related("blob"), pk=pk, owner=request.user)
