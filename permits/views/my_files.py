"""File Saya: everything one has uploaded, for reuse (guide 3.2.3).

An upload comes as `berkas`, the bytes of a form, or as `unggahan`, the key of an upload in parts that is whole.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.actions import TryLater
from files.handover import respond, respond_thumbnail
from permits.actions import library, replacing
from permits.forms.library import RenameForm, ReplaceForm, UploadForm
from permits.models import StoredFile
from permits.views.documents import part_key
from permits.views.saving import UPLOADED, limits, wants_json

PER_PAGE = 10


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_files(request: SignedInRequest) -> HttpResponse:
    """The list with its search, and the upload; a script gets JSON and shows the result in the popup."""
    if request.method == "POST" and wants_json(request):
        return _upload_by_script(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid() and _upload(request, form):
        return redirect("permits:my_files")
    wanted = request.GET.get("q", "").strip()
    page = Paginator(_files_of(request, wanted), PER_PAGE).get_page(request.GET.get("hal"))
    uses = library.uses_of(page)
    rows = [(stored, len(uses.get(stored.pk, []))) for stored in page]
    used = library.used_by(request.user)
    context = {"page": page, "rows": rows, "wanted": wanted, "form": form, **limits(), **_room(used)}
    return render(request, "permits/my_files.html", context)


def _room(used: int) -> dict[str, int]:
    limit = settings.LIBRARY_MAX_BYTES
    return {"used": used, "quota": limit, "room": max(0, limit - used)}


def _upload(request: SignedInRequest, form: UploadForm) -> bool:
    data = form.cleaned_data
    try:
        taken = library.take(data["berkas"], name=data["nama"], by=request.user, now=timezone.now())
    except DomainError as error:
        form.add_error("berkas", error.message)
        return False
    if taken.is_known:
        messages.info(request, f"{taken.known_words}. Pakai file itu; tidak disimpan dua kali.")
    else:
        messages.success(request, UPLOADED)
    return True


def _upload_by_script(request: SignedInRequest) -> JsonResponse:
    key = part_key(request)
    form = UploadForm(request.POST, request.FILES)
    if key is None and not form.is_valid():
        return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=400)
    source = key or form.cleaned_data["berkas"]
    name = request.POST.get("nama", "")[:120]
    try:
        taken = library.take(source, name=name, by=request.user, now=timezone.now())
    except DomainError as error:
        return JsonResponse({"error": error.message}, status=503 if isinstance(error, TryLater) else 400)
    if taken.is_known:
        url = reverse("permits:stored_file", args=[taken.stored.pk])
        return JsonResponse({"error": f"{taken.known_words}. Tidak disimpan dua kali.", "url": url}, status=409)
    return JsonResponse({"message": UPLOADED, "name": taken.stored.name})


def _files_of(request: SignedInRequest, wanted: str) -> QuerySet[Any, Any]:
    mine = StoredFile.objects.filter(owner=request.user.pk).select_related("blob")
    if wanted:
        mine = mine.filter(name__icontains=wanted)
    return mine.order_by("-uploaded_at", "-id")


@login_required
@require_safe
def my_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Open one file in a tab of its own; with ?unduh=1 as a download."""
    stored = _file_of(request, pk)
    return respond(stored.blob, filename=stored.name, inline="unduh" not in request.GET, request=request)


@login_required
@require_safe
def my_file_picture(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The small picture of a file."""
    return respond_thumbnail(_file_of(request, pk).blob, request)


@login_required
@never_cache
@require_safe
def stored_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """One file: where it is used, its older versions, and what can be done with it."""
    return _show(request, _file_of(request, pk), ReplaceForm())


def _show(request: SignedInRequest, stored: StoredFile, form: ReplaceForm) -> HttpResponse:
    context = {
        "stored": stored,
        "uses": library.uses_of([stored]).get(stored.pk, []),
        "versions": stored.versions.select_related("blob").order_by("-uploaded_at", "-id"),
        "draft_count": replacing.drafts_with(stored),
        "form": form,
        **limits(),
    }
    return render(request, "permits/stored_file.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def old_version(request: SignedInRequest, pk: int, version: int) -> HttpResponseBase:
    """Open what a file was before it was replaced."""
    stored = _file_of(request, pk)
    old = get_object_or_404(stored.versions.select_related("blob"), pk=version)
    return respond(old.blob, filename=stored.name, inline=True, request=request)


@login_required
@require_POST
def replace_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a file new contents; drafts follow when asked to."""
    stored = _file_of(request, pk)
    form = ReplaceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, stored, form)
    data = form.cleaned_data
    try:
        done = replacing.replace_file(
            stored, data["berkas"], by=request.user, now=timezone.now(), drafts_too=data["draf"]
        )
    except DomainError as error:
        form.add_error("berkas", error.message)
        return _show(request, stored, form)
    drafts = f" {done.moved} dokumen di draf memakai berkas baru." if done.moved else ""
    messages.success(request, f"{stored.name} diganti.{drafts}")
    for reason in done.left:
        messages.warning(request, reason)
    return redirect("permits:stored_file", stored.pk)


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
    return redirect("permits:stored_file", stored.pk)


@login_required
@require_POST
def delete_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a file away that no application uses."""
    stored = _file_of(request, pk)
    try:
        library.delete_file(stored)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("permits:stored_file", stored.pk)
    messages.success(request, f"{stored.name} dihapus.")
    return redirect("permits:my_files")


def _file_of(request: SignedInRequest, pk: int) -> StoredFile:
    """One's own file; another person's does not exist."""
    return get_object_or_404(StoredFile.objects.select_related("blob"), pk=pk, owner=request.user)
