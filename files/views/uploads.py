"""The tus 1.0 protocol: core, creation, termination, expiration, checksum (tus.io; docs/decisions on uploads)."""

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eptsp.lib.errors import DomainError
from files import uploading
from files.actions import TryLater
from files.models import Upload

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460  # of the checksum extension

View = Callable[..., HttpResponse]


def tus(view: View) -> View:
    """Ask for a person and for the version; put the version on every answer and give refusals their numbers."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        speaks = request.headers.get("Tus-Resumable")
        if not request.user.is_authenticated:
            if speaks is None:
                return redirect_to_login(request.get_full_path())
            response = _refuse(401, "Sesi Anda berakhir. Masuk lagi; unggahan dilanjutkan dari tempatnya berhenti.")
        elif request.method != "OPTIONS" and speaks != VERSION:
            response = _refuse(412, "Versi tus tidak dikenal.")
            response["Tus-Version"] = VERSION
        else:
            response = _answered(view, request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        return response

    return asked


def _answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except uploading.Missing:
        return _refuse(404, "Unggahan ini tidak ada atau sudah kedaluwarsa.")
    except uploading.Busy:
        return _refuse(423, "Unggahan ini sedang dipakai permintaan lain.")
    except uploading.OffsetConflict:
        return _refuse(409, "Bagian ini tidak menyambung dengan yang sudah diterima.")
    except uploading.TooMuch:
        return _refuse(413, "Bagian ini melebihi ukuran yang diberitahukan.")
    except uploading.ChecksumMismatch:
        return _refuse(CHECKSUM_MISMATCH, "Bagian ini berubah di perjalanan.")
    except TryLater as error:
        return _refuse(503, error.message)
    except uploading.Refused as error:
        return _refuse(415, error.message)
    except DomainError as error:
        return _refuse(413, error.message)
    except ValueError:
        return _refuse(400, "Kepala permintaan tidak sesuai tus.")


@require_http_methods(["OPTIONS", "POST"])
@never_cache
@tus
def uploads(request: HttpRequest) -> HttpResponse:
    """What we can (OPTIONS); a new upload of Upload-Length bytes (POST)."""
    if request.method == "OPTIONS":
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,termination,expiration,checksum",
                "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
                "Tus-Checksum-Algorithm": ",".join(uploading.HASHES),
            },
        )
    size, name = _count(request, "Upload-Length"), _metadata(request).get("filename", "")
    upload = uploading.begin(name=name, size=size, by=request.user, now=timezone.now())
    response = _state(upload, status=201)
    response["Location"] = reverse("files:upload", args=[upload.key])
    return response


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE", "POST"])
@never_cache
@tus
def upload(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How much has arrived (HEAD), the next part (PATCH), or the end of it (DELETE)."""
    method, now = request.headers.get("X-HTTP-Method-Override", request.method), timezone.now()
    if method == "OPTIONS":
        return HttpResponse(status=204, headers={"Tus-Version": VERSION})
    if method == "HEAD":
        return _state(uploading.find(key, by=request.user, now=now), status=200)
    if method == "DELETE":
        uploading.drop(key, by=request.user, now=now)
        return HttpResponse(status=204)
    return _append(request, key, now=now) if method == "PATCH" else _refuse(405, "Cara ini tidak dikenal.")


def _append(request: HttpRequest, key: uuid.UUID, *, now: dt.datetime) -> HttpResponse:
    if request.content_type != PART:
        return _refuse(415, f"Bagian dikirim sebagai {PART}.")
    found = uploading.append(
        key,
        offset=_count(request, "Upload-Offset"),
        length=int(request.META.get("CONTENT_LENGTH") or 0),
        body=request,
        by=request.user,
        now=now,
        checksum=_checksum(request),
    )
    return _state(found, status=204)


def _state(upload: Upload, *, status: int) -> HttpResponse:
    return HttpResponse(
        status=status,
        headers={
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.size),
            "Upload-Expires": http_date(upload.expires_at.timestamp()),
            "Cache-Control": "no-store",
        },
    )


def _refuse(status: int, words: str) -> HttpResponse:
    return JsonResponse({"error": words}, status=status)


def _count(request: HttpRequest, header: str) -> int:
    """Return a header that must be a number of bytes; ValueError otherwise."""
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit()) or len(value) > 15:
        raise ValueError(header)
    return int(value)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """Return Upload-Metadata: pairs "key base64" between commas; ValueError when it is not that."""
    found = {}
    for pair in filter(None, (part.strip() for part in request.headers.get("Upload-Metadata", "").split(","))):
        key, _, value = pair.partition(" ")
        found[key] = _unpacked(value).decode("utf-8")  # UnicodeDecodeError is a ValueError
    return found


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    """Return Upload-Checksum as (name of the hash, digest); ValueError for one that we cannot."""
    value = request.headers.get("Upload-Checksum")
    if value is None:
        return None
    name, _, digest = value.partition(" ")
    if name not in uploading.HASHES:
        raise ValueError(name)
    return name, _unpacked(digest)


def _unpacked(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError(value) from error
